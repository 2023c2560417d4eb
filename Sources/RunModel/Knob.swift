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
  /// One arrow press on a linear scale, in the knob's unit. Logarithmic scales move along the twenty round numbers of a
  /// decade.
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
    case .logarithmic: return clamp(Knob.nearestRound(to: minimum * pow(maximum / minimum, fraction)))
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
      guard value > 0, value.isFinite else { return clamp(up ? minimum : value) }
      return clamp(Knob.roundNumber(after: value, up: up, of: coarse ? Knob.coarseTenths : Knob.fineTenths))
    }
  }

  /// The nearest value in the range; the least of it for NaN.
  func clamp(_ value: Double) -> Double { value.isNaN ? minimum : min(max(value, minimum), maximum) }

  /// Removes what binary fractions add: 0.1 + 0.2 is 0.3.
  private static func tidy(_ value: Double) -> Double { (value * 1e9).rounded() / 1e9 }

  /// Tenths of the round numbers from 1 to 10. Fine: the series R″20 of ISO 3, twenty preferred numbers at nearly equal
  /// ratios. Coarse: those of the form {1, 2, 5}, which are among them.
  private static let fineTenths = [10, 11, 12, 14, 16, 18, 20, 22, 25, 28, 30, 35, 40, 45, 50, 55, 60, 70, 80, 90]
  private static let coarseTenths = [10, 20, 50]

  /// The round number next to a positive value. A fixed grid: what one press does, the opposite one undoes.
  private static func roundNumber(after value: Double, up: Bool, of tenths: [Int]) -> Double {
    let candidates = roundNumbers(near: value, tenths)
    let slack = 1e-9
    if up { return candidates.first { $0 > value * (1 + slack) } ?? value }
    return candidates.last { $0 < value * (1 - slack) } ?? value
  }

  /// The fine round number with the least ratio to a positive value.
  private static func nearestRound(to value: Double) -> Double {
    guard value > 0, value.isFinite else { return value }
    return roundNumbers(near: value, fineTenths).min { abs(log($0 / value)) < abs(log($1 / value)) } ?? value
  }

  /// The round numbers of the decade of a positive, finite value and of those beside it, ascending.
  private static func roundNumbers(near value: Double, _ tenths: [Int]) -> [Double] {
    let exponent = Int(log10(value).rounded(.down))
    var numbers: [Double] = []
    for power in exponent - 2...exponent {
      let scale = pow(10.0, Double(abs(power)))
      // Dividing by a whole power of ten gives the nearest double to the decimal; multiplying by a fraction would not.
      for digits in tenths { numbers.append(power >= 0 ? Double(digits) * scale : Double(digits) / scale) }
    }
    return numbers.filter { $0 > 0 && $0.isFinite }
  }
}
