import Foundation

/// The colours of figures: on white, told apart by people who do not see all colours.
enum Palette {
  static let ink = "#1f2328"
  static let muted = "#59636e"
  static let grid = "#d8dee4"

  /// Okabe and Ito's.
  static let series = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000"]

  static func series(_ index: Int) -> String { series[index % series.count] }

  private static let heat: [(Double, Double, Double)] = [
    (68, 1, 84), (59, 82, 139), (33, 145, 140), (94, 201, 98), (253, 231, 37),
  ]
  /// Different colours of a heat map.
  static let steps = 32

  /// Low to high, in `steps` steps; grey for what is not a number.
  static func heat(_ level: Double) -> String {
    guard level.isFinite else { return "#c8c8c8" }
    let step = (min(max(level, 0), 1) * Double(steps - 1)).rounded()
    let place = step / Double(steps - 1) * Double(heat.count - 1)
    let index = min(Int(place), heat.count - 2)
    let share = place - Double(index)
    func mix(_ a: Double, _ b: Double) -> Int { Int((a + (b - a) * share).rounded()) }
    let (from, to) = (heat[index], heat[index + 1])
    return String(format: "#%02x%02x%02x", mix(from.0, to.0), mix(from.1, to.1), mix(from.2, to.2))
  }

  /// Ink that can be read on the heat of a level.
  static func inkOnHeat(_ level: Double) -> String { level.isFinite && level < 0.55 ? "#ffffff" : ink }
}
