import RunModel

/// A knob's words as far as there is room for them anywhere: a log may give them any length, and every frame goes over
/// them.
extension Knob {
  /// As `label`, without control characters.
  var shownLabel: String {
    Format.brief(name, scalars: 60).replacing("_", with: " ")
  }

  var shownUnit: String { Format.brief(unit, scalars: 20) }
}
