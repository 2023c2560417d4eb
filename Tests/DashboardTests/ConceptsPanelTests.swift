import Foundation
import RunModel
import TerminalUI
import Testing

@testable import Dashboard

/// The panel of visual concepts, in the inspect view of runs that count them.
@Suite struct ConceptsPanelTests {
  private let size = Size(width: 120, height: 40)

  private static func event(_ content: Event.Content) -> Event {
    Event(step: 1400, wallTime: RunFixture.start + 14, content)
  }

  /// Three pictures of 8 by 8; what networks keep of them is their left half.
  private static func concepts(roles: [String]) -> [Event] {
    let pictures = (0..<192).map { Float($0 % 8) / 8 }
    var events = [
      event(.tensor(tag: RunModel.Tag.concepts("pictures"), TensorValue(shape: [3, 8, 8], values: pictures)))
    ]
    for (place, role) in roles.enumerated() {
      let names = ["foreground", "background", "ratio", "distance_mean", "distance_deviation", "kept_share"]
      // The teacher's way is not known.
      let values = names.prefix(role == "teacher" ? 3 : 6).enumerated().map {
        Scalar(RunModel.Tag.concepts("\(role)_\($1)"), Float(10 * (place + 1) + $0))
      }
      events.append(event(.scalars(values)))
      events.append(
        event(
          .tensor(
            tag: RunModel.Tag.concepts("\(role)_entropies"),
            TensorValue(shape: [3, 8, 8], values: (0..<192).map { $0 % 8 < 4 ? -1 : 1 }))))
    }
    return events
  }

  private func screen(_ events: [Event], _ symbols: SymbolSet = .braille, _ size: Size? = nil) -> String {
    let store = RunFixture.store(RunFixture.distillation() + RunFixture.inspections(step: 1400) + events)
    var state = DashboardState.live(size: size ?? self.size)
    state.absorb(store, now: 0)
    state.advance(to: 100)
    state.show(.inspect)
    return Dashboard.draw(state, store: store, size: size ?? self.size, symbols: symbols).text
  }

  @Test func onlyWhereTheyAreCounted() {
    #expect(!screen([]).contains("visual concepts"))
    let text = screen(Self.concepts(roles: ["teacher", "student"]))
    #expect(text.contains("visual concepts") && text.contains("N fg") && text.contains("--concepts-baseline"))
    #expect(!text.contains("fewer detours"))
  }

  @Test func besideABaselineEachHypothesisHasAnAnswer() throws {
    // The baseline has the larger numbers throughout.
    let text = screen(Self.concepts(roles: ["teacher", "student", "baseline"]))
    for answer in ["✗ not more concepts", "✗ not on the object", "✓ earlier", "✓ at once", "✗ not fewer detours"] {
      #expect(text.contains(answer), "\(text)")
    }
    let line = try #require(text.components(separatedBy: "\n").first { $0.contains("D mean") })
    #expect(line.contains("-   23.000   33.000"), "\(line)")
    #expect(text.contains("picture") && text.contains("what it keeps"))
  }

  @Test func itIsWholeEverywhere() {
    let events = Self.concepts(roles: ["teacher", "student", "baseline"])
    for size in [Size(width: 80, height: 24), Size(width: 200, height: 60), Size(width: 20, height: 6)] {
      for symbols in [SymbolSet.braille, .ascii] {
        let text = screen(events, symbols, size)
        if symbols == .ascii { #expect(text.unicodeScalars.allSatisfy { $0.isASCII || $0 == "α" }) }
      }
    }
    #expect(screen(events, .ascii).contains("x not more concepts"))
  }

  @Test func damagedTensorsAreNoHarm() {
    var events = Self.concepts(roles: ["student"])
    events.append(
      Self.event(
        .tensor(
          tag: RunModel.Tag.concepts("student_entropies"),
          TensorValue(shape: [9, 8, 8], values: [.nan, .infinity]))))
    #expect(screen(events).contains("visual concepts"))
  }
}
