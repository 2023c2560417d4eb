import Foundation
import RunModel
import Testing

@testable import EventFiles

@Suite struct EventFileWriterTests {
  private let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  private let everyKind: [Event] = [
    Event(step: 0, wallTime: 1, .sessionStart),
    scalar(1, "loss/student"),
    Event(step: 2, wallTime: 3, .scalars([Scalar("a", -0.0), Scalar("", .infinity), Scalar("größe", 0x1p-149)])),
    Event(step: 3, wallTime: 4, .histogram(tag: "soft", Histogram(limits: [0.5, 1.5, 2.5], counts: [1, 0, 3]))),
    Event(step: 3, wallTime: 4, .histogram(tag: "empty", Histogram(limits: [], counts: []))),
    Event(step: 4, wallTime: 5, .text(tag: "command/text_summary", "T 4 → 8\nnext step")),
    Event(step: 4, wallTime: 5, .text(tag: "command/text_summary", "")),
    Event(step: 5, wallTime: 6, .tensor(tag: "map", TensorValue(shape: [2, 2], values: [1, 2, .infinity, 4]))),
    Event(step: 5, wallTime: 6, .tensor(tag: "rank0", TensorValue(shape: [], values: [7]))),
    Event(
      step: 5, wallTime: 6, .tensor(tag: "levels", .ofBytes(shape: [2, 3], unit: [0, 0.25, 0.5, 1, 2, .nan]))),
    Event(step: 5, wallTime: 6, .tensor(tag: "none", TensorValue(shape: [0, 3], values: []))),
    Event(step: Int.max, wallTime: 1e300, .scalars([Scalar("last", 1)])),
  ]

  @Test func whatIsWrittenIsReadBack() throws {
    let writer = try EventFileWriter(directory: directory.path + "/runs/new")
    for event in everyKind { try writer.append(event) }
    try writer.close()
    let (events, statistics) = try readAll(writer.path)
    #expect(events == everyKind)
    #expect(statistics.records == everyKind.count + 1)
    #expect(statistics.tail == .none)
    #expect(throws: EventFileError(.closed, path: writer.path)) { try writer.append(scalar(1)) }
  }

  @Test func namesAreTensorBoardsAndNeverTwice() throws {
    let names = try (0..<3).map { _ in
      URL(filePath: try EventFileWriter(directory: directory.path, wallTime: 1234.5).path).lastPathComponent
    }
    #expect(Set(names).count == 3)
    for (number, name) in names.enumerated() {
      #expect(name.hasPrefix("events.out.tfevents.0000001234."))
      #expect(name.hasSuffix(".\(getpid()).\(number)"))
    }
  }

  /// A run that goes on within the second, or after the clock was put back, comes after what it had written before.
  @Test(arguments: [1234.0, 1000]) func aNewFileIsReadAfterThoseThatAreThere(wallTime: Double) throws {
    let old = "events.out.tfevents.0000001234.zebra.99999999.0"
    try Data().write(to: URL(filePath: directory.path + "/" + old))
    let new = URL(filePath: try EventFileWriter(directory: directory.path, wallTime: wallTime).path).lastPathComponent
    #expect(EventFileName.precedes(EventFileName(old), EventFileName(new)))
    #expect(old < new, "as programs order files that go by their names alone")
  }

  @Test func nothingIsWrittenBeforeFlush() throws {
    let writer = try EventFileWriter(directory: directory.path)
    try writer.append(scalar(1))
    #expect(try readAll(writer.path).events.isEmpty)
    #expect(writer.pendingBytes > 0)
    try writer.flush()
    #expect(writer.pendingBytes == 0)
    #expect(try readAll(writer.path).events == [scalar(1)])
  }

  @Test func histogramSummary() {
    let message = Tensorboard_HistogramProto(
      Histogram(limits: [0, 1, 2, 4, 8], counts: [0, 2, 0, 3, 0]))
    #expect(message.min == 0)
    #expect(message.max == 4)
    #expect(message.num == 5)
    #expect(message.sum == 2 * 0.5 + 3 * 3)
    #expect(message.sumSquares == 2 * 0.25 + 3 * 9)
    let first = Tensorboard_HistogramProto(Histogram(limits: [0.5, 1.5], counts: [1, 1]))
    #expect(first.min == -0.5)
    #expect(first.sum == 1)
  }

  @Test func fullDisk() throws {
    let descriptor = open("/dev/full", O_WRONLY)
    let writer = EventFileWriter(path: "/dev/full", descriptor: descriptor, wallTime: 1)
    try writer.append(scalar(1))
    let waiting = writer.pendingBytes
    let error = #expect(throws: EventFileError.self) { try writer.flush() }
    #expect(error == EventFileError(.cannotWrite, path: "/dev/full", offset: 0, errno: ENOSPC))
    #expect(error?.description.contains("No space left on device") == true)
    #expect(writer.pendingBytes == waiting)
  }

  @Test func directoryThatCannotBeMade() throws {
    let file = try directory.write([], to: "file")
    let error = #expect(throws: EventFileError.self) { try EventFileWriter(directory: file + "/runs") }
    #expect(error?.problem == .cannotCreate)
    #expect(error?.errno == ENOTDIR)
  }

  /// The system takes part of what is written and refuses the rest, as on a full disk; later there is room again.
  @Test func partialWritesLoseAndDoubleNothing() async throws {
    let path = directory.path
    await #expect(processExitsWith: .success) { [path = path as String] in
      signal(SIGXFSZ, SIG_IGN)
      let writer = try EventFileWriter(directory: path)
      var expected: [Event] = []
      for limit in stride(from: 97, to: 3000, by: 131) {
        setFileSizeLimit(rlim_t(limit))
        for _ in 0..<7 {
          let event = scalar(expected.count)
          expected.append(event)
          try writer.append(event)
        }
        do {
          try writer.flush()
        } catch {
          precondition((error as? EventFileError)?.errno == EFBIG)
        }
        let (events, statistics) = try readAll(writer.path)
        precondition(statistics.tail == .none && !statistics.isDamaged)
        precondition(events == Array(expected.prefix(events.count)))
      }
      precondition(writer.pendingBytes > 0)
      setFileSizeLimit(1 << 40)
      try writer.close()
      let found = try readAll(writer.path).events
      precondition(found == expected)
    }
  }
}

/// Writing beyond this many bytes of a file fails with `EFBIG`.
func setFileSizeLimit(_ bytes: rlim_t) {
  var limit = rlimit()
  getrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
  limit.rlim_cur = bytes
  setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
}
