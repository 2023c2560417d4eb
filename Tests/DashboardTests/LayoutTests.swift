import TerminalUI
import Testing

@testable import Dashboard

@Suite struct LayoutTests {
  static let distillation = [
    PanelSlot(.loss, .left, minimum: 7, ideal: 45), PanelSlot(.accuracy, .left, minimum: 7, ideal: 35),
    PanelSlot(.knobs, .right, minimum: 5, ideal: 11), PanelSlot(.softTargets, .right, minimum: 6, ideal: 22),
  ]
  static let charts = (0..<23).map { PanelSlot(.chart("tag/\($0)"), .grid, minimum: 7, ideal: 16) }
  static let cases = [
    [], distillation, Array(charts.prefix(1)), Array(charts.prefix(4)), charts, distillation + charts,
    Array(distillation.prefix(2)),
  ]

  @Test("nothing overlaps and nothing is outside", arguments: cases)
  func sound(_ slots: [PanelSlot]) {
    for width in [20, 21, 36, 40, 60, 71, 72, 80, 108, 120, 144, 200, 400] {
      for height in 6...120 where height < 30 || height % 9 == 0 {
        let size = Size(width: width, height: height)
        for focus in [nil, slots.first?.id, slots.last?.id] {
          for isMaximised in [false, true] {
            check(Layout(size: size, slots: slots, focus: focus, isMaximised: isMaximised), size, slots)
          }
        }
      }
    }
  }

  /// One expectation a layout: there are many.
  private func check(_ layout: Layout, _ size: Size, _ slots: [PanelSlot]) {
    let screen = Rect(origin: .zero, size: size)
    let fixed = [layout.header, layout.timeline, layout.footer].filter { !$0.isEmpty }
    let all = fixed + layout.frames.map(\.rect)
    var isSound = !layout.isTooSmall && layout.frames.isEmpty == slots.isEmpty
    isSound = isSound && (0..<layout.pages).contains(layout.page)
    for (index, rect) in all.enumerated() {
      isSound = isSound && !rect.isEmpty && rect.intersection(screen) == rect
      for other in all[(index + 1)...] where !rect.intersection(other).isEmpty { isSound = false }
    }
    if !isSound { Issue.record("on \(size): \(layout)") }
  }

  @Test("the panel with the focus is on the page shown, and every panel has a page")
  func focus() {
    let slots = Self.distillation + Self.charts
    for size in [Size(width: 120, height: 40), Size(width: 80, height: 24), Size(width: 40, height: 12)] {
      for slot in slots {
        #expect(Layout(size: size, slots: slots, focus: slot.id).rect(of: slot.id) != nil)
      }
    }
  }

  @Test("everything of a distillation is on one page at 120×40 and at 80×24")
  func onePage() {
    for size in [Size(width: 120, height: 40), Size(width: 80, height: 24)] {
      #expect(Layout(size: size, slots: Self.distillation, focus: nil).frames.count == 4)
    }
  }

  @Test("below 20×6 there is no room for anything")
  func tooSmall() {
    for size in [Size.zero, Size(width: 19, height: 40), Size(width: 400, height: 5)] {
      #expect(Layout(size: size, slots: Self.distillation, focus: nil).isTooSmall)
    }
  }
}
