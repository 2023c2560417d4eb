import CNcurses
import Foundation

extension CursesScreen {
  /// Waits for the next event, at most `timeout` seconds; nil waits for ever. Returns nil when the time is up.
  ///
  /// Once the terminal is gone every call returns `.hangup` at once, so a loop has to end on it. ^Z stops the process
  /// here and is not reported; afterwards the screen is as it was.
  public func nextEvent(timeout: Double?) -> InputEvent? {
    let clock = ContinuousClock()
    let deadline = timeout.map { clock.now + .seconds(min(max(0, $0), 1e6)) }
    while true {
      if !pending.isEmpty { return pending.removeFirst() }
      guard isOpen else { return .hangup }
      select()
      // ncurses may hold bytes it has read already, of which poll knows nothing.
      switch readKey() {
      case .event(.key(KeyEvent(.character("z"), .control))):
        suspend()
        continue
      case .event(let event): return event
      case .nothingUseful: continue
      case .none: break
      }
      let remaining = deadline.map { Int32(clamping: milliseconds($0 - clock.now)) } ?? -1
      var waiting = [
        pollfd(fd: input, events: Int16(POLLIN), revents: 0),
        pollfd(fd: waker.readEnd, events: Int16(POLLIN), revents: 0),
      ]
      let ready = poll(&waiting, 2, remaining)
      if ready == 0 { return nil }
      if ready < 0 {
        if errno == EINTR || errno == EAGAIN { continue }
        return .hangup
      }
      if waiting[1].revents != 0 { takeNotes() }
      let gone = Int16(POLLHUP | POLLERR | POLLNVAL)
      if waiting[0].revents & gone != 0 || (waiting[0].revents != 0 && isAtEnd()) {
        // What was typed before the end still counts.
        if case .event(let event) = readKey() { return event }
        return pending.isEmpty ? .hangup : pending.removeFirst()
      }
    }
  }

  /// Stops the process as ^Z does elsewhere, with the terminal as it was found; returns when it is continued, with the
  /// screen drawn again.
  public func suspend() {
    guard isOpen else { return }
    select()
    mouse?.disable(output)
    endwin()
    ScreenSignals.disarm()
    screen_stop()
    resume()
  }

  private enum Reading {
    case event(InputEvent)
    /// Bytes that mean nothing here.
    case nothingUseful
    case none
  }

  private func readKey() -> Reading {
    let code = wgetch(keyPad)
    guard code != ERR else { return .none }
    guard let byte = UInt8(exactly: code) else {
      let event = KeyCodes.event(for: code) { keyname($0).map { String(cString: $0) } }
      return event.map { .event(.key($0)) } ?? .nothingUseful
    }
    return decoder.event(startingWith: byte, next: nextByte).map(Reading.event) ?? .nothingUseful
  }

  /// The next byte of a sequence that has begun; the rest of one can be late when the terminal is far away.
  private func nextByte() -> UInt8? {
    for attempt in 0..<2 {
      let code = wgetch(keyPad)
      if let byte = UInt8(exactly: code) { return byte }
      if code != ERR {
        // A key in the middle of a sequence: the sequence was cut short.
        ungetch(code)
        return nil
      }
      var waiting = pollfd(fd: input, events: Int16(POLLIN), revents: 0)
      guard attempt == 0, poll(&waiting, 1, 25) > 0 else { return nil }
    }
    return nil
  }

  /// What signal handlers and other threads left word of.
  private func takeNotes() {
    let notes = waker.drain()
    if notes.contains(ScreenSignals.stopped) { suspend() }
    if notes.contains(ScreenSignals.continued) { resume() }
    if followSize() {
      pending.append(.resize(size))
    } else if notes.contains(ScreenSignals.resized) {
      // There and back again since the last look: the terminal has rearranged its lines all the same.
      redraw()
    }
    if notes.contains(ScreenWaker.wakeByte) { pending.append(.wake) }
  }

  /// Takes the terminal back after the process was stopped.
  private func resume() {
    ScreenSignals.rearm()
    reset_prog_mode()
    mouse?.enable(output)
    if followSize() { pending.append(.resize(size)) }
    redraw()
  }

  /// Whether the terminal reports input because there will be none.
  private func isAtEnd() -> Bool {
    var modes = termios()
    return tcgetattr(input, &modes) != 0
  }

  private func milliseconds(_ duration: Duration) -> Int64 {
    guard duration > .zero else { return 0 }
    let (seconds, attoseconds) = duration.components
    // Rounded up: waiting too short would spin through the last millisecond.
    return seconds * 1000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000
  }
}
