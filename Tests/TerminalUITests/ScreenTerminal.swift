import CNcurses
import Foundation
import TerminalUI

/// A pseudo-terminal: the test is the user at its master end.
final class PseudoTerminal {
  struct Failure: Error {}

  /// TIOCSPTLCK and TIOCGPTN.
  private static let setLock: UInt = 0x4004_5431
  private static let getNumber: UInt = 0x8004_5430

  private(set) var master: Int32
  let slave: Int32

  init(width: Int = 80, height: Int = 24) throws {
    // posix_openpt and its kin need macros that Swift's C library module does not set; this is what they do.
    var (number, locked): (UInt32, Int32) = (0, 0)
    master = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
    guard master >= 0, ioctl(master, PseudoTerminal.setLock, &locked) == 0,
      ioctl(master, PseudoTerminal.getNumber, &number) == 0
    else { throw Failure() }
    let name = "/dev/pts/\(number)"
    slave = open(name, O_RDWR | O_NOCTTY | O_CLOEXEC)
    guard slave >= 0, fcntl(master, F_SETFL, O_NONBLOCK) == 0 else { throw Failure() }
    resize(width: width, height: height)
  }

  deinit {
    hangUp()
    close(slave)
  }

  func resize(width: Int, height: Int) {
    var size = winsize(ws_row: UInt16(height), ws_col: UInt16(width), ws_xpixel: 0, ws_ypixel: 0)
    _ = ioctl(slave, UInt(TIOCSWINSZ), &size)
  }

  /// The user types `text`.
  func type(_ text: String) {
    let bytes = Array(text.utf8)
    _ = write(master, bytes, bytes.count)
  }

  /// Everything the program has written since the last call.
  func output() -> String {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = read(master, &buffer, buffer.count)
      guard count > 0 else { return String(decoding: bytes, as: UTF8.self) }
      bytes += buffer[..<count]
    }
  }

  /// The terminal is gone.
  func hangUp() {
    if master >= 0 { close(master) }
    master = -1
  }

  var modes: [UInt32] {
    var modes = termios()
    tcgetattr(slave, &modes)
    return [modes.c_iflag, modes.c_oflag, modes.c_cflag, modes.c_lflag]
  }
}

/// Foreground and background that differ from role to role, as a theme's do.
struct TestPalette: ScreenPalette {
  func colors(
    of style: Style
  ) -> (foreground: RGB?, background: RGB?, attributes: Style.Attributes) {
    switch style.foreground {
    case .teacher: (RGB(r: 255, g: 135, b: 0), nil, style.attributes)
    case .student: (RGB(r: 1, g: 2, b: 3), RGB(r: 250, g: 128, b: 7), style.attributes)
    case .heat(let level):
      (nil, RGB(r: UInt8(level * 255), g: UInt8(level * 100), b: 40), style.attributes)
    default: (nil, nil, style.attributes)
    }
  }
}
