import RunModel

/// What the knobs stand at during one step.
public struct KnobValues: Sendable, Equatable {
  public private(set) var values: [String: Double]

  public init(_ values: [String: Double] = [:]) { self.values = values }

  /// The knob's value; its default where none was set.
  public subscript(knob: Knob) -> Double {
    get { values[knob.name] ?? knob.defaultValue }
    set { values[knob.name] = newValue }
  }
}
