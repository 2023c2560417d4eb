/// Which panel: `loss`, `knobs`, or a chart of its own for a tag, `tag:train/lr`.
public struct PanelID: Hashable, Sendable {
  public var name: String

  public init(_ name: String) { self.name = name }

  public static let loss = PanelID("loss")
  public static let accuracy = PanelID("accuracy")
  public static let knobs = PanelID("knobs")
  public static let softTargets = PanelID("soft targets")

  /// The chart of a tag that no other panel draws.
  public static func chart(_ tag: String) -> PanelID { PanelID("tag:" + tag) }
}

/// What a panel asks of the layout.
public struct PanelSlot: Hashable, Sendable {
  public enum Place: Hashable, Sendable {
    /// The main page's columns.
    case left, right
    /// A page of equal charts after the main page.
    case grid
  }

  public var id: PanelID
  public var place: Place
  /// Rows with the frame: below `minimum` it is not drawn beside others; above `ideal` others profit first.
  public var minimum: Int
  public var ideal: Int

  public init(_ id: PanelID, _ place: Place, minimum: Int, ideal: Int) {
    self.id = id
    self.place = place
    self.minimum = minimum
    self.ideal = max(ideal, minimum)
  }
}
