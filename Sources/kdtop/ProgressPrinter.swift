import Foundation
import RunModel
import Synchronization
import TerminalUI
import Training

/// Says on standard error how a headless run goes: one line that is written over on a terminal, a line every ten seconds
/// elsewhere.
final class ProgressPrinter: EventSink {
  private struct State {
    let store = RunStore()
    var lastLine = -Double.infinity
    var isLineOpen = false
    var lastStatus: StatusChange?
  }

  private let state = Mutex(State())
  private let isTerminal = isatty(STDERR_FILENO) != 0

  func take(_ events: [Event]) {
    state.withLock { state in
      for event in events {
        // Only what a line needs: the curves themselves are in the log.
        switch event.content {
        case .scalars(let scalars):
          let kept = scalars.filter { ProgressPrinter.shown.contains($0.tag) }
          if !kept.isEmpty { state.store.apply(Event(step: event.step, wallTime: event.wallTime, .scalars(kept))) }
        case .text(let tag, _):
          state.store.apply(event)
          if tag == Tag.notice, let notice = state.store.notices.entries.last?.value, notice.severity != .info {
            line("kdtop: " + Text.sanitized(notice.text), &state)
          }
        default: break
        }
      }
      show(&state)
    }
  }

  private static let shown: Set = [Tag.studentAccuracy, Tag.teacherAccuracy, Tag.stepsPerSecond]

  private func show(_ state: inout State) {
    let view = RunView(state.store)
    if let status = view.status, status != state.lastStatus {
      state.lastStatus = status
      if let reason = status.reason, status.state == .paused || status.state == .loading {
        line("\(status.state.rawValue): \(reason)", &state)
      }
    }
    let now = Date().timeIntervalSince1970
    guard now - state.lastLine >= (isTerminal ? 0.2 : 10), let phase = view.phase else { return }
    state.lastLine = now
    let done = view.step - phase.firstStep
    let epochs = (phase.steps + phase.stepsPerEpoch - 1) / max(phase.stepsPerEpoch, 1)
    var text = "\(phase.name)  epoch \(min(done / max(phase.stepsPerEpoch, 1) + 1, epochs))/\(epochs)"
    text += "  step \(done)/\(phase.steps)"
    if let speed = view.value(Tag.stepsPerSecond) { text += String(format: "  %.0f steps/s", speed) }
    for (name, tag) in [("teacher", Tag.teacherAccuracy), ("student", Tag.studentAccuracy)] {
      if let accuracy = view.value(tag) { text += String(format: "  \(name) %.1f %%", accuracy * 100) }
    }
    if isTerminal {
      write("\r\u{1B}[K" + text)
      state.isLineOpen = true
    } else {
      write(text + "\n")
    }
  }

  private func line(_ text: String, _ state: inout State) {
    write((state.isLineOpen ? "\r\u{1B}[K" : "") + text + "\n")
    state.isLineOpen = false
  }

  /// Ends the line that is being written over.
  func finish() {
    state.withLock { state in
      if state.isLineOpen { write("\n") }
      state.isLineOpen = false
    }
  }

  func warn(_ text: String) { say("kdtop: " + text) }

  func say(_ text: String) { state.withLock { line(text, &$0) } }

  private func write(_ text: String) { StandardStream.error.write(text) }
}
