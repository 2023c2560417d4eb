import Foundation

/// A number that a person may change while a network trains. A slider, a config key, a log tag and a help line
/// come from this declaration.
public struct Knob: Sendable, Equatable, Codable {
  public enum Scale: String, Sendable, Codable { case linear, logarithmic }

  /// In snake case: `learning_rate`. The log tag is `knob/learning_rate`.
  public var name: String
  /// How papers write it, for marks on a chart: `T`, `α`.
  public var symbol: String
  public var minimum: Double
  public var maximum: Double
  public var scale: Scale
  public var defaultValue: Double
  /// A value outside the range that turns the knob's effect off; nil where there is none.
  public var offValue: Double?
  /// One arrow press on a linear scale, in the knob's unit. Logarithmic scales move by a 20th of a decade.
  public var fineStep: Double
  /// One press with Shift. On logarithmic scales: 1, 2, 5, 10.
  public var coarseStep: Double
  public var unit: String
  /// One line.
  public var help: String

  public init(
    name: String, symbol: String, range: ClosedRange<Double>, scale: Scale = .linear, defaultValue: Double,
    offValue: Double? = nil, fineStep: Double = 0, coarseStep: Double = 0, unit: String = "", help: String
  ) {
    self.name = name
    self.symbol = symbol
    self.minimum = range.lowerBound
    self.maximum = range.upperBound
    self.scale = scale
    self.defaultValue = defaultValue
    self.offValue = offValue
    self.fineStep = fineStep
    self.coarseStep = coarseStep
    self.unit = unit
    self.help = help
  }

  /// The name as shown: `learning rate`.
  public var label: String { name.replacingOccurrences(of: "_", with: " ") }

  /// The range in words: `[1, 20]`, `[1, 10000] or 0 (off)`.
  public var rangeText: String {
    let range = "[\(Knob.text(minimum)), \(Knob.text(maximum))]"
    return offValue.map { "\(range) or \(Knob.text($0)) (off)" } ?? range
  }

  /// The value for people: `off`, `4.0`, `0.02`.
  public func text(_ value: Double) -> String {
    if let offValue, value == offValue { return "off" }
    return Knob.text(value)
  }

  /// At most five significant digits, without trailing zeros.
  public static func text(_ value: Double) -> String {
    guard value.isFinite else { return value.isNaN ? "nan" : value > 0 ? "inf" : "-inf" }
    return String(format: "%.5g", value)
  }
}

/// Why a value was not accepted for a knob.
public enum KnobError: Error, Equatable, CustomStringConvertible {
  case outOfRange(knob: Knob, value: Double)
  case unknown(name: String, known: [String])
  case notANumber(knob: String, text: String)

  public var description: String {
    switch self {
    case .outOfRange(let knob, let value):
      return "\(knob.label) = \(Knob.text(value)) is out of range: it takes \(knob.rangeText)"
    case .unknown(let name, let known):
      let near = nearestName(to: name, among: known).map { "; did you mean \($0)?" } ?? ""
      return "there is no knob \(name)\(near) (knobs here: \(known.joined(separator: ", ")))"
    case .notANumber(let knob, let text):
      return "\(knob) takes a number, not “\(text)”"
    }
  }
}

extension Knob {
  /// - Throws: `KnobError.outOfRange` for NaN and for a value that is neither in the range nor the off value.
  public func validate(_ value: Double) throws(KnobError) {
    if let offValue, value == offValue { return }
    guard value >= minimum && value <= maximum else { throw .outOfRange(knob: self, value: value) }
  }

  /// Where a value lies on the slider, 0…1; 0 for NaN. Off lies beyond the end that has less effect: 1 for a limit.
  public func fraction(of value: Double) -> Double {
    if let offValue, value == offValue { return offValue < minimum && !isLimit ? 0 : 1 }
    guard maximum > minimum else { return 0 }
    let clamped = clamp(value)
    switch scale {
    case .linear: return (clamped - minimum) / (maximum - minimum)
    case .logarithmic: return log(clamped / minimum) / log(maximum / minimum)
    }
  }

  /// The value under a place on the slider, rounded to what an arrow press could reach.
  /// - Parameter fraction: 0…1; values outside are clamped, NaN is 0.
  public func value(at fraction: Double) -> Double {
    let fraction = fraction.isNaN ? 0 : min(max(fraction, 0), 1)
    if let offValue {
      if isLimit && fraction >= 1 { return offValue }
      if !isLimit && fraction <= 0 { return offValue }
    }
    switch scale {
    case .linear:
      guard maximum > minimum else { return minimum }
      let raw = minimum + fraction * (maximum - minimum)
      let step = fineStep > 0 ? fineStep : (maximum - minimum) / 100
      return clamp(Knob.tidy(minimum + ((raw - minimum) / step).rounded() * step))
    case .logarithmic:
      return clamp(Knob.rounded(minimum * pow(maximum / minimum, fraction), digits: 2))
    }
  }

  /// The value after `presses` arrow presses (negative: to the left), within the range; past the end lies off. A value
  /// that is neither in the range nor off is first brought into it: a log may say anything.
  public func stepped(_ value: Double, by presses: Int, coarse: Bool) -> Double {
    guard presses != 0 else { return value }
    var value = value == offValue ? value : clamp(value)
    for _ in 0..<min(presses.magnitude, 1000) { value = steppedOnce(value, up: presses > 0, coarse: coarse) }
    return value
  }

  /// A knob that is off at 0 and limits something when on, as a throttle does, is at its weakest at the top.
  private var isLimit: Bool { offValue == 0 && minimum >= 1 }

  private func steppedOnce(_ value: Double, up: Bool, coarse: Bool) -> Double {
    if let offValue, value == offValue {
      if isLimit { return up ? offValue : maximum }
      return up ? minimum : offValue
    }
    if let offValue {
      if isLimit && up && value >= maximum { return offValue }
      if !isLimit && !up && value <= minimum { return offValue }
    }
    switch scale {
    case .linear:
      let step =
        coarse
        ? (coarseStep > 0 ? coarseStep : (maximum - minimum) / 10) : fineStep > 0 ? fineStep : (maximum - minimum) / 100
      return clamp(Knob.tidy(value + (up ? step : -step)))
    case .logarithmic:
      guard value > 0 else { return up ? minimum : value }
      return clamp(coarse ? Knob.decadeStep(value, up: up) : Knob.fineLogStep(value, up: up))
    }
  }

  /// The nearest value in the range; the least of it for NaN.
  func clamp(_ value: Double) -> Double { value.isNaN ? minimum : min(max(value, minimum), maximum) }

  /// Removes what binary fractions add: 0.1 + 0.2 is 0.3.
  private static func tidy(_ value: Double) -> Double { (value * 1e9).rounded() / 1e9 }

  private static func rounded(_ value: Double, digits: Int) -> Double {
    guard value != 0, value.isFinite else { return value }
    let unit = pow(10, (log10(abs(value))).rounded(.down) - Double(digits - 1))
    // Dividing by a whole power of ten gives the nearest double to the decimal; multiplying would not.
    return unit >= 1 ? (value / unit).rounded() * unit : (value / unit).rounded() / (1 / unit).rounded()
  }

  private static func fineLogStep(_ value: Double, up: Bool) -> Double {
    let factor = pow(10.0, up ? 0.05 : -0.05)
    let next = rounded(value * factor, digits: 2)
    if next != rounded(value, digits: 2) { return next }
    return value * factor
  }

  /// The next number of the form {1, 2, 5}·10ⁿ.
  private static func decadeStep(_ value: Double, up: Bool) -> Double {
    let exponent = Int(log10(value).rounded(.down))
    let candidates = (exponent - 1...exponent + 1).flatMap { power in
      [1.0, 2.0, 5.0].map { rounded($0 * pow(10, Double(power)), digits: 1) }
    }
    let slack = 1e-9
    if up { return candidates.first { $0 > value * (1 + slack) } ?? value }
    return candidates.last { $0 < value * (1 - slack) } ?? value
  }
}
