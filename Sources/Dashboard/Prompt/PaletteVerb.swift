import RunModel
import TerminalUI

/// Commands that take words, and short names for actions. Every action with a key is a command, too, by its name.
enum PaletteVerb: String, CaseIterable, Sendable {
  case set
  case theme
  case classNamed = "class"
  case goto
  case focus
  case filter
  case quitNow = "quit!"

  /// What to write after it.
  var usage: String {
    switch self {
    case .set: "set KNOB VALUE"
    case .theme: "theme NAME"
    case .classNamed: "class NAME"
    case .goto: "goto STEP"
    case .focus: "focus PANEL"
    case .filter: "filter WORDS"
    case .quitNow: "quit!"
    }
  }

  var help: String {
    switch self {
    case .set: "give a knob a value"
    case .theme: "draw in other colours"
    case .classNamed: "soft targets of a class, by name or number"
    case .goto: "look at the run as it stood after a step"
    case .focus: "put the focus on a panel"
    case .filter: "show what has these words in its name; everything, without any"
    case .quitNow: "leave without saving, and without being asked"
    }
  }

  var takesWords: Bool { self != .quitNow }

  /// Other names, as vim's users type them.
  static let aliases: [String: String] = [
    "q": KeyAction.quit.name, "w": KeyAction.saveCheckpoint.name, "h": KeyAction.help.name, "wq": KeyAction.quit.name,
    "x": KeyAction.quit.name, "q!": PaletteVerb.quitNow.rawValue, "pause": "pause-or-resume",
    "resume": "pause-or-resume", "play": "play-or-pause",
  ]
}
