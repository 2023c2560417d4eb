import TerminalUI

/// Numbers for people. The same in every locale.
enum Format {
  /// `1,412`.
  static func count(_ number: Int) -> String {
    let digits = String(number.magnitude)
    var text = ""
    for (index, digit) in digits.enumerated() {
      if index > 0 && (digits.count - index) % 3 == 0 { text.append(",") }
      text.append(digit)
    }
    return number < 0 ? "-" + text : text
  }

  /// `950`, `89.6k`, `2.4M`.
  static func short(_ number: Double) -> String {
    guard number.isFinite else { return "?" }
    let size = abs(number)
    for (unit, name) in [(1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k")] where size >= unit * 0.9995 {
      let value = number / unit
      return Decimals.fixed(value, abs(value) >= 99.95 ? 0 : 1) + name
    }
    return Decimals.fixed(number, size >= 99.5 || number == number.rounded() ? 0 : 1)
  }

  /// `0:42`, `12:05`, `3:04:05`.
  static func duration(_ seconds: Double) -> String {
    guard seconds.isFinite, seconds >= 0, seconds < 1e9 else { return "?" }
    let total = Int(seconds.rounded())
    let (hours, minutes, rest) = (total / 3600, total / 60 % 60, total % 60)
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return hours > 0 ? "\(hours):\(two(minutes)):\(two(rest))" : "\(minutes):\(two(rest))"
  }

  /// The latest value of a curve, in three digits or so.
  static func value(_ value: Float, percent: Bool) -> String {
    guard value.isFinite else { return value.isNaN ? "nan" : value > 0 ? "inf" : "-inf" }
    if percent { return Decimals.fixed(Double(value * 100), 1) }
    let size = abs(value)
    if size != 0, size < 1e-3 || size >= 1e5 { return Decimals.general(Double(value), 2) }
    return Decimals.fixed(Double(value), size >= 100 ? 1 : size >= 1 ? 2 : 3)
  }

  /// A number with so many decimals, without zeros at the end.
  static func decimals(_ value: Double, _ count: Int) -> String {
    guard value.isFinite, value.magnitude < 1e12 else { return "?" }
    var text = Decimals.fixed(value, count)
    while text.contains("."), text.hasSuffix("0") || text.hasSuffix(".") {
      if text.removeLast() == "." { break }
    }
    return text
  }

  /// The shortest decimal that reads back as the same single-precision number.
  static func exact(_ value: Float) -> String {
    guard value.isFinite else { return value.isNaN ? "nan" : value > 0 ? "inf" : "-inf" }
    let text = "\(value)"
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

  /// A share as `.46`, `1.0`; a tiny one as `.00`.
  static func share(_ value: Double) -> String {
    guard value.isFinite else { return "nan" }
    let text = Decimals.fixed(value, 2)
    return text.hasPrefix("0.") ? String(text.dropFirst()) : Decimals.fixed(value, 1)
  }
  /// The beginning of a text, without control characters. By scalars: a single `Character` may be of any length.
  static func brief(_ text: String, scalars count: Int) -> String {
    Text.sanitized(text.utf8.count <= count ? text : String(text.unicodeScalars.prefix(count)))
  }
}
