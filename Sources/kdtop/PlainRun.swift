import Dashboard
import EventFiles
import Foundation
import RunModel
import Synchronization
import TerminalUI
import Training

/// A run in lines on standard output, with commands in lines on standard input: for screen readers, pipes and slow lines.
struct PlainRun {
  let start: RunStart

  func run() throws -> ExitStatus {
    let directory = start.directory
    let past = try LoadedLog.past(of: start)
    let mailbox = CommandMailbox()
    let signals = Signals { mailbox.post(Command(.quit(saving: true), from: .signal)) }
    let queue = EventQueue()
    let log = try EventLog(directory: directory.path) { StandardStream.error.complain("\($0)") }
    for notice in start.notices { PlainLines.say([notice.text]) }
    let ended = EndFlag()
    let thread = TrainerThread(
      { [start] in
        TrainerOutcome(
          Trainer(
            start, version: Version.text, isWatched: true, mailbox: mailbox,
            sink: EventFanOut([EventLogSink(log), queue]), log: log.control
          ).run())
      }, atEnd: { ended.set() })
    PlainLines.say(["help lists the commands"])
    var report = PlainReport(after: past)
    let commands = PlainCommands(isLive: true)
    var input = LineInput()
    func tell() {
      for event in queue.drain() { past.apply(event) }
      PlainLines.say(report.news(past, now: DashboardLoop.steadyClock()))
    }
    while !ended.isSet {
      let lines = input.lines(seconds: 0.2)
      tell()
      for line in lines {
        switch commands.answer(line, RunView(past)) {
        case .send(let command): mailbox.post(command)
        case .say(let lines): PlainLines.say(lines)
        case .every(let seconds): report.interval = seconds
        case .leave(let saving): mailbox.post(Command(.quit(saving: saving), from: .keyboard))
        case .look, nil: break
        }
      }
    }
    tell()
    let outcome = thread.join() ?? .stopped(by: .signal, isSaved: false)
    var status = signals.status ?? .done
    switch outcome {
    case .finished(let summary, let unsaved):
      PlainLines.say(summary.text.split(separator: "\n").map(String.init))
      if let unsaved {
        StandardStream.error.complain(unsaved)
        status = .cannotWrite
      }
    case .stopped(_, let isSaved):
      PlainLines.say(["stopped\(isSaved ? ", weights saved" : "")"])
    case .failed(let message, let failure, let hasBegun):
      if !hasBegun, !start.isResumed { directory.removeUnused() }
      StandardStream.error.complain(message)
      status = failure
    }
    do { try log.close(patience: 2) } catch {
      StandardStream.error.complain("\(error)")
      status = .cannotWrite
    }
    if FileManager.default.fileExists(atPath: directory.path) { PlainLines.say(["run saved in \(directory.path)"]) }
    return status
  }
}

/// A log in lines, with questions to it on standard input.
struct PlainReplay {
  let store: RunStore

  func run() -> ExitStatus {
    PlainLines.say(PlainReport.story(store))
    PlainLines.say(["help lists the commands"])
    let commands = PlainCommands(isLive: false)
    var position = store.position
    while let line = readLine() {
      switch commands.answer(line, RunView(store, position: position)) {
      case .say(let lines): PlainLines.say(lines)
      case .look(let step):
        position = store.position(atStep: step)
        PlainLines.say([PlainReport.summary(RunView(store, position: position))])
      case .leave: return .done
      case .send, .every, nil: break
      }
    }
    return .done
  }
}

/// Lines on standard output: whatever a log or a file's name holds, nothing of it commands the terminal.
enum PlainLines {
  static func say(_ lines: [String]) {
    guard !lines.isEmpty else { return }
    StandardStream.output.write(lines.map { Text.sanitized($0) + "\n" }.joined())
  }
}

/// Whether the trainer has ended.
final class EndFlag: Sendable {
  private let flag = Mutex(false)
  var isSet: Bool { flag.withLock { $0 } }
  func set() { flag.withLock { $0 = true } }
}

/// Standard input, line by line, without waiting for a line that does not come.
struct LineInput {
  private var bytes: [UInt8] = []
  private var isOpen = true
  /// A line is a command; whoever sends more without an end to it means something else.
  private static let longest = 4096

  /// The lines that came within so many seconds; returns as soon as there is one. After the end of the input it only waits.
  mutating func lines(seconds: Double) -> [String] {
    guard isOpen else {
      usleep(UInt32(seconds * 1e6))
      return []
    }
    var waiting = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
    guard poll(&waiting, 1, Int32(seconds * 1000)) > 0 else { return [] }
    var buffer = [UInt8](repeating: 0, count: 1024)
    let count = read(STDIN_FILENO, &buffer, buffer.count)
    guard count > 0 else {
      isOpen = count < 0 && (errno == EINTR || errno == EAGAIN)
      return []
    }
    bytes += buffer[..<count]
    var lines: [String] = []
    while let end = bytes.firstIndex(of: UInt8(ascii: "\n")) {
      lines.append(String(decoding: bytes[..<end], as: UTF8.self))
      bytes.removeSubrange(...end)
    }
    if bytes.count > LineInput.longest { bytes.removeAll() }
    return lines
  }
}
