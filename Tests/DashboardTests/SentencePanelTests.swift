import RunModel
import TerminalUI
import Testing

@testable import Dashboard

/// What language models make of a sentence, as it is shown, and as another one is asked for.
@Suite struct SentencePanelTests {
  static let tokens = ["[CLS]", "a", "fine", "film", "##ing", "[SEP]"]

  /// Maps in which head h of layer l looks at place (l + h + row) of the sentence most.
  private static func maps(layers: Int, heads: Int) -> TensorValue {
    let length = tokens.count
    var values = [Float](repeating: 0.04, count: layers * heads * length * length)
    for layer in 0..<layers {
      for head in 0..<heads {
        for row in 0..<length {
          values[((layer * heads + head) * length + row) * length + (layer + head + row) % length] = 0.8
        }
      }
    }
    return .ofBytes(shape: [layers, heads, length, length], unit: values)
  }

  static func events(step: Int) -> [Event] {
    let time = RunFixture.start + Double(step) * 0.01
    let reading = SentenceReading(
      text: "a fine filming", tokens: tokens,
      layers: [
        .init(teacher: 2, student: 1, attention: 0.25, hidden: nil),
        .init(teacher: 4, student: 2, attention: 0.5, hidden: 0.1),
      ], masked: 2,
      guesses: [.init(token: "good", teacher: 0.5, student: 0.25), .init(token: "bad", teacher: 0.125, student: 0.5)],
      temperature: 2)
    return [
      .sentence(reading, step: step, wallTime: time),
      Event(step: step, wallTime: time, .tensor(tag: Tag.sentenceAttention("student"), maps(layers: 2, heads: 4))),
      Event(step: step, wallTime: time, .tensor(tag: Tag.sentenceAttention("teacher"), maps(layers: 4, heads: 4))),
    ]
  }

  private let store = RunFixture.store(
    [
      .run(RunFixture.description(), step: 0, wallTime: 0), .status(StatusChange(.running), step: 1, wallTime: 1),
    ] + events(step: 1))

  private func state(_ size: Size = Size(width: 120, height: 40)) -> DashboardState {
    var state = DashboardState.live(size: size)
    state.show(.inspect)
    return state
  }

  private func frame(_ state: DashboardState, symbols: SymbolSet = .braille) -> String {
    Dashboard.draw(state, store: store, size: state.size, symbols: symbols).text
  }

  @Test(arguments: ViewFrameTests.sizes)
  func frames(_ size: Size) throws {
    let store = RunFixture.store(
      RunFixture.distillation() + RunFixture.inspections(step: 1400, absent: true) + Self.events(step: 1400))
    var state = DashboardState.live(size: size)
    state.absorb(store, now: 0)
    state.advance(to: 100)
    state.show(.inspect)
    for symbols in [SymbolSet.braille, .ascii] {
      let canvas = Dashboard.draw(state, store: store, size: size, symbols: symbols)
      try GoldenFrameTests().compare(canvas.text + "\n", to: "view-inspect-text-\(size)-\(symbols.rawValue).txt")
      if symbols == .ascii { #expect(canvas.text.unicodeScalars.allSatisfy { $0.isASCII || $0 == "α" }) }
    }
  }

  @Test func mapsGuessesAndLayersAreShown() throws {
    let shown = frame(state())
    for text in [
      "teacher 2/4 head 1", "student 1/2 head 1", "[CLS]", "film", "##ing", "[fine]", "T 2",
      "layers apart", "guesses",
    ] {
      #expect(shown.contains(text), "\(text)\n\(shown)")
    }
    func line(_ text: String) throws -> Substring {
      try #require(shown.split(separator: "\n").first { $0.contains(text) })
    }
    let good = try line("good")
    #expect(good.contains(".50") && good.contains(".25"), "\(good)")
    #expect(try line("▸ 1, 2").contains(".25"))
    let second = try line("2, 4")
    #expect(second.contains(".50") && second.contains(".10"), "\(second)")
  }

  @Test("a cell is as bright as its share")
  func cells() {
    let canvas = Dashboard.draw(state(), store: store, size: Size(width: 120, height: 40), symbols: .ascii)
    // The first token: in the teacher's second layer it looks at what follows most, in the student's first at itself.
    let (most, least) = ("@@@@", "::::")
    let teacher = [least, most, least, least, least, least].joined()
    let student = [most, least, least, least, least, least].joined()
    #expect(canvas.text.contains("[CLS] \(teacher)  \(student)"), "\(canvas.text)")
  }

  @Test func keysChooseLayerAndHead() {
    var state = state()
    func press(_ character: Character) { _ = state.handle(.key(KeyEvent(character)), store: store, now: 0) }
    press("a")
    press("d")
    #expect(frame(state).contains("student 2/2 head 2"))
    #expect(frame(state).contains("teacher 4/4 head 2"))
    press("A")
    press("A")
    press("D")
    #expect(frame(state).contains("student 1/2 head 4"))
    // From another view they show the one where something changes.
    press("1")
    #expect(!frame(state).contains("layers apart"))
    press("a")
    #expect(frame(state).contains("student 1/2 head 1"))
  }

  @Test func aSentenceIsWrittenAndAskedFor() {
    var state = state()
    func press(_ key: KeyEvent) -> [DashboardAction] { state.handle(.key(key), store: store, now: 0) }
    _ = press(KeyEvent("r"))
    // Keys that mean something elsewhere, and letters no table lists.
    for character in "qué [MASK]x" { #expect(press(KeyEvent(character)).isEmpty) }
    _ = press(KeyEvent(.backspace))
    #expect(frame(state).contains("read ([MASK] is a word to guess): qué [MASK]"))
    #expect(press(KeyEvent(.enter)) == [.send(Command(.readSentence("qué [MASK]"), from: .keyboard))])
    _ = press(KeyEvent("r"))
    _ = press(KeyEvent("x"))
    #expect(press(KeyEvent(.escape)).isEmpty)
    #expect(!frame(state).contains("read ("))
  }

  @Test func whereNothingReadsItIsSaid() {
    let store = RunFixture.store(RunFixture.distillation(steps: 20))
    for key in ["r", "a", "D"] as [Character] {
      var state = DashboardState.live(size: Size(width: 120, height: 40))
      #expect(state.handle(.key(KeyEvent(key)), store: store, now: 0).isEmpty)
      let shown = Dashboard.draw(state, store: store, size: state.size, symbols: .braille).text
      #expect(shown.contains("no language model has read a sentence"))
      #expect(state.prompt == nil && state.shownView == .train)
    }
  }

  @Test func mapsFromAnywhereDoNoHarm() {
    for (shape, count) in [([0, 1, 2, 2], 0), ([1, 1, 2, 3], 6), ([2, 2], 4), ([1, 1, 200, 200], 40_000)] {
      let store = RunFixture.store([
        .run(RunFixture.description(), step: 0, wallTime: 0),
        Event(
          step: 1, wallTime: 1,
          .tensor(
            tag: Tag.sentenceAttention("student"),
            TensorValue(shape: shape, values: [Float](repeating: .nan, count: count)))),
        Event(step: 1, wallTime: 1, .text(tag: Tag.sentence, "{\"tokens\": 3}")),
      ])
      #expect(!SentenceData.hasMaps(in: RunView(store)))
    }
    // Maps of numbers that are none, with a reading of other sizes.
    let reading = SentenceReading(
      text: "", tokens: ["a\u{1B}[2J"],
      layers: [.init(teacher: 1 << 60, student: -4, attention: .nan, hidden: .infinity)],
      masked: 1 << 60, guesses: [.init(token: "", teacher: .nan, student: -.infinity)], temperature: .nan)
    let store = RunFixture.store([
      .sentence(reading, step: 1, wallTime: 1),
      Event(
        step: 1, wallTime: 1,
        .tensor(
          tag: Tag.sentenceAttention("student"),
          TensorValue(shape: [1, 1, 2, 2], values: [.nan, .infinity, -1, 1e30]))),
    ])
    let shown = Dashboard.draw(state(), store: store, size: Size(width: 120, height: 40), symbols: .braille).text
    #expect(shown.contains("student") && !shown.contains("\u{1B}"))
  }

  @Test func everySizeIsDrawn() {
    for width in stride(from: 20, through: 200, by: 9) {
      for height in [6, 10, 24, 60] {
        for panel in [PanelID.sentence, .layersApart, .guesses] {
          var state = state(Size(width: width, height: height))
          state.focus = panel
          _ = frame(state, symbols: .ascii)
          state.isMaximised = true
          _ = frame(state)
        }
      }
    }
  }
}
