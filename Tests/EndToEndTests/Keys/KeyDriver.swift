import Foundation
import TerminalUI

/// A person at a dashboard in a terminal: presses keys, waits until they have been taken in, looks at the screen.
final class KeyDriver {
  let terminal: Tmux
  private var process: Int32?

  init(_ terminal: Tmux) { self.terminal = terminal }

  /// A screen as it was looked at.
  struct Look: Equatable, Sendable {
    /// With the sequences that colour it.
    let colored: String
    let lines: [String]

    init(_ colored: String) {
      self.colored = colored
      let text = colored.replacing(#/\u{1B}\[[0-9;:]*m|[\u{E}\u{F}]/#, with: "")
      lines = text.components(separatedBy: "\n")
    }

    var text: String { lines.joined(separator: "\n") }
    /// What the run is and how far it is.
    var header: [String] { Array(lines.prefix(2)) }
    /// The panels, and what lies over them: without header, timeline and footer, where messages come and go.
    var body: [String] { Array(lines.dropFirst(3).dropLast(4)) }
  }

  func look() throws -> Look { Look(try terminal.coloredScreen()) }

  // MARK: - Typing

  /// Presses keys by tmux's names, one after the other. A step of several characters that begins with `:` is a command
  /// by name, one that begins with `@`, such as `@60x20`, another size of the terminal.
  func press(_ steps: [String]) throws {
    for step in steps {
      if step.count > 1, step.hasPrefix(":") {
        try terminal.send(step)
        try terminal.press("Enter")
      } else if step.count > 1, step.hasPrefix("@") {
        let size = step.dropFirst().split(separator: "x").compactMap { Int($0) }
        try terminal.resize(size[0], size[1])
        try settle()
      } else if step.count == 1 {
        try terminal.send(step)
      } else {
        try terminal.press(step)
      }
      // What follows at once would be read as a key with Alt.
      if step == "Escape" { try settle(moments: 8) }
    }
  }

  /// Presses a key of the table.
  func press(_ key: KeyEvent) throws {
    var prefix = ""
    if key.modifiers.contains(.control) { prefix += "C-" }
    if key.modifiers.contains(.alt) { prefix += "M-" }
    let shift = key.modifiers.contains(.shift)
    switch key.key {
    case .character(" "): try press([prefix + "Space"])
    case .character(let character): try press([prefix + String(character)])
    case .tab: try press([shift ? "BTab" : prefix + "Tab"])
    default: try press([prefix + (shift ? "S-" : "") + KeyDriver.name(of: key.key)])
    }
  }

  private static func name(of key: KeyEvent.Key) -> String {
    switch key {
    case .up: "Up"
    case .down: "Down"
    case .left: "Left"
    case .right: "Right"
    case .home: "Home"
    case .end: "End"
    case .pageUp: "PPage"
    case .pageDown: "NPage"
    case .insert: "IC"
    case .delete: "DC"
    case .backspace: "BSpace"
    case .enter: "Enter"
    case .escape: "Escape"
    case .function(let number): "F\(number)"
    case .tab, .character: ""
    }
  }

  // MARK: - Waiting

  /// Waits until what was typed has been taken in: the program's main thread sleeps, several times in a row.
  func settle(moments: Int = 3) throws {
    // An answer from tmux: it has passed on by then what it was given before.
    _ = try terminal.screen()
    let process = try self.process ?? terminal.processIdentifier()
    self.process = process
    var asleep = 0
    for _ in 0..<2000 where asleep < moments {
      usleep(8_000)
      guard let state = try? String(contentsOfFile: "/proc/\(process)/task/\(process)/stat", encoding: .utf8) else {
        return
      }
      let letter = state.lastIndex(of: ")").map { state[$0...].dropFirst(2).prefix(1) }
      asleep = letter == "S" ? asleep + 1 : 0
    }
  }

  /// Waits until the screen is as it should be.
  func wait(_ what: String, until isRight: (Look) -> Bool) throws {
    let end = Date().addingTimeInterval(20)
    var last: Look?
    while Date() < end {
      let now = try look()
      if isRight(now) { return }
      last = now
      usleep(10_000)
    }
    throw EndToEndError(description: "\(what):\n\(last?.text ?? "")")
  }

  func wait(for texts: String...) throws {
    try wait("the screen never showed \(texts)") { look in texts.allSatisfy(look.text.contains) }
  }

  func waitUntilGone(_ text: String) throws {
    try wait("the screen still shows \(text)") { !$0.text.contains(text) }
  }

  /// Another program runs in the terminal now.
  func forgetProcess() { process = nil }

  // MARK: - The mouse

  /// The place of a text on the screen, from a row on.
  func place(of text: String, below row: Int = -1, last: Bool = false) throws -> (x: Int, y: Int) {
    let lines = try look().lines
    let rows = lines.indices.filter { $0 > row && lines[$0].contains(text) }
    guard let y = last ? rows.last : rows.first, let range = lines[y].range(of: text) else {
      throw EndToEndError(description: "there is no \(text) on the screen:\n\(lines.joined(separator: "\n"))")
    }
    return (lines[y][..<range.lowerBound].count, y)
  }

  /// What a mouse does, as terminals report it.
  enum Mouse: Int { case press = 0, drag = 32, wheelUp = 64, wheelDown = 65, release = -1 }

  func mouse(_ what: Mouse, _ x: Int, _ y: Int) throws {
    let code = what == .release ? 0 : what.rawValue
    try terminal.send("\u{1B}[<\(code);\(x + 1);\(y + 1)\(what == .release ? "m" : "M")")
  }

  func click(_ x: Int, _ y: Int) throws {
    try mouse(.press, x, y)
    try mouse(.release, x, y)
  }

  func click(on text: String, below row: Int = -1, last: Bool = false) throws {
    let place = try place(of: text, below: row, last: last)
    try click(place.x, place.y)
  }

  func drag(from start: (x: Int, y: Int), to end: (x: Int, y: Int)) throws {
    try mouse(.press, start.x, start.y)
    try mouse(.drag, end.x, end.y)
    try mouse(.release, end.x, end.y)
  }
}
