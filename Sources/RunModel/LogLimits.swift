/// How far numbers and lists of a log are believed.
///
/// A log comes from anywhere. `RunStore` puts what it takes in within these limits, once, so that whoever reads from it
/// may add, multiply by small numbers and convert to `Double` without a second thought.
public enum LogLimits {
  /// Steps are within ±this, and counts (parameters, examples) from 0 to this: a sum of thousands stays an `Int`, and
  /// one more is another `Double`.
  public static let steps = 1 << 50
  /// Scalars of Unicode in a name, and in a sentence.
  static let name = 200
  static let text = 4000
  /// Knobs, loss terms and phases of a run.
  static let list = 256
  static let classes = 1 << 16
  /// Magnitudes of what a knob's range is made of; the reciprocal is the least on a logarithmic scale.
  static let knob = 1e30
  /// Bytes of a text that is looked at as one of ours: the description of a run with as many classes as may be.
  static let structuredText = 4 << 20

  static func step(_ step: Int) -> Int { min(max(step, -steps), steps) }
  static func count(_ count: Int) -> Int { min(max(count, 0), steps) }

  /// By scalars: a single `Character` may be of any length.
  static func name(_ text: String) -> String { cut(text, to: name) }
  static func text(_ text: String) -> String { cut(text, to: self.text) }

  private static func cut(_ text: String, to count: Int) -> String {
    text.utf8.count <= count ? text : String(text.unicodeScalars.prefix(count))
  }
}

extension Int {
  /// The sum, or the nearest number there is.
  package func addingClamped(_ other: Int) -> Int {
    let (sum, overflows) = addingReportingOverflow(other)
    return overflows ? (other < 0 ? .min : .max) : sum
  }
}
