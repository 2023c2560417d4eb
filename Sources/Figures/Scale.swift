import Foundation

/// Where values stand along an axis.
struct Scale {
  /// Of the values shown, lower below upper.
  let range: ClosedRange<Double>
  /// Pixels of the two ends.
  let pixels: (from: Double, to: Double)
  let isLogarithmic: Bool

  /// - Parameter values: what is to be seen; those that are no number, or not above 0 on a logarithmic axis, are left out.
  init(
    _ values: [Double], pixels: (from: Double, to: Double), isLogarithmic: Bool = false, including: [Double] = [],
    fixed: ClosedRange<Double>? = nil
  ) {
    self.pixels = pixels
    self.isLogarithmic = isLogarithmic
    let seen = (values + including).filter { $0.isFinite && (!isLogarithmic || $0 > 0) }
    if let fixed {
      range = fixed
    } else if let low = seen.min(), let high = seen.max() {
      if isLogarithmic {
        range = low < high ? low...high : low / 2...low * 2
      } else {
        let margin = low < high ? (high - low) * 0.05 : max(abs(low) * 0.1, 0.5)
        // Values that begin or end at a bound asked for touch it.
        range = (including.contains(low) ? low : low - margin)...(including.contains(high) ? high : high + margin)
      }
    } else {
      range = isLogarithmic ? 1...10 : 0...1
    }
  }

  func callAsFunction(_ value: Double) -> Double {
    let share =
      isLogarithmic
      ? (value > 0 ? (log(value) - log(range.lowerBound)) / (log(range.upperBound) - log(range.lowerBound)) : .nan)
      : (value - range.lowerBound) / (range.upperBound - range.lowerBound)
    return pixels.from + share * (pixels.to - pixels.from)
  }

  /// Round values inside the range, about so many.
  func ticks(_ wanted: Int = 5) -> [Double] {
    if isLogarithmic {
      let decades = Int(log10(range.lowerBound).rounded(.down))...Int(log10(range.upperBound).rounded(.up))
      let factors = decades.count > 4 ? [1.0] : [1.0, 2, 5]
      return decades.flatMap { decade in factors.map { $0 * pow(10, Double(decade)) } }.filter(range.contains)
    }
    let rough = (range.upperBound - range.lowerBound) / Double(max(1, wanted))
    guard rough > 0, rough.isFinite else { return [] }
    let power = pow(10, log10(rough).rounded(.down))
    let step = [1.0, 2, 2.5, 5, 10].map { $0 * power }.first { $0 >= rough } ?? rough
    let first = (range.lowerBound / step).rounded(.up)
    return (0...Int(((range.upperBound / step) - first).rounded(.down).clamped(to: 0...1000))).map {
      (first + Double($0)) * step
    }
  }

  /// As short as it can be told from its neighbours.
  static func label(_ value: Double) -> String {
    if value == 0 { return "0" }
    if abs(value) >= 1e6 || abs(value) < 1e-4 { return String(format: "%.2g", value) }
    let text = String(format: "%.4f", value)
    let short = text.reversed().drop { $0 == "0" }.drop { $0 == "." }
    let kept = text.contains(".") ? String(short.reversed()) : text
    // 100.0000 loses its point with its zeros, and no more.
    return text.hasSuffix(".0000") ? String(text.dropLast(5)) : kept
  }
}

extension Double {
  func clamped(to range: ClosedRange<Double>) -> Double {
    Swift.min(Swift.max(self, range.lowerBound), range.upperBound)
  }
}
