import Foundation
import RunModel
import Testing

@testable import EventFiles

/// A file, and a directory of files, that grow while they are read.
@Suite struct FollowTests {
  private let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  @Test(arguments: [1, 7, 64, 1000]) func growingFile(step: Int) throws {
    let events = (1...40).map { scalar($0) }
    let bytes = try events.flatMap { try record($0) }
    let path = try directory.write([], to: "events.out.tfevents.1")
    let (first, second) = (EventFileReader(path: path, chunkSize: 100), EventFileReader(path: path, chunkSize: 100))
    var read: [Event] = []
    var pulled: [Event] = []
    for start in stride(from: 0, to: bytes.count, by: step) {
      try append(bytes[start..<min(start + step, bytes.count)], to: path)
      try first.read { read.append($0) }
      while let event = try second.next() { pulled.append(event) }
      #expect(read == pulled)
    }
    #expect(read == events)
    #expect(first.statistics == second.statistics)
    #expect(first.offset == bytes.count)
  }

  @Test func nextAndReadCanAlternate() throws {
    let tensor = Event.Content.tensor(tag: "grid", TensorValue(shape: [1], values: [1]))
    let events = (1...10).map { $0 % 3 == 0 ? Event(step: $0, wallTime: 0, tensor) : scalar($0) }
    let path = try directory.write(try events.flatMap { try record($0) }, to: "events.out.tfevents.1")
    let reader = EventFileReader(path: path)
    var found: [Event] = []
    for _ in 0..<4 { if let event = try reader.next() { found.append(event) } }
    try reader.read { found.append($0) }
    #expect(found == events)
    #expect(try reader.next() == nil)
  }

  @Test func replacedFileStartsAgain() throws {
    let path = try directory.write(try (1...3).flatMap { try record(scalar($0)) }, to: "events.out.tfevents.1")
    let reader = EventFileReader(path: path)
    var found: [Int] = []
    try reader.read { found.append($0.step) }
    let other = try directory.write(try (4...9).flatMap { try record(scalar($0)) }, to: "other")
    try FileManager.default.removeItem(atPath: path)
    try FileManager.default.moveItem(atPath: other, toPath: path)
    #expect(try reader.read { found.append($0.step) } == .restarted)
    #expect(found == [1, 2, 3])
    #expect(try reader.read { found.append($0.step) } == .upToDate)
    #expect(found == [1, 2, 3, 4, 5, 6, 7, 8, 9])
    #expect(reader.statistics.restarts == 1)
  }

  @Test func shortenedAndRewrittenFilesStartAgain() throws {
    let path = try directory.write(try (1...3).flatMap { try record(scalar($0)) }, to: "events.out.tfevents.1")
    let reader = EventFileReader(path: path)
    while try reader.next() != nil {}
    try FileHandle(forWritingTo: URL(filePath: path)).truncate(atOffset: 60)
    #expect(try reader.next() == nil)
    #expect(reader.statistics.restarts == 1)
    #expect(try reader.next() == scalar(1))
    while try reader.next() != nil {}
    // In place, and longer than before.
    try FileHandle(forWritingTo: URL(filePath: path)).truncate(atOffset: 0)
    try append(try (11...19).flatMap { try record(scalar($0)) }, to: path)
    #expect(try reader.read { _ in } == .restarted)
    #expect(try reader.next() == scalar(11))
  }

  @Test func deletedFileKeepsWhatWasRead() throws {
    let path = try directory.write(try record(scalar(1)), to: "events.out.tfevents.1")
    let log = try LogDirectory(path: directory.path)
    log.rescanInterval = 0
    var steps: [Int] = []
    try log.read { steps.append($0.event.step) }
    try FileManager.default.removeItem(atPath: path)
    #expect(try log.read { steps.append($0.event.step) } == .upToDate)
    #expect(steps == [1])
    #expect(log.problems.isEmpty)
  }

  @Test func whatIsNoFile() throws {
    let path = directory.path + "/events.out.tfevents.1"
    #expect(throws: EventFileError(.missing, path: path)) { try EventFileReader(path: path).read { _ in } }
    mkfifo(path, 0o644)
    #expect(throws: EventFileError(.notAFile, path: path)) { try EventFileReader(path: path).read { _ in } }
    #expect(throws: EventFileError(.notAFile, path: path)) { try LogDirectory(path: path) }
  }
}
