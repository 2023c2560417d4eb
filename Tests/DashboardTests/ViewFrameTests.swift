import Foundation
import RunModel
import TerminalUI
import Testing

@testable import Dashboard

/// Whole frames of every view as text, at three sizes, with Unicode and without; written anew as `GoldenFrameTests`' are.
@Suite struct ViewFrameTests {
  static let sizes = [
    Size(width: 80, height: 24), Size(width: 120, height: 40), Size(width: 200, height: 60),
  ]

  @Test(arguments: ViewID.allCases)
  func frames(_ view: ViewID) throws {
    for size in Self.sizes {
      for symbols in [SymbolSet.braille, .ascii] {
        let canvas = Self.canvas(view, size: size, symbols: symbols)
        #expect(canvas.size == size)
        let name = view.name.replacing(" ", with: "-")
        try GoldenFrameTests().compare(canvas.text + "\n", to: "view-\(name)-\(size)-\(symbols.rawValue).txt")
        if symbols == .ascii { #expect(canvas.text.unicodeScalars.allSatisfy { $0.isASCII || $0 == "α" }) }
      }
    }
  }

  /// A live run of 1,412 steps whose networks have been looked into.
  static func canvas(_ view: ViewID, size: Size, symbols: SymbolSet) -> Canvas {
    let (state, store) = state(view, size: size)
    return Dashboard.draw(state, store: store, size: size, symbols: symbols)
  }

  static func state(_ view: ViewID, size: Size) -> (DashboardState, RunStore) {
    let store = RunFixture.store(RunFixture.distillation() + RunFixture.inspections(step: 1400))
    store.apply(
      .checkpoint(CheckpointRecord(step: 1390, reason: .change), step: 1400, wallTime: RunFixture.start + 14))
    store.apply(
      .notice(
        Notice(.warning, "the teacher's outputs do not fit the cache; the teacher runs at every step"), step: 1400,
        wallTime: RunFixture.start + 14))
    var state = DashboardState.live(size: size)
    state.absorb(store, now: 0)
    state.advance(to: 100)
    state.show(view)
    return (state, store)
  }

  /// `KDTOP_WRITE_PICTURES=DIR swift test --filter pictures` makes them to look at.
  @Test func pictures() throws {
    guard let folder = ProcessInfo.processInfo.environment["KDTOP_WRITE_PICTURES"] else { return }
    let theme = try Theme.named(nil)
    for view in ViewID.allCases {
      for size in Self.sizes {
        let svg = Self.canvas(view, size: size, symbols: .braille).svg(theme)
        try svg.write(
          toFile: "\(folder)/\(view.name.replacing(" ", with: "-"))-\(size).svg", atomically: true, encoding: .utf8)
      }
    }
  }

  @Test("a panel without data says why, and what would bring some")
  func missing() {
    let size = Size(width: 120, height: 40)
    func frame(_ events: [Event]) -> String {
      let store = RunFixture.store(events)
      var state = DashboardState.live(size: size)
      state.show(.inspect)
      return Dashboard.draw(state, store: store, size: size, symbols: .braille).text
    }
    let early = frame(RunFixture.distillation(steps: 20))
    #expect(early.contains("this comes with the first evaluation"))
    let dense = frame(RunFixture.distillation() + RunFixture.inspections(step: 1400, absent: true))
    #expect(dense.contains("layers have no") && dense.contains("convolutional"))
    let store = RunFixture.foreignStore()
    var state = DashboardState.still(of: store, size: size)
    state.show(.inspect)
    let foreign = Dashboard.draw(state, store: store, size: size, symbols: .braille).text
    #expect(foreign.contains("kdtop's own runs look into"))
  }

  @Test("every view, at every size, in every layout: nothing overlaps, nothing is outside, nothing is lost")
  func sound() {
    let store = Self.state(.train, size: Size(width: 80, height: 24)).1
    var swapped = ScreenLayout(name: "swapped")
    for view in ViewID.allCases {
      swapped.views[view] = .make {
        $0.left = [.environment, .flow, .temperature, .knobs]
        $0.rightShare = 0.85
        $0.heights = [.flow: 1000, .confusion: 0.001, .knobs: 3]
      }
    }
    for width in [20, 21, 30, 36, 40, 60, 71, 72, 80, 111, 112, 120, 200, 400] {
      for height in Array(6...24) + [28, 40, 60, 120] {
        let size = Size(width: width, height: height)
        for view in ViewID.allCases {
          for layout in ScreenLayout.presets + [swapped] {
            var state = DashboardState.live(size: size)
            state.screenLayout = layout
            state.show(view)
            for isMaximised in [false, true] {
              state.isMaximised = isMaximised
              check(Scene(state, store), size)
            }
          }
        }
      }
    }
  }

  private func check(_ scene: Scene, _ size: Size) {
    let layout = scene.layout
    let screen = Rect(origin: .zero, size: size)
    let all =
      [layout.header, layout.tabs, layout.timeline, layout.footer].filter { !$0.isEmpty } + layout.frames.map(\.rect)
    var isSound = !layout.isTooSmall && !layout.frames.isEmpty
    var area = 0
    for (index, rect) in all.enumerated() {
      isSound = isSound && !rect.isEmpty && rect.intersection(screen) == rect
      area += rect.width * rect.height
      for other in all[(index + 1)...] where !rect.intersection(other).isEmpty { isSound = false }
    }
    // Every cell belongs to somebody.
    isSound = isSound && area == size.width * size.height
    if !isSound { Issue.record("\(scene.state.shownView) on \(size): \(layout)") }
  }

  @Test("every size from nothing to large is drawn, in every view")
  func drawn() {
    let store = Self.state(.train, size: Size(width: 80, height: 24)).1
    for size in [
      (0, 0), (1, 1), (20, 6), (20, 9), (26, 10), (40, 12), (60, 20), (72, 19), (80, 24), (133, 31), (400, 120),
    ] {
      let size = Size(width: size.0, height: size.1)
      for view in ViewID.allCases {
        for symbols in SymbolSet.allCases {
          var state = DashboardState.live(size: size)
          state.show(view)
          #expect(Dashboard.draw(state, store: store, size: size, symbols: symbols).size == size)
        }
      }
    }
  }

  @Test("a temperature is previewed, dropped and applied")
  func preview() {
    var person = InputTests.Person()
    _ = person.press(KeyEvent("2"))
    let before = person.frame
    #expect(person.press(KeyEvent(">")) == [])
    #expect(person.frame.contains("T 8 → 8.5 preview") && person.frame.contains("Enter applies it"))
    _ = person.press(KeyEvent(.right, .shift), KeyEvent(.left))
    #expect(person.state.previewTemperature == 10)
    _ = person.press(KeyEvent(.escape))
    #expect(person.frame == before)
    _ = person.press(KeyEvent("<"))
    #expect(
      person.press(KeyEvent(.enter)) == [.send(Command(.setKnob(name: "temperature", value: 7.5), from: .keyboard))])
    #expect(person.state.previewTemperature == nil && person.frame.contains("T 7.5"))
  }
}
