import Foundation
import RunModel
import Testing

@testable import EventFiles

/// A directory that is gone when the test is.
final class TemporaryDirectory {
  let path: String

  init() throws {
    let url = FileManager.default.temporaryDirectory.appending(path: "kdtop-events-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    path = url.path
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Writes a file, and the directories it is in.
  @discardableResult
  func write(_ bytes: [UInt8], to name: String) throws -> String {
    let url = URL(filePath: path).appending(path: name)
    try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: url)
    return url.path
  }
}

func append(_ bytes: some Sequence<UInt8>, to path: String) throws {
  let handle = try FileHandle(forWritingTo: URL(filePath: path))
  try handle.seekToEnd()
  try handle.write(contentsOf: Data(bytes))
  try handle.close()
}

func fixture(_ name: String) throws -> String {
  let folder = try #require(Bundle.module.resourceURL)
  return folder.appending(path: "Fixtures/\(name)").path
}

/// A frame around `data`.
func record(_ data: [UInt8]) -> [UInt8] {
  var bytes: [UInt8] = []
  RecordFrame.append(to: &bytes) { $0 += data }
  return bytes
}

/// The record of an event.
func record(_ event: Event) throws -> [UInt8] {
  var bytes: [UInt8] = []
  try EventEncoder.append(event, to: &bytes, path: "memory")
  return bytes
}

func scalar(_ step: Int, _ tag: String = "loss", _ value: Float? = nil, at time: Double? = nil) -> Event {
  Event(step: step, wallTime: time ?? Double(step) + 0.5, .scalars([Scalar(tag, value ?? Float(step))]))
}

/// All events of a file, and what reading met.
func readAll(_ path: String, chunkSize: Int = 1 << 16) throws -> (events: [Event], statistics: ReadStatistics) {
  let reader = EventFileReader(path: path, chunkSize: chunkSize)
  var events: [Event] = []
  try reader.read { events.append($0) }
  return (events, reader.statistics)
}

/// Numbers that look random and are the same every time (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}

extension Event {
  /// Equality in which NaN equals itself, and numbers are the same bit for bit.
  func isIdentical(to other: Event) -> Bool {
    guard step == other.step, wallTime.bitPattern == other.wallTime.bitPattern else { return false }
    guard case .scalars(let a) = content, case .scalars(let b) = other.content else { return content == other.content }
    return a.elementsEqual(b) { $0.tag == $1.tag && $0.value.bitPattern == $1.value.bitPattern }
  }
}
