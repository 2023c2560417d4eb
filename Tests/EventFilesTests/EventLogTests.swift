import Foundation
import RunModel
import Synchronization
import Testing

@testable import EventFiles

@Suite(.timeLimit(.minutes(10))) struct EventLogTests {
  private let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  @Test func closeWritesEverything() throws {
    let log = try EventLog(directory: directory.path)
    let events = (0..<1000).map { scalar($0) }
    for start in stride(from: 0, to: 1000, by: 100) { log.append(Array(events[start..<start + 100])) }
    try log.close()
    #expect(try readAll(log.path).events == events)
    #expect(log.status == .closed)
    #expect(!log.append([scalar(1)]))
    try log.close()
  }

  @Test func eventsAreInTheFileSoonWithoutAsking() async throws {
    let log = try EventLog(directory: directory.path)
    log.append([scalar(1)])
    for _ in 0..<50 where log.pendingEvents > 0 { try await Task.sleep(for: .milliseconds(20)) }
    #expect(try readAll(log.path).events == [scalar(1)])
    try log.close()
  }

  @Test func flushWaitsForWhatWasAppended() throws {
    var options = EventLog.Options()
    options.flushInterval = 30
    let log = try EventLog(directory: directory.path, options: options)
    for step in 1...20 {
      log.append([scalar(step)])
      try log.flush()
      #expect(try readAll(log.path).events.count == step)
    }
    try log.close()
  }

  @Test func producerIsSlowedRatherThanMemoryFilled() throws {
    var options = EventLog.Options()
    options.maximumEvents = 10
    let log = try EventLog(directory: directory.path, options: options)
    for step in 0..<500 {
      log.append([scalar(step)])
      #expect(log.pendingEvents <= 10)
    }
    try log.close()
    #expect(try readAll(log.path).events.count == 500)
  }

  @Test func severalProducers() async throws {
    let log = try EventLog(directory: directory.path)
    await withTaskGroup(of: Void.self) { group in
      for producer in 0..<4 {
        group.addTask { for step in 0..<200 { log.append([scalar(step, "loss/\(producer)")]) } }
      }
    }
    try log.close()
    let events = try readAll(log.path).events
    for producer in 0..<4 {
      let steps = events.filter { $0.content == .scalars([Scalar("loss/\(producer)", Float($0.step))]) }.map(\.step)
      #expect(steps == Array(0..<200))
    }
  }

  @Test func failureIsReportedOnceAndEventsAreKept() throws {
    let failures = Mutex<[EventFileError]>([])
    var options = EventLog.Options()
    options.retryInterval = 0.02
    let writer = EventFileWriter(path: "/dev/full", descriptor: open("/dev/full", O_WRONLY), wallTime: 1)
    let log = EventLog(writer: writer, options: options) { error in failures.withLock { $0.append(error) } }
    log.append([scalar(1), scalar(2)])
    for _ in 0..<5 {
      let error = #expect(throws: EventFileError.self) { try log.flush() }
      #expect(error?.errno == ENOSPC)
    }
    #expect(log.pendingEvents == 2)
    #expect(failures.withLock { $0.count } == 1)
    guard case .failing = log.status else { throw EventFileError(.closed, path: "status") }
    #expect(throws: EventFileError.self) { try log.close(patience: 0.1) }
  }

  /// The disk is full for a while.
  @Test func writingGoesOnWhenThereIsRoomAgain() async throws {
    let path = directory.path
    await #expect(processExitsWith: .success) { [path = path as String] in
      signal(SIGXFSZ, SIG_IGN)
      var options = EventLog.Options()
      options.flushInterval = 0.01
      options.retryInterval = 0.05
      let log = try EventLog(directory: path, options: options)
      setFileSizeLimit(500)
      let events = (0..<200).map { scalar($0) }
      for event in events { log.append([event]) }
      while log.status == .healthy { usleep(1000) }
      setFileSizeLimit(1 << 40)
      while log.pendingEvents > 0 { usleep(1000) }
      precondition(log.status == .healthy)
      try log.close()
      let found = try readAll(log.path).events
      precondition(found == events)
    }
  }

  /// `kill -9` loses at most what was appended in the last moment.
  @Test func killedProgramKeepsItsLog() async throws {
    let path = directory.path
    await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String] in
      let log = try EventLog(directory: path)
      log.append((0..<100).map { scalar($0) })
      usleep(900_000)
      log.append([scalar(100)])
      kill(getpid(), SIGKILL)
    }
    var steps: [Int] = []
    try LogDirectory(path: path).read { steps.append($0.event.step) }
    #expect(steps.prefix(100).elementsEqual(0..<100))
  }
}
