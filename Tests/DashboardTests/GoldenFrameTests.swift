import Foundation
import RunModel
import TerminalUI
import Testing

@testable import Dashboard

/// Whole frames as text. `KDTOP_WRITE_GOLDEN=1 swift test` writes them anew; look at them before committing.
@Suite struct GoldenFrameTests {
  static let sizes = [
    Size(width: 120, height: 40), Size(width: 80, height: 24), Size(width: 60, height: 20),
    Size(width: 40, height: 12), Size(width: 20, height: 6), Size(width: 19, height: 5),
  ]

  enum Scene: String, CaseIterable {
    case live, loading, paused, foreign, finished, replay, quit, help
  }

  @Test(arguments: Scene.allCases)
  func frames(_ scene: Scene) throws {
    for size in Self.sizes {
      for symbols in [SymbolSet.braille, .ascii] {
        let canvas = try Self.canvas(scene, size: size, symbols: symbols)
        #expect(canvas.size == size)
        try compare(canvas.text + "\n", to: "\(scene.rawValue)-\(size)-\(symbols.rawValue).txt")
        if symbols == .ascii { #expect(canvas.text.unicodeScalars.allSatisfy { $0.isASCII || $0 == "α" }) }
      }
    }
  }

  @Test("a log on its way into memory", arguments: [0.0, 0.37, 1])
  func reading(fraction: Double) throws {
    for size in Self.sizes + [Size(width: 1, height: 1), .zero] {
      for symbols in [SymbolSet.braille, .ascii] {
        let canvas = Dashboard.loading("runs/mine", fraction: fraction, size: size, symbols: symbols)
        #expect(canvas.size == size)
        guard fraction == 0.37, size.width > 1 else { continue }
        try compare(canvas.text + "\n", to: "reading-\(size)-\(symbols.rawValue).txt")
      }
    }
    let wild = Dashboard.loading("漢字\u{1B}[2J", fraction: .nan, size: Self.sizes[0], symbols: .braille).text
    #expect(wild.contains("0 %") && !wild.contains("\u{1B}"))
  }

  static func canvas(_ scene: Scene, size: Size, symbols: SymbolSet) throws -> Canvas {
    let (state, store) = state(scene, size: size)
    return Dashboard.draw(state, store: store, size: size, symbols: symbols)
  }

  static func state(_ scene: Scene, size: Size) -> (DashboardState, RunStore) {
    switch scene {
    case .live: return live(RunFixture.distillation(), size: size)
    case .loading:
      return live(
        [
          .status(StatusChange(.loading, reason: "loading the engine"), step: 0, wallTime: 1),
          .notice(Notice(.info, "libtorch 1.13 with OpenBLAS, 2 threads"), step: 0, wallTime: 2),
        ], size: size)
    case .paused:
      let reason = "loss is nan at step 1,204; weights of step 1,150 put back"
      var events = RunFixture.distillation(steps: 1204)
      events.append(
        Event(step: 1204, wallTime: RunFixture.start + 13, .scalars([Scalar(Tag.studentLoss, .nan)])))
      events.append(.status(StatusChange(.paused, reason: reason), step: 1204, wallTime: RunFixture.start + 13))
      return live(events, size: size)
    case .foreign:
      let store = RunFixture.foreignStore()
      return (.still(of: store, size: size), store)
    case .finished: return live(RunFixture.distillation(steps: 3000, status: StatusChange(.finished)), size: size)
    case .replay:
      let store = RunFixture.store(RunFixture.distillation(steps: 3000, status: StatusChange(.finished)))
      return (.replay(of: store, size: size, speed: 4, fromStep: 1200), store)
    case .quit:
      var (state, store) = live(RunFixture.distillation(), size: size)
      _ = state.handle(.key(KeyEvent(Character("q"))), store: store, now: 0)
      return (state, store)
    case .help:
      var (state, store) = live(RunFixture.distillation(), size: size)
      _ = state.handle(.key(KeyEvent(Character("?"))), store: store, now: 0)
      return (state, store)
    }
  }

  private static func live(_ events: [Event], size: Size) -> (DashboardState, RunStore) {
    var state = DashboardState.live(size: size)
    let store = RunFixture.store(events)
    state.absorb(store, now: 0)
    state.advance(to: 100)
    return (state, store)
  }

  func compare(_ text: String, to name: String) throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/frames")
    let file = folder.appending(path: name)
    if ProcessInfo.processInfo.environment["KDTOP_WRITE_GOLDEN"] != nil {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try text.write(to: file, atomically: true, encoding: .utf8)
    }
    let expected = try String(contentsOf: file, encoding: .utf8)
    #expect(text == expected, "\(name) looks different")
  }
}
