import CNcurses
import Foundation

extension CursesScreen {
  /// Takes over how characters are encoded, and nothing else: a locale's decimal comma would reach every number the
  /// process's C libraries read and write.
  static func setLocale(_ environment: [String: String]) {
    setlocale(LC_CTYPE, "")
    // `LANG` often names a locale this machine does not have, and the terminal speaks UTF-8 all the same.
    let isUTF8 = String(cString: nl_langinfo(nl_item(CODESET))) == "UTF-8"
    if !isUTF8, SymbolSet.suited(to: environment) != .ascii { setlocale(LC_CTYPE, "C.UTF-8") }
  }

  /// Streams on duplicates of the terminal's descriptors.
  static func openFiles(
    input: Int32, output: Int32
  ) throws(TerminalError) -> (input: UnsafeMutablePointer<FILE>, output: UnsafeMutablePointer<FILE>) {
    let reason = { TerminalError.systemError(String(cString: strerror(errno))) }
    let reading = fcntl(input, F_DUPFD_CLOEXEC, 3)
    guard reading >= 0, let inputFile = fdopen(reading, "r") else { throw reason() }
    let writing = fcntl(output, F_DUPFD_CLOEXEC, 3)
    guard writing >= 0, let outputFile = fdopen(writing, "w") else {
      fclose(inputFile)
      throw reason()
    }
    return (inputFile, outputFile)
  }

  /// Every key an event, nothing echoed, no cursor, no waiting.
  static func setModes(window: UnsafeMutablePointer<WINDOW>, keyPad: UnsafeMutablePointer<WINDOW>) {
    raw()
    noecho()
    nonl()
    // How long an ESC waits for the rest of a key's sequence, in milliseconds.
    set_escdelay(25)
    // Input that waits must not cut an update short.
    typeahead(-1)
    curs_set(0)
    leaveok(window, true)
    meta(keyPad, true)
    keypad(keyPad, true)
    nodelay(keyPad, true)
    // ncurses would keep a drag's button to itself and count columns to 223 only: the decoder reads the mouse.
    keyok(KEY_MOUSE, false)
  }
}

/// Which events of the mouse the terminal reports: buttons, the wheel, and moves with a button held, with coordinates in
/// decimal (xterm's modes 1002 and 1006; 1000 for terminals without 1002).
struct MouseReporting {
  static let on = "\u{1B}[?1000h\u{1B}[?1002h\u{1B}[?1006h"
  static let off = "\u{1B}[?1006l\u{1B}[?1002l\u{1B}[?1000l"

  func enable(_ terminal: Int32) { send(MouseReporting.on, to: terminal) }
  func disable(_ terminal: Int32) { send(MouseReporting.off, to: terminal) }

  private func send(_ text: String, to terminal: Int32) { TerminalBytes.write(text, to: terminal) }
}

/// Sequences that ncurses knows nothing of. It writes all it has at the end of an update, so these keep their place.
enum TerminalBytes {
  static func write(_ text: String, to terminal: Int32) {
    let bytes = Array(text.utf8)
    _ = Glibc.write(terminal, bytes, bytes.count)
  }
}

/// What gives the terminal back when there is no time to ask ncurses.
enum Farewell {
  static func bytes(mouse: MouseReporting?) -> [UInt8] {
    var bytes = mouse == nil ? [] : Array(MouseReporting.off.utf8)
    bytes += Array(ExplicitDirection.off.utf8)
    for name in ["oc", "sgr0", "cnorm", "rmkx", "rmcup"] {
      if let text = curses_string(name) { bytes += withoutPadding(String(cString: text)) }
    }
    return bytes
  }

  /// A terminfo string without its delays, `$<…>`.
  static func withoutPadding(_ text: String) -> [UInt8] {
    Array(text.replacing(#/\$<[0-9.*\/]+>/#, with: "").utf8)
  }
}

enum Attributes {
  /// ncurses' bits for attributes.
  static func curses(_ attributes: Style.Attributes) -> attr_t {
    let bits: [(Style.Attributes, Int)] = [(.underline, 17), (.reverse, 18), (.dim, 20), (.bold, 21)]
    return bits.reduce(0) { attributes.contains($1.0) ? $0 | attr_t(1) << attr_t($1.1) : $0 }
  }
}
