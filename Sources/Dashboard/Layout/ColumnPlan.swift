import TerminalUI

/// Panels on pages, in columns, one below the other.
struct ColumnPlan {
  var rule: ColumnRule
  var choice: ViewLayout

  /// Panels page by page: the main page, then as many pages of charts as it takes. Where the main page's panels do not fit
  /// beside each other, every panel has a page of its own.
  func paged(_ slots: [PanelSlot], in body: Rect) -> [[PanelSlot]] {
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

  func arrange(_ slots: [PanelSlot], in body: Rect) -> [Layout.Frame] {
    if slots.count == 1 { return [Layout.Frame(id: slots[0].id, rect: body)] }
    if slots[0].place == .grid {
      return zip(slots, ChartGrid.cells(slots.count, in: body)).map { Layout.Frame(id: $0.id, rect: $1) }
    }
    let (left, right) = columns(slots)
    guard isWide(body), !left.isEmpty, !right.isEmpty else { return stack(slots, in: body) }
    let halves = body.splitRight(rightWidth(body))
    return stack(left, in: halves.rest) + stack(right, in: halves.right)
  }

  private func columns(_ slots: [PanelSlot]) -> (left: [PanelSlot], right: [PanelSlot]) {
    (slots.filter { $0.place == .left }, slots.filter { $0.place == .right })
  }

  /// Whether there is room for two columns.
  private func isWide(_ body: Rect) -> Bool { body.width >= rule.wideFrom }

  private func rightWidth(_ body: Rect) -> Int {
    guard let share = choice.rightShare else {
      return min(rule.width.upperBound, max(rule.width.lowerBound, Int(Double(body.width) * rule.share)))
    }
    let clamped = min(max(share, ViewLayout.shares.lowerBound), ViewLayout.shares.upperBound)
    let narrowest = min(ColumnPlan.narrowest, body.width / 2)
    return min(max(Int((Double(body.width) * clamped).rounded()), narrowest), body.width - narrowest)
  }

  /// A column that somebody makes smaller stays this wide.
  private static let narrowest = 20

  private func fits(_ main: [PanelSlot], in body: Rect) -> Bool {
    func height(_ slots: [PanelSlot]) -> Int { slots.reduce(0) { $0 + $1.minimum } }
    let (left, right) = columns(main)
    guard isWide(body), !left.isEmpty, !right.isEmpty else { return height(main) <= body.height }
    return height(left) <= body.height && height(right) <= body.height
  }

  // MARK: - One below the other

  private func stack(_ slots: [PanelSlot], in body: Rect) -> [Layout.Frame] {
    let shares = slots.map { choice.heights[$0.id] }
    let heights =
      shares.contains { $0 != nil } ? shared(slots, shares, height: body.height) : needed(slots, height: body.height)
    var rest = body
    return zip(slots, heights).map { slot, height in
      let rect: Rect
      (rect, rest) = rest.splitTop(height)
      return Layout.Frame(id: slot.id, rect: rect)
    }
  }

  /// The minimum for each, then up to the ideal in proportion to what is missing, then the rest to the last.
  private func needed(_ slots: [PanelSlot], height: Int) -> [Int] {
    var heights = slots.map(\.minimum)
    var spare = height - heights.reduce(0, +)
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
    return heights
  }

  /// By the shares a person has chosen; nobody gets less than the minimum.
  private func shared(_ slots: [PanelSlot], _ shares: [Double?], height: Int) -> [Int] {
    let known = shares.compactMap(\.self).filter { $0 > 0 && $0.isFinite }
    let usual = known.isEmpty ? 1 : known.reduce(0, +) / Double(known.count)
    let weights = shares.map { share in share.flatMap { $0 > 0 && $0.isFinite ? min($0, 1e6) : nil } ?? usual }
    let total = weights.reduce(0, +)
    var heights = zip(slots, weights).map { slot, weight in
      max(slot.minimum, Int((weight / total * Double(height)).rounded()))
    }
    // What rounding and minimums have taken too much comes from the tallest, what they have left goes to the last.
    var excess = heights.reduce(0, +) - height
    while excess > 0 {
      let spare = heights.indices.filter { heights[$0] > slots[$0].minimum }
      guard let tallest = spare.max(by: { heights[$0] < heights[$1] }) else { break }
      heights[tallest] -= 1
      excess -= 1
    }
    if excess < 0, let last = heights.indices.last { heights[last] -= excess }
    return heights
  }
}
