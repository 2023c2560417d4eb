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
  public init(size: Size, slots: [PanelSlot], focus: PanelID?, isMaximised: Bool = false) {
    guard size.width >= Layout.smallest.width, size.height >= Layout.smallest.height else {
      isTooSmall = true
      return
    }
    var body = Rect(origin: .zero, size: size)
    let roomy = size.height >= 20
    (header, body) = body.splitTop(roomy ? 2 : 1)
    (body, footer) = body.splitBottom(1)
    (body, timeline) = body.splitBottom(size.height >= 28 ? 2 : size.height >= 10 ? 1 : 0)
    self.body = body
    guard let first = slots.first else { return }

    let focused = slots.first { $0.id == focus } ?? first
    let groups =
      isMaximised ? slots.map { [$0] } : Layout.paged(slots, in: body)
    pages = groups.count
    page = groups.firstIndex { $0.contains(focused) } ?? 0
    pageStarts = groups.compactMap(\.first?.id)
    frames = Layout.arrange(groups[page], in: body)
  }

  public func rect(of id: PanelID) -> Rect? { frames.first { $0.id == id }?.rect }

  /// The panel at a cell.
  public func panel(at point: Point) -> PanelID? { frames.first { $0.rect.contains(point) }?.id }

  // MARK: - Pages

  /// Panels page by page: the main page, then as many pages of charts as it takes. Where the main page's panels do not fit
  /// beside each other, every panel has a page of its own.
  private static func paged(_ slots: [PanelSlot], in body: Rect) -> [[PanelSlot]] {
    let main = slots.filter { $0.place != .grid }
    let charts = slots.filter { $0.place == .grid }
    var groups: [[PanelSlot]] = []
    if !main.isEmpty { groups += fits(main, in: body) ? [main] : main.map { [$0] } }
    let capacity = max(1, ChartGrid.maximumColumns(body.width) * ChartGrid.maximumRows(body.height))
    var start = 0
    while start < charts.count {
      groups.append(Array(charts[start..<min(start + capacity, charts.count)]))
      start += capacity
    }
    return groups
  }

  /// Whether there is room for two columns.
  private static func isWide(_ body: Rect) -> Bool { body.width >= 72 }

  private static func fits(_ main: [PanelSlot], in body: Rect) -> Bool {
    func height(_ slots: [PanelSlot]) -> Int { slots.reduce(0) { $0 + $1.minimum } }
    guard isWide(body) else { return height(main) <= body.height }
    return height(main.filter { $0.place == .left }) <= body.height
      && height(main.filter { $0.place == .right }) <= body.height
  }

  private static func arrange(_ slots: [PanelSlot], in body: Rect) -> [Frame] {
    if slots.count == 1 { return [Frame(id: slots[0].id, rect: body)] }
    if slots[0].place == .grid {
      return zip(slots, ChartGrid.cells(slots.count, in: body)).map { Frame(id: $0.id, rect: $1) }
    }
    let left = slots.filter { $0.place == .left }
    let right = slots.filter { $0.place == .right }
    guard isWide(body), !left.isEmpty, !right.isEmpty else { return stack(slots, in: body) }
    let columns = body.splitRight(min(64, max(36, body.width * 5 / 12)))
    return stack(left, in: columns.rest) + stack(right, in: columns.right)
  }

  /// One below the other: the minimum for each, then up to the ideal in proportion to what is missing, then the rest to the
  /// last.
  private static func stack(_ slots: [PanelSlot], in body: Rect) -> [Frame] {
    var heights = slots.map(\.minimum)
    var spare = body.height - heights.reduce(0, +)
    let missing = zip(slots, heights).map { $0.ideal - $1 }
    let total = missing.reduce(0, +)
    if spare > 0, total > 0 {
      let given = min(spare, total)
      var sum = 0
      for index in heights.indices {
        let before = sum * given / total
        sum += missing[index]
        heights[index] += sum * given / total - before
      }
      spare -= given
    }
    if let last = heights.indices.last { heights[last] += max(0, spare) }
    var rest = body
    return zip(slots, heights).map { slot, height in
      let rect: Rect
      (rect, rest) = rest.splitTop(height)
      return Frame(id: slot.id, rect: rect)
    }
  }
}
