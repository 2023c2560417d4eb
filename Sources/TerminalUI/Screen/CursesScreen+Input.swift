import CNcurses
import Foundation

extension CursesScreen {
  /// Waits for the next event, at most `timeout` seconds; nil waits for ever. Returns nil when the time is up.
  ///
  /// Once the terminal is gone every call returns `.hangup` at once, so a loop has to end on it. ^Z stops the process
  /// here and is not reported; afterwards the screen is as it was, and a `.resize` asks for a new frame.
  public func nextEvent(timeout: Double?) -> InputEvent? {
    let clock = ContinuousClock()
    let deadline = timeout.map { clock.now + .seconds(min(max(0, $0), 1e6)) }
    while true {
      if !pending.isEmpty { return pending.removeFirst() }
      guard isOpen else { return .hangup }
      select()
      if isAway { retake() }
      // What is typed is not for a job in the background: reading it would stop the process.
      if !isAway {
        // ncurses may hold bytes it has read already, of which poll knows nothing.
        switch readKey() {
        case .event(.key(KeyEvent(.character("z"), .control))):
          suspend(job: true)
          continue
        case .event(let event): return event
        case .nothingUseful: continue
        case .none: break
        }
      }
      let remaining = deadline.map { Int32(clamping: milliseconds($0 - clock.now)) } ?? -1
      // Not every shell says so when it brings a running job to the foreground.
      let patience = isAway && !(0..<CursesScreen.lookout).contains(remaining) ? CursesScreen.lookout : remaining
      var waiting = [
        pollfd(fd: input, events: Int16(isAway ? 0 : POLLIN), revents: 0),
        pollfd(fd: waker.readEnd, events: Int16(POLLIN), revents: 0),
        pollfd(fd: stops.descriptor, events: Int16(POLLIN), revents: 0),
      ]
      let ready = poll(&waiting, nfds_t(waiting.count), patience)
      if ready == 0 {
        if patience != remaining { continue }
        return nil
      }
      if ready < 0 {
        if errno == EINTR || errno == EAGAIN { continue }
        return .hangup
      }
      if waiting[1].revents != 0 { takeNotes() }
      // After the notes: a stop that still waits is younger than any SIGCONT.
      if waiting[2].revents != 0 { suspend(job: false) }
      let gone = Int16(POLLHUP | POLLERR | POLLNVAL)
      if waiting[0].revents & gone != 0 || (waiting[0].revents != 0 && isAtEnd()) {
        // What was typed before the end still counts.
        if case .event(let event) = readKey() { return event }
        return pending.isEmpty ? .hangup : pending.removeFirst()
      }
    }
  }

  /// How often, in milliseconds, a screen in the background looks whether it may come back.
  private static let lookout: Int32 = 250

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
    if notes.contains(ScreenSignals.continued) { retake() }
    // In the background the size is somebody else's affair.
    if !isAway, followSize() {
      pending.append(.resize(size))
    } else if !isAway, notes.contains(ScreenSignals.resized) {
      // There and back again since the last look: the terminal has rearranged its lines all the same.
      redraw()
    }
    if notes.contains(ScreenWaker.wakeByte) { pending.append(.wake) }
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
