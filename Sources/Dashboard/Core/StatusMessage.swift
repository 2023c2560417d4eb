import RunModel

/// A line that takes the footer's place for a while.
struct StatusMessage: Equatable, Sendable {
  /// Long enough to read a sentence.
  static let seconds = 6.0
  /// An alert is said longer, and flashes at first.
  static let alertSeconds = 20.0
  static let flashSeconds = 3.0
  private static let flashPeriod = 0.5

  var severity: Notice.Severity
  var text: String
  /// When it goes, in seconds of the loop's clock.
  var expires: Double
  /// Until when it flashes; nil for what is no alert.
  var flashes: Double?
  /// Whether it is lit, while it flashes.
  private(set) var isLit = false

  init(severity: Notice.Severity, text: String, expires: Double, flashes: Double? = nil) {
    self.severity = severity
    self.text = text
    self.expires = expires
    self.flashes = flashes
  }

  /// Lets time pass.
  /// - Returns: whether it looks different now.
  @discardableResult
  mutating func advance(to now: Double) -> Bool {
    let before = isLit
    isLit = flashes.map { $0 > now && Int(($0 - now) / StatusMessage.flashPeriod) % 2 == 1 } ?? false
    return isLit != before
  }

  /// Seconds until it looks different, or goes.
  func secondsToChange(now: Double) -> Double {
    guard let flashes, flashes > now else { return max(0, expires - now) }
    let rest = (flashes - now).truncatingRemainder(dividingBy: StatusMessage.flashPeriod)
    // A little more, so that the other half has begun.
    return rest + 0.001
  }
}

/// A knob's value that has been asked for and not been answered yet.
struct PendingKnob: Equatable, Sendable {
  var value: Double
  /// Commands without an outcome.
  var outstanding: Int
}

/// A number being typed.
struct TypedValue: Equatable, Sendable {
  static let longest = 16

  var knob: String
  var text: String
  /// Whether the text is the present value, which the next character takes the place of.
  var isPresent = false
}

/// What lies over the panels.
enum Overlay: Equatable, Sendable {
  case help(scroll: Int)
  case messages(scroll: Int)
  case quit(choice: QuitChoice)
  case themes(ThemeChoice)
  case filter(DashboardState.FilterPrompt)
  case palette(Palette)
}

/// The answers to `q` while training goes on.
enum QuitChoice: Int, CaseIterable, Sendable {
  case saveAndQuit, quit, cancel

  var label: String {
    switch self {
    case .saveAndQuit: "save and quit"
    case .quit: "quit"
    case .cancel: "go on"
    }
  }

  func moved(by places: Int) -> QuitChoice {
    let count = QuitChoice.allCases.count
    return QuitChoice(rawValue: ((rawValue + places) % count + count) % count) ?? self
  }
}
