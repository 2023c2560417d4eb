/// What a cell means. A theme gives each meaning its colour, in one place; nothing else in the program names a colour.
public enum Role: Hashable, Sendable {
  /// The screen behind everything.
  case background
  /// Ordinary text, secondary text, a panel's title.
  case text, muted, title
  /// A panel's frame, and the frame of the panel with the focus.
  case border, borderFocused
  /// The two networks, and how far they agree.
  case teacher, student, agreement
  /// Any other curve: a palette that repeats. Negative numbers count like positive ones.
  case series(Int)
  /// A network that learns beside the student: a palette that repeats, as `series`.
  case peer(Int)
  /// The loss on the labels, and the loss on the teacher's soft targets.
  case hard, soft
  /// A knob's slider, and that of the knob with the focus.
  case knob, knobFocused
  /// What should be seen first; a value that is good, doubtful or wrong.
  case accent, good, warning, error
  /// The chosen row of a list. The theme gives it a background of its own.
  case selected
  /// The footer's keys and what they do.
  case footerKey, footerText
  /// Marks in time: a knob's change, a checkpoint, where the replay is.
  case mark, checkpoint, playhead
  /// A level from 0 (low) to 1 (high): meters and bars. Values outside are clamped, NaN is 0.
  case gradient(Double)
  /// A heat map's cell from 0 (cold) to 1 (hot). Values outside are clamped, NaN is 0.
  case heat(Double)
  /// A dot of a picture: the one meaning whose colour is a matter of data and no theme's.
  case picture(RGB)
}

/// How a cell is drawn: a foreground meaning, perhaps a background meaning, and attributes.
public struct Style: Hashable, Sendable {
  /// Type faces a terminal can show. A terminal without one of them leaves it out.
  public struct Attributes: OptionSet, Hashable, Sendable {
    public let rawValue: UInt8
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    public static let bold = Attributes(rawValue: 1)
    public static let dim = Attributes(rawValue: 2)
    public static let underline = Attributes(rawValue: 4)
    public static let reverse = Attributes(rawValue: 8)
  }

  public var foreground: Role
  /// Nil is the screen's own background.
  public var background: Role?
  public var attributes: Attributes

  public init(_ foreground: Role, on background: Role? = nil, _ attributes: Attributes = []) {
    self.foreground = foreground
    self.background = background
    self.attributes = attributes
  }

  /// The same style with bold (or dim, underlined, reversed) added.
  public var bold: Style { with(.bold) }
  public var dim: Style { with(.dim) }
  public var underlined: Style { with(.underline) }
  public var reversed: Style { with(.reverse) }

  /// The same style on another background; nil is the screen's own.
  public func on(_ background: Role?) -> Style {
    Style(foreground, on: background, attributes)
  }

  private func with(_ attribute: Attributes) -> Style {
    Style(foreground, on: background, attributes.union(attribute))
  }
}

/// Short names: `.muted` where a `Style` is wanted.
extension Style {
  public static let text = Style(.text)
  public static let muted = Style(.muted)
  public static let title = Style(.title)
  public static let border = Style(.border)
  public static let borderFocused = Style(.borderFocused)
  public static let teacher = Style(.teacher)
  public static let student = Style(.student)
  public static let agreement = Style(.agreement)
  public static let hard = Style(.hard)
  public static let soft = Style(.soft)
  public static let knob = Style(.knob)
  public static let knobFocused = Style(.knobFocused)
  public static let accent = Style(.accent)
  public static let good = Style(.good)
  public static let warning = Style(.warning)
  public static let error = Style(.error)
  public static let selected = Style(.selected, on: .selected)
  public static let footerKey = Style(.footerKey)
  public static let footerText = Style(.footerText)
  public static let mark = Style(.mark)
  public static let checkpoint = Style(.checkpoint)
  public static let playhead = Style(.playhead)

  public static func series(_ index: Int) -> Style { Style(.series(index)) }
  public static func peer(_ index: Int) -> Style { Style(.peer(index)) }
  public static func gradient(_ level: Double) -> Style { Style(.gradient(level)) }
}
