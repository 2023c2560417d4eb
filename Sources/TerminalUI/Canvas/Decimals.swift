import Glibc

/// Numbers as `printf` writes them, without what Foundation's formatting costs a screen that shows fifty of them.
public enum Decimals {
  /// `%.PLACESf`: `0.85`.
  /// - Parameter places: decimals, at most 99.
  public static func fixed(_ value: Double, _ places: Int) -> String { text("%.*f", value, places) }

  /// `%.DIGITSg`: `1.2e-05`.
  /// - Parameter digits: significant digits, at most 99.
  public static func general(_ value: Double, _ digits: Int) -> String { text("%.*g", value, digits) }

  private static func text(_ format: String, _ value: Double, _ precision: Int) -> String {
    let precision = Int32(min(max(precision, 0), 99))
    // The largest number has 309 digits before the point.
    return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 512) { room in
      guard let start = room.baseAddress else { return "" }
      let length = withVaList([precision, value]) { vsnprintf(start, room.count, format, $0) }
      return String(decoding: UnsafeRawBufferPointer(start: start, count: max(0, min(Int(length), 511))), as: UTF8.self)
    }
  }
}
