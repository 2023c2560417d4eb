import RunModel

/// A line of text being typed at the foot of the screen.
struct TextPrompt: Equatable, Sendable {
  enum Purpose: Equatable, Sendable {
    /// A note about a step.
    case note(step: Int)
    /// A file for a picture of the screen.
    case picture
    /// What language models shall read.
    case sentence
  }

  var purpose: Purpose
  var text = ""

  /// What stands before the text.
  var label: String {
    switch purpose {
    case .note(let step): "note at step \(Format.count(step)): "
    case .picture: "save the view as (.svg, .ansi or .txt): "
    case .sentence: "read ([MASK] is a word to guess): "
    }
  }

  mutating func type(_ character: Character) {
    // By scalars: a single `Character` may be of any length.
    guard text.unicodeScalars.count + character.unicodeScalars.count <= Note.longest else { return }
    text.append(character)
  }
}
