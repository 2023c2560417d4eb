import TerminalUI

/// Where everything is on a screen of one size: a pure function of the size and of which panels there are.
///
/// Nothing overlaps and nothing reaches outside the screen. Panels that do not fit are on other pages; the page shown is
/// the one that has the focus.
public struct Layout: Hashable, Sendable {
  public struct Frame: Hashable, Sendable {
    public var id: PanelID
    public var rect: Rect
  }

  /// Below this nothing but a message is shown.
  public static let smallest = Size(width: 20, height: 6)

  public var header = Rect.zero
  /// The names of the views; empty where there is no room for them.
  public var tabs = Rect.zero
  public var timeline = Rect.zero
  public var footer = Rect.zero
  /// What is left for panels.
  public var body = Rect.zero
  public var frames: [Frame] = []
  /// Which page is shown, from 0, of how many.
  public var page = 0
  public var pages = 1
  public var isTooSmall = false

  /// The first panel of each page, in order: where PageUp and PageDown put the focus.
  public var pageStarts: [PanelID] = []

  /// - Parameters:
  ///   - slots: the panels to show, in the order in which Tab visits them.
  ///   - focus: the panel with the focus; the first one when it is nil or not among the slots.
  ///   - isMaximised: whether the panel with the focus has the screen for itself.
  ///   - rule: when there are two columns.
  ///   - choice: what a person has changed.
  init(
    size: Size, slots: [PanelSlot], focus: PanelID?, isMaximised: Bool = false, rule: ColumnRule = .standard,
    choice: ViewLayout = ViewLayout()
  ) {
    guard size.width >= Layout.smallest.width, size.height >= Layout.smallest.height else {
      isTooSmall = true
      return
    }
    var body = Rect(origin: .zero, size: size)
    let roomy = size.height >= 20
    (header, body) = body.splitTop(roomy ? 2 : 1)
    (tabs, body) = body.splitTop(roomy ? 1 : 0)
    (body, footer) = body.splitBottom(1)
    (body, timeline) = body.splitBottom(size.height >= 28 ? 2 : size.height >= 10 ? 1 : 0)
    self.body = body
    let slots = choice.arranged(slots)
    guard let first = slots.first else { return }

    let plan = ColumnPlan(rule: rule, choice: choice)
    let focused = slots.first { $0.id == focus } ?? first
    let groups =
      isMaximised ? slots.map { [$0] } : plan.paged(slots, in: body)
    pages = groups.count
    page = groups.firstIndex { $0.contains(focused) } ?? 0
    pageStarts = groups.compactMap(\.first?.id)
    frames = plan.arrange(groups[page], in: body)
  }

  public func rect(of id: PanelID) -> Rect? { frames.first { $0.id == id }?.rect }

  /// The panel at a cell.
  public func panel(at point: Point) -> PanelID? { frames.first { $0.rect.contains(point) }?.id }
}
