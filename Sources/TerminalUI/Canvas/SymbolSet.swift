import Foundation

/// Which glyphs the screen is drawn with.
public enum SymbolSet: String, CaseIterable, Hashable, Sendable {
  /// Curves of braille dots, 2×4 a cell.
  case braille
  /// Curves of quarter blocks, 2×2 a cell: for fonts without braille, such as those of the Linux console.
  case block
  /// ASCII alone: for terminals and locales without UTF-8.
  case ascii

  /// The best set for a locale and a terminal: `ascii` where the environment does not ask for UTF-8, `block` on the Linux
  /// console, whose fonts have no braille, otherwise `braille`.
  public static func suited(
    to environment: [String: String] = ProcessInfo.processInfo.environment
  ) -> SymbolSet {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap { environment[$0] }.first { !$0.isEmpty } ?? ""
    let name = locale.lowercased().replacingOccurrences(of: "-", with: "")
    guard name.hasSuffix("utf8") || name.contains("utf8@") else { return .ascii }
    let terminal = environment["TERM"] ?? ""
    return terminal == "linux" || terminal.hasPrefix("linux-") ? .block : .braille
  }

  /// Frames.
  public struct Box: Hashable, Sendable {
    public var horizontal, vertical: Character
    public var topLeft, topRight, bottomLeft, bottomRight: Character
    /// Tees: the line that runs through is named by the side the third arm points to.
    public var teeRight, teeLeft, teeDown, teeUp: Character
  }

  public var box: Box { self == .ascii ? SymbolSet.asciiBox : SymbolSet.roundedBox }

  private static let roundedBox = Box(
    horizontal: "─", vertical: "│", topLeft: "╭", topRight: "╮", bottomLeft: "╰", bottomRight: "╯",
    teeRight: "├", teeLeft: "┤", teeDown: "┬", teeUp: "┴")
  private static let asciiBox = Box(
    horizontal: "-", vertical: "|", topLeft: "+", topRight: "+", bottomLeft: "+", bottomRight: "+",
    teeRight: "+", teeLeft: "+", teeDown: "+", teeUp: "+")

  /// Sub-columns and sub-rows of a chart's cell.
  public var dotsPerCell: Size {
    switch self {
    case .braille: Size(width: 2, height: 4)
    case .block: Size(width: 2, height: 2)
    case .ascii: Size(width: 1, height: 2)
    }
  }

  /// A cell filled to 1/8, 2/8 … 8/8 from the left.
  public var leftBlocks: [Character] { self == .ascii ? SymbolSet.asciiBars : SymbolSet.leftEighths }
  /// A cell filled to 1/8, 2/8 … 8/8 from below.
  public var lowerBlocks: [Character] { self == .ascii ? SymbolSet.asciiSparks : SymbolSet.lowerEighths }

  private static let leftEighths: [Character] = ["▏", "▎", "▍", "▌", "▋", "▊", "▉", "█"]
  private static let lowerEighths: [Character] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]
  private static let asciiBars: [Character] = [" ", " ", " ", "-", "-", "=", "=", "="]
  private static let asciiSparks: [Character] = ["_", "_", ".", ".", "-", "-", "=", "#"]

  /// What stands for cut text.
  public var ellipsis: Character { self == .ascii ? "~" : "…" }
  /// A knob's change, a checkpoint, the replay's place, a live run, a paused run, a finished one.
  public var change: Character { self == .ascii ? "^" : "▲" }
  public var checkpoint: Character { self == .ascii ? "*" : "◆" }
  /// A person's note.
  public var note: Character { self == .ascii ? "#" : "¶" }
  public var playhead: Character { self == .ascii ? ">" : "▶" }
  public var live: Character { self == .ascii ? "*" : "●" }
  public var paused: Character { self == .ascii ? "=" : "‖" }
  public var done: Character { self == .ascii ? "v" : "✓" }
  /// A value that is not a number.
  public var notFinite: Character { self == .ascii ? "!" : "×" }
  /// Before the chosen row; between parts of a line.
  public var pointer: Character { self == .ascii ? ">" : "▸" }
  public var separator: Character { self == .ascii ? "-" : "·" }
  /// A slider's handle, and its track where the value has passed.
  public var sliderHandle: Character { self == .ascii ? "O" : "●" }
  public var sliderFilled: Character { self == .ascii ? "=" : "━" }
  /// The tick where a slider's default is.
  public var sliderDefault: Character { self == .ascii ? "'" : "┊" }
  /// A solid and a dashed piece of line for legends.
  public var solidLine: Character { self == .ascii ? "-" : "━" }
  public var dashedLine: Character { self == .ascii ? "." : "┄" }
  /// Before the name of a curve that is not drawn.
  public var hiddenLine: Character { self == .ascii ? "o" : "○" }
  /// A vertical rule across a chart.
  public var rule: Character { self == .ascii ? ":" : "┊" }
  /// The arrows of key hints.
  public var arrows: (left: String, right: String, up: String, down: String) {
    self == .ascii ? ("left", "right", "up", "down") : ("←", "→", "↑", "↓")
  }
}
