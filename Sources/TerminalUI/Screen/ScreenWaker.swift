import CNcurses
import Glibc

/// Wakes a screen that waits for events, from any thread and from signal handlers.
public final class ScreenWaker: Sendable {
  let readEnd: Int32
  let writeEnd: Int32

  /// The byte that asks for `.wake`; every other byte is a signal's number.
  static let wakeByte: UInt8 = 0xFF

  init() throws(TerminalError) {
    var ends: [Int32] = [-1, -1]
    guard screen_pipe(&ends) == 0 else {
      throw .systemError(String(cString: strerror(errno)))
    }
    (readEnd, writeEnd) = (ends[0], ends[1])
  }

  deinit {
    close(readEnd)
    close(writeEnd)
  }

  /// Makes `nextEvent(timeout:)` return `.wake`, once however often this is called before it does. Does nothing when the
  /// screen is closed.
  public func wake() {
    var byte = ScreenWaker.wakeByte
    // A full pipe wakes as well.
    _ = write(writeEnd, &byte, 1)
  }

  /// The bytes written since the last call, in their order.
  func drain() -> [UInt8] {
    var seen: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 256)
    while true {
      let count = read(readEnd, &buffer, buffer.count)
      guard count > 0 else { return seen }
      seen += buffer[..<count]
    }
  }
}
