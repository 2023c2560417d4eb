import EventFiles
import Foundation
import RunModel
import Testing

/// Whether two runs gave the same numbers, to the last bit.
enum SameRun {
  /// Every logged loss and accuracy after `step`, and the final weights.
  static func expect(
    _ a: String, _ b: String, after step: Int = 0, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let (x, y) = (try RunLog(a), try RunLog(b))
    let tags = Set(x.store.keys.map(\.tag)).filter { $0.hasPrefix("loss/") || $0 == Tag.studentAccuracy }
    #expect(tags.contains(Tag.studentLoss), sourceLocation: sourceLocation)
    for tag in tags.sorted() {
      let (p, q) = (points(x, tag, after: step), points(y, tag, after: step))
      #expect(p.count == q.count, "\(tag): \(p.count) and \(q.count) points", sourceLocation: sourceLocation)
      let difference = zip(p, q).first { $0 != $1 }
      #expect(
        difference == nil, "\(tag) differs first at \(String(describing: difference))", sourceLocation: sourceLocation)
    }
    let names = try parts(a)
    #expect(names == (try parts(b)), "the same parts in the last checkpoint", sourceLocation: sourceLocation)
    #expect(names.isSuperset(of: ["student.safetensors", "optimizer.safetensors", "random.safetensors"]))
    for name in names.sorted() {
      let (p, q) = (try weights(a, name), try weights(b, name))
      #expect(p == q && p != nil, "\(name) of the last checkpoint", sourceLocation: sourceLocation)
    }
  }

  private struct Point: Equatable {
    var step: Int
    var bits: UInt32
  }

  private static func points(_ log: RunLog, _ tag: String, after step: Int) -> [Point] {
    log.values(tag).filter { $0.step > step }.map { Point(step: $0.step, bits: $0.value.bitPattern) }
  }

  /// Names of the tensor files in a run's newest checkpoint; best weights are there or not by when it was written.
  private static func parts(_ run: String) throws -> Set<String> {
    guard let step = try checkpoints(run).last else { return [] }
    return Set(
      try FileManager.default.contentsOfDirectory(atPath: "\(run)/checkpoints/step-\(step)")
        .filter { $0.hasSuffix(".safetensors") && !$0.hasSuffix("-best.safetensors") })
  }

  /// A file of a run's newest checkpoint.
  static func weights(_ run: String, _ name: String) throws -> Data? {
    guard let step = try checkpoints(run).last else { return nil }
    let file = "\(run)/checkpoints/step-\(step)/\(name)"
    return FileManager.default.fileExists(atPath: file) ? try Data(contentsOf: URL(fileURLWithPath: file)) : Data()
  }

  static func checkpoints(_ run: String) throws -> [Int] {
    try FileManager.default.contentsOfDirectory(atPath: "\(run)/checkpoints")
      .compactMap { $0.hasPrefix("step-") ? Int($0.dropFirst(5)) : nil }.sorted()
  }
}
