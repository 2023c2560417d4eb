import RunModel

/// A line that takes the footer's place for a while.
struct StatusMessage: Equatable, Sendable {
  /// Long enough to read a sentence.
  static let seconds = 6.0

  var severity: Notice.Severity
  var text: String
  /// When it goes, in seconds of the loop's clock.
  var expires: Double
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
