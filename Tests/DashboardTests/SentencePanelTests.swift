import RunModel
import TerminalUI
import Testing

@testable import Dashboard

/// What language models make of a sentence, as it is shown, and as another one is asked for.
@Suite struct AttentionTests {
  private static let tokens = ["[CLS]", "a", "fine", "film", "[SEP]"]

  /// Maps in which head h of layer l looks at place (l + h + row) of the sentence.
  private static func maps(layers: Int, heads: Int) -> TensorValue {
    let length = tokens.count
    var values = [Float](repeating: 0, count: layers * heads * length * length)
    for layer in 0..<layers {
      for head in 0..<heads {
        for row in 0..<length {
          values[((layer * heads + head) * length + row) * length + (layer + head + row) % length] = 1
        }
      }
    }
    return TensorValue(shape: [layers, heads, length, length], values: values)
  }

  private let store: RunStore = {
    let reading = SentenceReading(
      text: "a fine film", tokens: tokens,
      layers: [
        .init(teacher: 2, student: 1, attention: 0.25, hidden: nil),
        .init(teacher: 4, student: 2, attention: 0.5, hidden: 0.1),
      ], masked: 2,
      guesses: [.init(token: "good", teacher: 0.5, student: 0.25), .init(token: "bad", teacher: 0.125, student: 0.5)],
      temperature: 2)
    return RunFixture.store([
      .run(RunFixture.description(), step: 0, wallTime: 0), .status(StatusChange(.running), step: 1, wallTime: 1),
      .sentence(reading, step: 1, wallTime: 1),
      Event(step: 1, wallTime: 1, .tensor(tag: Tag.attention("student"), maps(layers: 2, heads: 4))),
      Event(step: 1, wallTime: 1, .tensor(tag: Tag.attention("teacher"), maps(layers: 4, heads: 4))),
    ])
  }()

  private func state() -> DashboardState {
    var state = DashboardState.live(size: Size(width: 120, height: 40))
    state.focus = AttentionPanel.id
    return state
  }

  private func frame(_ state: DashboardState) -> String {
    Dashboard.draw(state, store: store, size: state.size, symbols: .braille).text
  }

  @Test func mapsGuessesAndLayersAreShown() throws {
    let shown = frame(state())
    #expect(shown.contains("layer 1 of 2 ▸ the teacher's 2 of 4, head 1 of 4"))
    for text in [
      "teacher", "student", "[CLS]", "film", "2▸1 att .25 hid -", "4▸2 att .50 hid .10", "in the place of fine at T 2",
    ] {
      #expect(shown.contains(text), "\(text)\n\(shown)")
    }
    let row = try #require(shown.split(separator: "\n").first { $0.contains("good") })
    #expect(row.contains("teacher .50") && row.contains("student .25"))
    // Row 1 of the student's first head looks at itself, the teacher's second layer at what follows.
    let line = try #require(shown.split(separator: "\n").first { $0.contains("[CLS]") })
    #expect(line.contains("· ██· · ·    ██· · · ·"), "\(line)")
  }

  @Test func keysChooseLayerAndHead() {
    var state = state()
    func press(_ character: Character) { _ = state.handle(.key(KeyEvent(character)), store: store, now: 0) }
    press("a")
    press("d")
    #expect(frame(state).contains("layer 2 of 2 ▸ the teacher's 4 of 4, head 2 of 4"))
    press("A")
    press("A")
    press("D")
    #expect(frame(state).contains("layer 1 of 2 ▸ the teacher's 2 of 4, head 4 of 4"))
  }

  @Test func aSentenceIsWrittenAndAskedFor() {
    var state = state()
    func press(_ key: KeyEvent) -> [DashboardAction] { state.handle(.key(key), store: store, now: 0) }
    _ = press(KeyEvent("r"))
    // Keys that mean something elsewhere, and letters no table lists.
    for character in "qué [MASK]x" { #expect(press(KeyEvent(character)).isEmpty) }
    _ = press(KeyEvent(.backspace))
    #expect(frame(state).contains("read: qué [MASK]"))
    #expect(press(KeyEvent(.enter)) == [.send(Command(.readSentence("qué [MASK]"), from: .keyboard))])
    _ = press(KeyEvent("r"))
    _ = press(KeyEvent("x"))
    #expect(press(KeyEvent(.escape)).isEmpty)
    #expect(!frame(state).contains("read: "))
  }

  @Test func mapsFromAnywhereDoNoHarm() {
    for (shape, count) in [([0, 1, 2, 2], 0), ([1, 1, 2, 3], 6), ([2, 2], 4), ([1, 1, 200, 200], 40_000)] {
      let store = RunFixture.store([
        .run(RunFixture.description(), step: 0, wallTime: 0),
        Event(
          step: 1, wallTime: 1,
          .tensor(
            tag: Tag.attention("student"),
            TensorValue(shape: shape, values: [Float](repeating: .nan, count: count)))),
        Event(step: 1, wallTime: 1, .text(tag: Tag.sentence, "{\"tokens\": 3}")),
      ])
      #expect(!AttentionPanel.isAvailable(in: RunView(store)))
    }
  }

  @Test func everySizeIsDrawn() {
    for width in stride(from: 20, through: 200, by: 9) {
      for height in [6, 10, 24, 60] {
        var state = DashboardState.live(size: Size(width: width, height: height))
        state.focus = AttentionPanel.id
        state.reading.text = "so"
        _ = Dashboard.draw(state, store: store, size: state.size, symbols: .ascii)
      }
    }
  }
}
