import ArgumentParser
import Foundation

/// kdtop in a terminal that is this program: it sees every byte and when it came.
final class PseudoTerminal {
  private let process: pid_t
  private var isOver = false
  private let master: Int32
  /// Everything the program has written so far.
  private(set) var bytes = 0
  /// How often it has begun to write after 5 ms or more of silence: its frames.
  private(set) var bursts = 0
  private var lastRead = -Double.infinity
  let started: Double

  static var now: Double { Double(DispatchTime.now().uptimeNanoseconds) * 1e-9 }

  /// Starts a program with 120×40 cells.
  init(_ program: String, _ arguments: [String]) throws {
    // What posix_openpt, unlockpt and ptsname do; Swift's Glibc module does not have them.
    master = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
    var (isLocked, number): (Int32, UInt32) = (0, 0)
    guard master >= 0, ioctl(master, 0x4004_5431, &isLocked) == 0, ioctl(master, 0x8004_5430, &number) == 0 else {
      throw ValidationError("no pseudo-terminal to be had")
    }
    var size = winsize(ws_row: 40, ws_col: 120, ws_xpixel: 0, ws_ypixel: 0)
    let slave = open("/dev/pts/\(number)", O_RDWR | O_NOCTTY | O_CLOEXEC)
    defer { close(slave) }
    _ = ioctl(slave, UInt(TIOCSWINSZ), &size)
    started = PseudoTerminal.now
    process = try Subprocess.start(
      program, arguments, descriptors: [slave, slave, nil], extra: ["TERM": "xterm-256color"])
  }

  deinit {
    if !isOver {
      kill(process, SIGKILL)
      _ = Subprocess.wait(for: process)
    }
    close(master)
  }

  func type(_ text: String) {
    let bytes = Array(text.utf8)
    _ = write(master, bytes, bytes.count)
  }

  func waitUntilExit() {
    if !isOver { _ = Subprocess.wait(for: process) }
    isOver = true
  }

  /// Text that arrives within `seconds`; empty when nothing does.
  func read(within seconds: Double) -> String {
    var descriptor = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
    guard poll(&descriptor, 1, Int32(max(0, seconds) * 1000)) > 0 else { return "" }
    var buffer = [UInt8](repeating: 0, count: 65_536)
    let count = Glibc.read(master, &buffer, buffer.count)
    guard count > 0 else { return "" }
    bytes += count
    let now = PseudoTerminal.now
    if now - lastRead > 0.005 { bursts += 1 }
    lastRead = now
    return String(decoding: buffer[..<count], as: UTF8.self)
  }

  /// Reads until `isThere` holds of everything read in this call.
  /// - Returns: seconds since the program was started, or nil when time ran out.
  func wait(upTo limit: Double, until isThere: (String) -> Bool) -> Double? {
    var text = ""
    let end = PseudoTerminal.now + limit
    while PseudoTerminal.now < end {
      text += read(within: 0.05)
      if isThere(text) { return PseudoTerminal.now - started }
    }
    return nil
  }

  /// Reads whatever comes for `seconds`.
  func drain(_ seconds: Double) {
    let end = PseudoTerminal.now + seconds
    while PseudoTerminal.now < end { _ = read(within: min(0.05, end - PseudoTerminal.now)) }
  }

  /// User and system time used so far, in seconds.
  var processorSeconds: Double {
    let path = "/proc/\(process)/stat"
    guard let text = try? String(contentsOfFile: path, encoding: .utf8), let end = text.lastIndex(of: ")") else {
      return 0
    }
    let fields = text[end...].split(separator: " ")
    guard fields.count > 13, let user = Double(fields[12]), let system = Double(fields[13]) else { return 0 }
    return (user + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
  }

  /// Seconds that its main thread has computed.
  var mainThreadSeconds: Double {
    let text = try? String(contentsOfFile: "/proc/\(process)/task/\(process)/schedstat", encoding: .utf8)
    return (text?.split(separator: " ").first.flatMap { Double($0) } ?? 0) * 1e-9
  }

  /// A line of what the system says of the program's memory, such as `VmRSS` or `VmHWM`; see `Subprocess`.
  func megabytes(_ name: String) -> Double { Subprocess.megabytes(name, of: process) }
}
