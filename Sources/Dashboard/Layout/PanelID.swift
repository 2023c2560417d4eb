/// Which panel: `loss`, `knobs`, or a chart of its own for a tag, `tag:train/lr`.
public struct PanelID: Hashable, Sendable {
  public var name: String

  public init(_ name: String) { self.name = name }

  public static let loss = PanelID("loss")
  public static let accuracy = PanelID("accuracy")
  public static let knobs = PanelID("knobs")
  public static let softTargets = PanelID("soft targets")
  public static let classGrid = PanelID("all classes")
  public static let temperature = PanelID("temperature")
  public static let confusion = PanelID("confusion")
  public static let similarity = PanelID("similarity")
  public static let attention = PanelID("attention")
  public static let flow = PanelID("flow")
  public static let concepts = PanelID("concepts")
  public static let wrong = PanelID("wrong examples")
  public static let config = PanelID("config")
  public static let results = PanelID("results")
  public static let changes = PanelID("changes")
  public static let checkpoints = PanelID("checkpoints")
  public static let environment = PanelID("environment")
  public static let log = PanelID("log")

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
