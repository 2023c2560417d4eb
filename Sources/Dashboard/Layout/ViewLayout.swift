/// What a person has changed about how one view is laid out; empty for as it comes.
public struct ViewLayout: Hashable, Sendable {
  /// Panels that are not shown.
  public var hidden: Set<PanelID> = []
  /// Panels of each column from the top; those in neither stay where they come, below these.
  public var left: [PanelID] = []
  public var right: [PanelID] = []
  /// The right column's share of the width, 0.1…0.9; nil for as it comes.
  public var rightShare: Double?
  /// Shares of a column's height, in any unit; panels without one get what they need.
  public var heights: [PanelID: Double] = [:]

  public init() {}

  static let shares = 0.1...0.9

  /// The slots to show, where the person wants them, in the order of Tab.
  func arranged(_ slots: [PanelSlot]) -> [PanelSlot] {
    guard !left.isEmpty || !right.isEmpty else { return slots.filter { !hidden.contains($0.id) } }
    let known = Dictionary(slots.map { ($0.id, $0) }) { first, _ in first }
    func chosen(_ ids: [PanelID], _ place: PanelSlot.Place) -> [PanelSlot] {
      ids.compactMap { known[$0] }.map { slot in
        var slot = slot
        slot.place = place
        return slot
      }
    }
    // One that is named twice stands where it is named first.
    let others = right.filter { !left.contains($0) }
    let rest = slots.filter { !left.contains($0.id) && !right.contains($0.id) }
    func unnamed(_ place: PanelSlot.Place) -> [PanelSlot] { rest.filter { $0.place == place } }
    let all =
      chosen(left, .left) + unnamed(.left) + chosen(others, .right) + unnamed(.right) + unnamed(.grid)
    return all.filter { !hidden.contains($0.id) }
  }
}

/// A layout with a name: one that comes with the program, or a person's own.
public struct ScreenLayout: Hashable, Sendable {
  public var name: String
  /// Views without an entry are as they come.
  public var views: [ViewID: ViewLayout]

  public init(name: String, views: [ViewID: ViewLayout] = [:]) {
    self.name = name
    self.views = views
  }

  /// The name under which a layout that was changed by hand is kept.
  public static let ownName = "own"

  /// As it comes.
  public static let standard = ScreenLayout(name: "standard")

  /// Those that come with the program.
  public static let presets: [ScreenLayout] = [
    standard,
    ScreenLayout(name: "charts", views: [.train: .make { $0.hidden = [.knobs, .softTargets] }]),
    ScreenLayout(
      name: "knobs",
      views: [
        .train: .make {
          $0.rightShare = 0.6
          $0.hidden = [.accuracy]
        }
      ]),
    ScreenLayout(
      name: "mirrored",
      views: [
        .train: .make {
          ($0.left, $0.right) = ([.knobs, .softTargets], [.loss, .accuracy])
          $0.rightShare = 0.6
        }
      ]),
  ]
}

extension ViewLayout {
  static func make(_ change: (inout ViewLayout) -> Void) -> ViewLayout {
    var layout = ViewLayout()
    change(&layout)
    return layout
  }
}
