import Foundation
import RunModel
import Testing

@testable import EventFiles

@Suite struct LogDirectoryTests {
  private let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  private func read(_ log: LogDirectory) throws -> [String] {
    var found: [String] = []
    try log.read { found.append("\($0.run):\($0.event.step)") }
    return found
  }

  @Test func filesOfARunComeInTheOrderTheyWereBegun() throws {
    try directory.write(try record(scalar(4)), to: "events.out.tfevents.1700000002.host.9.0")
    try directory.write(try record(scalar(3)), to: "events.out.tfevents.1700000001.host.9.10")
    try directory.write(try record(scalar(2)), to: "events.out.tfevents.1700000001.host.9.9")
    try directory.write(try record(scalar(1)), to: "events.out.tfevents.0999999999.host.9.0")
    try directory.write(Array("not one".utf8), to: "run.toml")
    #expect(try read(LogDirectory(path: directory.path)) == [":1", ":2", ":3", ":4"])
  }

  @Test func runsAreMergedByWallTime() throws {
    for run in 0..<5 {
      let events = (0..<20).map { scalar($0 * 5 + run, at: Double($0 * 5 + run)) }
      try directory.write(try events.flatMap { try record($0) }, to: "group/run\(run)/events.out.tfevents.1")
    }
    let found = try read(LogDirectory(path: directory.path))
    #expect(found == (0..<100).map { "group/run\($0 % 5):\($0)" })
  }

  @Test func singleFile() throws {
    let path = try directory.write(try record(scalar(1)), to: "a/events.out.tfevents.1")
    try directory.write(try record(scalar(2)), to: "a/events.out.tfevents.2")
    #expect(try read(LogDirectory(path: path)) == [":1"])
  }

  @Test func newFilesAndGrowingFilesAreFollowed() throws {
    let log = try LogDirectory(path: directory.path)
    log.rescanInterval = 0
    #expect(try read(log) == [])
    let path = try directory.write(try record(scalar(1)), to: "events.out.tfevents.1")
    #expect(try read(log) == [":1"])
    try directory.write(try record(scalar(2, at: 9)), to: "sub/events.out.tfevents.1")
    #expect(try read(log) == ["sub:2"])
    try append(try record(scalar(3)), to: path)
    #expect(try read(log) == [":3"])
    try directory.write(try record(scalar(4)), to: "events.out.tfevents.0")
    try append(try record(scalar(5)), to: path)
    #expect(try read(log) == [":4", ":5"])
    #expect(log.runs == ["", "sub"])
    #expect(log.statistics.events == 5)
  }

  @Test func replacedFileRestartsTheWholeLog() throws {
    let path = try directory.write(try (1...3).flatMap { try record(scalar($0)) }, to: "a/events.out.tfevents.1")
    try directory.write(try record(scalar(9, at: 99)), to: "b/events.out.tfevents.1")
    let log = try LogDirectory(path: directory.path)
    #expect(try read(log).count == 4)
    try FileManager.default.removeItem(atPath: path)
    try directory.write(try record(scalar(7)), to: "a/events.out.tfevents.1")
    #expect(try log.read { _ in } == .restarted)
    #expect(try read(log) == ["a:7", "b:9"])
    #expect(log.statistics.restarts == 1)
  }

  @Test func filesThatAreNoneAreListedAndPassedOver() throws {
    let bad = try directory.write(Array("epoch,loss\n1,0.25\n".utf8), to: "bad.tfevents.csv")
    try directory.write(try record(scalar(1)), to: "events.out.tfevents.1")
    let log = try LogDirectory(path: directory.path)
    for _ in 0..<3 { _ = try read(log) }
    #expect(log.problems == [EventFileError(.notAnEventFile, path: bad, offset: 0)])
    #expect(log.statistics.events == 1)
    let single = try LogDirectory(path: bad)
    for _ in 0..<2 { #expect(throws: EventFileError.self) { try single.read { _ in } } }
  }

  @Test("how far reading is, of one file and of several side by side", arguments: [1, 3])
  func progress(runs: Int) throws {
    for run in 0..<runs {
      let bytes = try (0..<20_000).flatMap { try record(scalar($0, at: Double($0))) }
      try directory.write(bytes, to: runs == 1 ? "events.out.tfevents.1" : "run\(run)/events.out.tfevents.1")
    }
    let log = try LogDirectory(path: directory.path)
    #expect(log.progress == 0)
    var seen: [Double] = []
    try log.read { _ in seen.append(log.progress) }
    #expect(seen.count == 20_000 * runs && zip(seen, seen.dropFirst()).allSatisfy { $0 <= $1 })
    #expect(seen.contains { (0.3...0.7).contains($0) } && seen.allSatisfy { (0...1).contains($0) })
    #expect(log.progress == 1)
  }

  @Test func missingPath() {
    #expect(throws: EventFileError(.missing, path: directory.path + "/none")) {
      try LogDirectory(path: directory.path + "/none")
    }
  }

  @Test(.timeLimit(.minutes(10))) func symbolicLinksInACircleAreHarmless() throws {
    try directory.write(try record(scalar(1)), to: "a/b/events.out.tfevents.1")
    let files = FileManager.default
    try files.createSymbolicLink(atPath: directory.path + "/a/b/up", withDestinationPath: directory.path)
    try files.createSymbolicLink(atPath: directory.path + "/a/b/self", withDestinationPath: ".")
    try files.createSymbolicLink(atPath: directory.path + "/dangling.tfevents", withDestinationPath: "nowhere")
    #expect(try read(LogDirectory(path: directory.path)) == ["a/b:1"])
  }

  @Test func depthIsLimited() throws {
    let deep = (0..<20).map { "d\($0)" }.joined(separator: "/")
    try directory.write(try record(scalar(1)), to: deep + "/events.out.tfevents.1")
    let log = try LogDirectory(path: directory.path)
    #expect(log.runs.isEmpty && log.isIncomplete)
  }

  @Test func numbersAreLimited() throws {
    for number in 0..<10 { try directory.write([], to: "events.out.tfevents.\(number)") }
    var finder = EventFileFinder(limits: .init(depth: 1, entries: 100, files: 4))
    #expect(try finder.runs(under: directory.path).first?.paths.count == 4)
    #expect(finder.isIncomplete)
    finder = EventFileFinder(limits: .init(depth: 1, entries: 5, files: 100))
    #expect((try finder.runs(under: directory.path).first?.paths.count ?? 0) <= 5)
    #expect(finder.isIncomplete)
  }

  @Test func controlCharactersDoNotReachARunsName() throws {
    try directory.write(try record(scalar(1)), to: "evil\u{1b}[2J\u{9b}1m\u{202e}run\n/events.out.tfevents.1")
    #expect(try read(LogDirectory(path: directory.path)) == ["evil[2J1mrun:1"])
  }

  /// More runs than a program may usually have open files.
  @Test func manyRuns() throws {
    for run in 0..<1500 {
      let events = [scalar(run, at: Double(run)), scalar(run + 1500, at: Double(run + 1500))]
      try directory.write(try events.flatMap { try record($0) }, to: "run\(run)/events.out.tfevents.1")
    }
    let log = try LogDirectory(path: directory.path)
    var steps: [Int] = []
    try log.read { steps.append($0.event.step) }
    #expect(steps == Array(0..<3000))
    #expect(log.problems.isEmpty)
  }
}
