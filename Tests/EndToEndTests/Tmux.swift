import Foundation

/// A real terminal: a tmux server of the test's own with one window.
///
/// `KDTOP_TEST_DELAY=SECONDS` lets everything that is asked of it come late, by up to so many seconds, as on a machine that has
/// much else to do: a test that fails then is one that hoped to be quick enough.
final class Tmux {
  private let socket = "kdtop-\(UUID().uuidString.prefix(8))"
  private let delay = ProcessInfo.processInfo.environment["KDTOP_TEST_DELAY"].flatMap(Double.init) ?? 0

  /// Starts `command` in a shell; what the shell prints after it shows the exit code.
  init(_ command: String, width: Int = 120, height: Int = 40, in directory: String) throws {
    let script = "cd '\(directory)'; \(command); echo \"exit code $?\"; exec sh"
    try tmux(["-f", "/dev/null", "new-session", "-d", "-x", "\(width)", "-y", "\(height)", "sh", "-c", script])
  }

  /// An interactive shell with job control, whose prompt is `ready>`.
  static func shell(width: Int = 120, height: Int = 40, in directory: String) throws -> Tmux {
    let terminal = try Tmux(
      "PS1='ready> ' exec bash --norc --noprofile", width: width, height: height, in: directory)
    try terminal.wait(for: "ready>")
    return terminal
  }

  /// A line for the shell.
  func enter(_ line: String) throws {
    try send(line)
    try press("Enter")
  }

  deinit { _ = try? tmux(["kill-server"]) }

  @discardableResult
  private func tmux(_ arguments: [String]) throws -> String {
    if delay > 0 { Thread.sleep(forTimeInterval: .random(in: 0...delay)) }
    let outcome = try Program.run(
      command: "/usr/bin/env", ["tmux", "-L", socket] + arguments,
      environment: ["LC_ALL": "C.UTF-8", "TERM": "xterm-256color"])
    guard outcome.status == 0 else {
      throw EndToEndError(description: "tmux \(arguments.joined(separator: " ")): \(outcome.errors)")
    }
    return outcome.output
  }

  /// What the screen shows.
  func screen() throws -> String { try tmux(["capture-pane", "-p"]) }

  /// The same with the sequences that colour it.
  func coloredScreen() throws -> String { try tmux(["capture-pane", "-e", "-p"]) }

  /// What programs have asked the terminal to do.
  struct Modes: Equatable {
    var isAlternateScreen: Bool
    var showsCursor: Bool
    var reportsMouse: Bool
    var hasApplicationKeys: Bool

    static let shell = Modes(
      isAlternateScreen: false, showsCursor: true, reportsMouse: false, hasApplicationKeys: false)
    static let dashboard = Modes(
      isAlternateScreen: true, showsCursor: false, reportsMouse: true, hasApplicationKeys: true)
  }

  func modes() throws -> Modes {
    let flags = try tmux(
      ["display-message", "-p", "#{alternate_on} #{cursor_flag} #{mouse_any_flag} #{keypad_flag}"]
    ).split(whereSeparator: \.isWhitespace).map { $0 == "1" }
    guard flags.count == 4 else { throw EndToEndError(description: "tmux says nothing of the terminal's modes") }
    return Modes(
      isAlternateScreen: flags[0], showsCursor: flags[1], reportsMouse: flags[2], hasApplicationKeys: flags[3])
  }

  /// Waits until the terminal is in `wanted` modes.
  func wait(for wanted: Modes, seconds: Double = 30) throws {
    var last: Modes?
    try eventually(seconds: seconds) {
      last = try modes()
      return last == wanted
    } otherwise: {
      "the terminal is in other modes: \(last.map { "\($0)" } ?? "none")\n\((try? screen()) ?? "")"
    }
  }

  /// The device behind the terminal's window.
  func device() throws -> String {
    try tmux(["display-message", "-p", "#{pane_tty}"]).trimmingCharacters(in: .whitespacesAndNewlines)
  }

  /// Presses keys by tmux's names: `Right`, `S-Left`, `Enter`, `q`.
  func press(_ keys: String...) throws { try tmux(["send-keys"] + keys) }

  /// Sends bytes as they are, such as a mouse report.
  func send(_ text: String) throws { try tmux(["send-keys", "-l", text]) }

  /// Puts all bytes that are written to the terminal from now on into a file, too.
  func record(to file: String) throws { try tmux(["pipe-pane", "cat > '\(file)'"]) }

  func resize(_ width: Int, _ height: Int) throws {
    try tmux(["resize-window", "-x", "\(width)", "-y", "\(height)"])
  }

  /// The process that kdtop runs as: a child of the terminal's shell, or below one.
  func processIdentifier() throws -> Int32 {
    var parents = [try tmux(["display-message", "-p", "#{pane_pid}"]).trimmingCharacters(in: .whitespacesAndNewlines)]
    while let parent = parents.popLast() {
      let found = try Program.run(command: "/usr/bin/env", ["pgrep", "-l", "-P", parent]).output
      for line in found.split(separator: "\n") {
        let words = line.split(separator: " ")
        if words.count == 2, words[1] == "kdtop", let number = Int32(words[0]) { return number }
        parents += words.prefix(1).map(String.init)
      }
    }
    throw EndToEndError(description: "no kdtop in the terminal:\n\(try screen())")
  }

  /// Takes the terminal away.
  func kill() throws { try tmux(["kill-server"]) }

  /// Waits until the screen has all of `texts`, and returns it.
  @discardableResult
  func wait(for texts: String..., seconds: Double = 90) throws -> String {
    var last = ""
    try eventually(seconds: seconds) {
      last = try screen()
      return texts.allSatisfy(last.contains)
    } otherwise: {
      "the screen never showed \(texts):\n\(last)"
    }
    return last
  }

  /// Waits until the screen has lost `text`.
  func waitUntilGone(_ text: String) throws {
    var last = ""
    try eventually {
      last = try screen()
      return !last.contains(text)
    } otherwise: {
      "the screen still shows \(text):\n\(last)"
    }
  }
}
