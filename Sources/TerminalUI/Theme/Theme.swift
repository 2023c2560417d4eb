/// Which colours and type faces the meanings (`Role`) have. The one place where kdtop knows colours.
///
/// A colour that is nil is the terminal's own. `Theme.named(_:)` finds one by its name.
public struct Theme: Hashable, Sendable {
  /// Meanings with one colour, named as in a theme's file.
  public enum Key: String, CaseIterable, Hashable, Sendable {
    case background, text, muted, title, border
    case borderFocused = "border_focused"
    case teacher, student, agreement, hard, soft, knob
    case knobFocused = "knob_focused"
    case accent, good, warning, error, selected
    case selectedBackground = "selected_background"
    case footerKey = "footer_key"
    case footerText = "footer_text"
    case mark, checkpoint, playhead
    /// What pictures show where the terminal would show its own background and foreground.
    case defaultBackground = "default_background"
    case defaultText = "default_text"
  }

  public var name: String
  /// One line: what it looks like and what it is for.
  public var about: String
  /// The colours of meanings that have one; a missing key, like nil, is the terminal's own colour.
  public var colors: [Key: RGB?]
  /// Type faces added wherever a meaning is drawn.
  public var attributes: [Key: Style.Attributes]
  /// The palette of `Role.series`, repeated when it is too short. Nil is the terminal's own foreground.
  public var series: [RGB?]
  /// The palette of `Role.peer`, repeated when it is too short.
  public var peers: [RGB?]
  /// The colours of `Role.gradient`, low to high.
  public var gradient: ColorRamp
  /// The colours of `Role.heat`, cold to hot.
  public var heat: ColorRamp

  public init(
    name: String, about: String = "", colors: [Key: RGB?], attributes: [Key: Style.Attributes] = [:], series: [RGB?],
    peers: [RGB?] = [], gradient: [RGB?], heat: [RGB?]
  ) {
    self.name = name
    self.about = about
    self.colors = colors
    self.attributes = attributes
    self.series = series
    self.peers = peers
    self.gradient = ColorRamp(gradient)
    self.heat = ColorRamp(heat)
  }

  /// The colour of one meaning; nil is the terminal's own.
  public subscript(key: Key) -> RGB? { colors[key] ?? nil }

  /// Whether it is light on dark.
  public var isDark: Bool { paper.luminance < ink.luminance }

  /// The background behind everything, as a picture shows it.
  public var paper: RGB { self[.background] ?? self[.defaultBackground] ?? RGB(hex: 0x0E1116) }
  /// The terminal's own foreground, as a picture shows it.
  public var ink: RGB { self[.defaultText] ?? self[.text] ?? RGB(hex: 0xD0D5DD) }
}
