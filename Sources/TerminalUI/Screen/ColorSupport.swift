/// Which colours a terminal can show, and how they are named to ncurses.
enum ColorSupport: Hashable, Sendable {
  /// Attributes alone.
  case none
  /// The 8 or 16 colours of ANSI, or the 256 of xterm.
  case indexed(Int)
  /// Every colour, by redefining entries of the terminal's palette from 16 up to this many.
  case redefinable(Int)
  /// Every colour, as the number 0xRRGGBB.
  case direct

  /// Whether two shades of one colour look different; with 16 colours they seldom do.
  var hasShades: Bool {
    switch self {
    case .none: false
    case .indexed(let count): count >= 256
    case .redefinable, .direct: true
    }
  }

  /// What terminfo says of a terminal.
  struct Facts: Hashable, Sendable {
    var colors: Int
    var canRedefine: Bool
    var hasDirectColor: Bool
  }

  /// The best way for a terminal and the user's wishes: `NO_COLOR` (https://no-color.org) turns colours off, and
  /// `COLORTERM` says that every colour can be shown.
  init(_ facts: Facts, environment: [String: String]) {
    let wantsNone = environment["NO_COLOR"].map { !$0.isEmpty } ?? false
    let hasTrueColor = ["truecolor", "24bit"].contains(environment["COLORTERM"]?.lowercased() ?? "")
    if wantsNone || facts.colors < 8 {
      self = .none
    } else if facts.hasDirectColor, facts.colors >= 1 << 24 {
      self = .direct
    } else if hasTrueColor, facts.canRedefine, facts.colors >= 256 {
      self = .redefinable(256)
    } else {
      self = .indexed(facts.colors >= 256 ? 256 : facts.colors >= 16 ? 16 : 8)
    }
  }
}
