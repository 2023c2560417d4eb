/// Colours from low to high: stops at equal distances, and steps that look equal between them.
///
/// There are only `steps` different colours, so that a terminal with a small palette can show them all.
public struct ColorRamp: Hashable, Sendable {
  /// How many different colours a ramp has at most.
  public static let steps = 33

  /// The colours it was made from, first to last. Nil is the terminal's own foreground.
  public let stops: [RGB?]
  private let table: [RGB?]

  /// One stop is one colour throughout; no stop is the terminal's own. Next to a stop that is nil, or one of the
  /// terminal's 16 colours, nothing is mixed: the nearer one counts.
  public init(_ stops: [RGB?]) {
    self.stops = stops
    table = (0..<ColorRamp.steps).map { step in
      guard let last = stops.last else { return nil }
      let place = Double(step) / Double(ColorRamp.steps - 1) * Double(stops.count - 1)
      let index = Int(place)
      guard index + 1 < stops.count else { return last }
      let share = place - Double(index)
      guard let from = stops[index], let to = stops[index + 1], from.entry == nil, to.entry == nil else {
        return stops[share < 0.5 ? index : index + 1]
      }
      if share == 0 { return from }
      return RGB(okLab: from.okLab + (to.okLab - from.okLab) * share)
    }
  }

  /// The colour at `level` from 0 to 1. Values outside are clamped, NaN is 0.
  public func color(at level: Double) -> RGB? {
    let clamped = level.isNaN ? 0 : min(max(level, 0), 1)
    return table[Int((clamped * Double(ColorRamp.steps - 1)).rounded())]
  }
}
