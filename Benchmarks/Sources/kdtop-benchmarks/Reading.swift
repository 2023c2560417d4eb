import ArgumentParser
import EventFiles
import Foundation
import RunModel

/// Reading a log of a million scalars with every checksum, and putting it into a store.
struct Reading: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Read a log of a million scalars.")

  @Option(help: "How many scalars.")
  var scalars = 1_000_000
  @Option(help: "Rounds; the median is reported.")
  var rounds = 5

  func run() throws {
    let folder = try TemporaryFolder()
    let writer = try EventFileWriter(directory: folder.root)
    for step in 0..<scalars {
      try writer.append(Event(step: step, wallTime: Double(step), .scalars([Scalar("loss/student", Float(step % 97))])))
    }
    try writer.close()
    var (reading, storing): ([Double], [Double]) = ([], [])
    for _ in 0..<rounds {
      var count = 0
      reading.append(
        try seconds { _ = try EventFileReader(path: writer.path).read { _ in count += 1 } })
      guard count >= scalars else { throw ValidationError("read \(count) of \(scalars) events") }
      let store = RunStore()
      storing.append(
        try seconds { _ = try LogDirectory(path: folder.root).read { store.apply($0.event, run: $0.run) } })
    }
    print(String(format: "%d scalars: read %.3f s, read into a store %.3f s", scalars, reading.median, storing.median))
  }

  private func seconds(_ body: () throws -> Void) rethrows -> Double {
    let start = DispatchTime.now().uptimeNanoseconds
    try body()
    return Double(DispatchTime.now().uptimeNanoseconds - start) * 1e-9
  }
}
