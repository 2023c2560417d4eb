import Foundation

/// Numbers as axes and labels show them.
enum Numbers {
  /// `value` in at most `width` characters where that is possible: whole numbers grouped, few decimals, `2.5k`, `1e30`.
  ///
  /// - Parameter step: the distance to the neighbouring value, which decides the decimals; nil for up to four digits.
  static func short(_ value: Double, step: Double? = nil, width: Int = 6) -> String {
    guard value.isFinite else { return value.isNaN ? "NaN" : value < 0 ? "-inf" : "inf" }
    if value == 0 { return "0" }
    let magnitude = value.magnitude
    let grain = step.map { max($0.magnitude, 1e-300) } ?? pow(10, floor(log10(magnitude)) - 2)
    let decimals = max(0, Int(-floor(log10(grain) + 1e-9)))
    if magnitude < 1e15, decimals <= 9 {
      let plain = decimals == 0 ? grouped(Int(value.rounded())) : Decimals.fixed(value, decimals)
      // What rounds to nothing is better said by its exponent.
      if plain.count <= width, plain.utf8.contains(where: { (0x31...0x39).contains($0) }) { return plain }
    }
    for (factor, suffix) in [(1e3, "k"), (1e6, "M"), (1e9, "G"), (1e12, "T")] where magnitude >= factor * 0.9995 {
      guard magnitude < factor * 999.5 else { continue }
      for places in stride(from: 2, through: 0, by: -1) {
        let text = trimmed(Decimals.fixed(value / factor, places)) + suffix
        if text.count <= width { return text }
      }
    }
    return exponent(value, width: width)
  }

  /// A whole number with thousands separators: `1,412`.
  private static func grouped(_ value: Int) -> String {
    let digits = String(value.magnitude)
    var text = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { text.append(",") }
      text.append(digit)
    }
    return value < 0 ? "-" + text : text
  }

  /// Without zeros at the end of the decimals.
  static func trimmed(_ text: String) -> String {
    guard text.contains(".") else { return text }
    var cut = text
    while cut.hasSuffix("0") { cut.removeLast() }
    if cut.hasSuffix(".") { cut.removeLast() }
    return cut
  }

  private static func exponent(_ value: Double, width: Int) -> String {
    var text = ""
    for places in stride(from: 2, through: 0, by: -1) {
      let parts = String(format: "%.\(places)e", value).split(separator: "e")
      guard parts.count == 2, let power = Int(parts[1]) else { return "\(value)" }
      text = trimmed(String(parts[0])) + "e\(power)"
      if text.count <= width { return text }
    }
    return text
  }
}
