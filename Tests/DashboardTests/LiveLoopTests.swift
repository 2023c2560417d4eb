import RunModel
import TerminalUI
import Testing

@testable import Dashboard

@Suite struct LiveLoopTests {
  static func key(_ character: Character) -> ScriptedScreen.Act { .key(KeyEvent(character)) }
  static func key(_ key: KeyEvent.Key, _ modifiers: KeyEvent.Modifiers = []) -> ScriptedScreen.Act {
    .key(KeyEvent(key, modifiers))
  }
  static func set(_ knob: String, _ value: Double, _ source: Command.Source = .keyboard) -> Command {
    Command(.setKnob(name: knob, value: value), from: source)
  }
  static func answer(_ knob: String, _ old: Double, _ new: Double, applied: Bool = true, reason: String? = nil) -> Event
  {
    .command(
      CommandOutcome(
        command: "set", source: .keyboard, applied: applied, reason: reason, knob: knob, old: old, new: new),
      step: 1413, wallTime: RunFixture.start + 15)
  }

  @Test("quick presses add up before the trainer has answered, and the value shows at once")
  func pending() {
    let played = Played.live([
      Self.key(.right), Self.key(.right), Self.key(.right),
      .look { #expect($0.contains("→9.5")) },
      .events([Self.answer("temperature", 8, 8.5)]), .wait(1),
      .look { #expect($0.contains("→9.5")) },
      .events([Self.answer("temperature", 8.5, 9), Self.answer("temperature", 9, 9.5)]), .wait(1),
      .look {
        #expect(!$0.contains("→9.5"))
        #expect($0.contains(" 9.5 "))
      },
    ])
    #expect(played.commands == [8.5, 9, 9.5].map { Self.set("temperature", $0) })
  }

  @Test("soft targets move with a temperature that is still to be answered")
  func softTargets() {
    var before = ""
    _ = Played.live([
      .look { before = $0 }, Self.key(.right, .shift),
      .look { frame in
        #expect(frame.contains("─ T 10 ─"))
        let old = before.split(separator: "\n").filter { $0.contains("▄▄") }
        let new = frame.split(separator: "\n").filter { $0.contains("▄▄") }
        #expect(old.count == 10 && old != new)
      },
    ])
  }

  @Test("keys that turn knobs")
  func knobs() {
    let played = Played.live([
      Self.key("j"), Self.key("l"), Self.key("H"), Self.key(.down), Self.key(.right, .shift), Self.key(.up),
      Self.key(.backspace), Self.key("t"),
    ])
    #expect(
      played.commands == [
        Self.set("alpha", 0.71), Self.set("alpha", 0.61), Self.set("learning_rate", 0.1),
        Command(.resetKnob(name: "alpha"), from: .keyboard), Self.set("throttle", 100),
      ])
  }

  @Test("a value is typed, refused with its range, mended and applied")
  func typing() {
    let played = Played.live([
      Self.key(.enter), Self.key("3"), Self.key("0"), Self.key(.enter),
      .look { #expect($0.contains("temperature = 30 is out of range: it takes [1, 20]")) },
      Self.key(.backspace), Self.key("."), Self.key("5"), Self.key(.enter),
      Self.key(.enter), Self.key("7"), Self.key(.escape),
    ])
    #expect(played.commands == [Self.set("temperature", 3.5)])
  }

  @Test("the trainer's refusal is shown and the value goes back")
  func refusal() {
    _ = Played.live([
      Self.key(.right),
      .events([Self.answer("temperature", 8, 8.5, applied: false, reason: "not while the teacher trains")]), .wait(1),
      .look {
        #expect($0.contains("not while the teacher trains"))
        #expect(!$0.contains("→8.5"))
      },
      .wait(10), .look { #expect(!$0.contains("not while")) },
    ])
  }

  @Test("pause, one step, go on")
  func pause() {
    let paused = Event.status(StatusChange(.paused), step: 1412, wallTime: RunFixture.start + 15)
    let played = Played.live([
      Self.key(" "), Self.key(" "), .events([paused]), .wait(1), Self.key("n"), Self.key(" "),
    ])
    #expect(
      played.commands == [.pause, .resume, .step, .resume].map { Command($0, from: .keyboard) })
  }

  @Test("nothing is drawn, and nothing polled, while nothing happens")
  func silence() {
    let played = Played.live([.wait(3600)])
    #expect(played.screen.frames.count == 2)
    #expect(played.screen.endlessWaits == 2)
    #expect(played.source.polls <= 4)
    #expect(played.reason == .hangup)
  }

  @Test("a flood of events is drawn at most thirty times a second")
  func flood() {
    let events = RunFixture.distillation()
    let script = events.suffix(1000).map { ScriptedScreen.Act.events([$0]) }
      .enumerated().flatMap { index, act in index % 10 == 9 ? [act, .wait(0.01)] : [act] }
    let played = Played.live(script, after: Array(events.dropLast(1000)))
    // A hundred waits of 10 ms.
    #expect(played.screen.frames.count + played.screen.framesOfRows <= 2 + 31)
  }

  /// A hundred steps a second for ten seconds.
  private static var steps: [ScriptedScreen.Act] {
    (1...1000).flatMap { index -> [ScriptedScreen.Act] in
      let step = 1412 + index
      let loss = Event(
        step: step, wallTime: RunFixture.start + Double(step) / 100, .scalars([Scalar(Tag.studentLoss, 0.1)]))
      return [.events([loss]), .wait(0.01)]
    }
  }

  @Test("where a run stands is drawn thirty times a second, its curves as often as takes a hundredth of the time")
  func paces() {
    let played = Played.live(Self.steps + [.wait(1)], frameCost: 0.003, rowsCost: 0.0003)
    #expect((250...300).contains(played.screen.framesOfRows))
    // Every 0.3 s.
    #expect((30...40).contains(played.screen.frames.count))
    #expect(played.screen.frames.last?.text.contains("step 2,412") == true)
  }

  @Test("a terminal that takes in frames slowly gets fewer of them")
  func slowTerminal() {
    let played = Played.live(Self.steps + [.wait(1)], frameCost: 0.2, rowsCost: 0.1)
    #expect(played.screen.framesOfRows < 60 && played.screen.frames.count < 60)
    #expect(played.screen.frames.last?.text.contains("step 2,412") == true)
  }

  @Test("the last of the curves is drawn when nothing comes any more")
  func catchesUp() {
    let played = Played.live(Self.steps + [.wait(2)], frameCost: 0.003, rowsCost: 0.0003)
    var state = DashboardState.live(size: Size(width: 120, height: 40))
    let store = RunFixture.store(RunFixture.distillation())
    for case .events(let events) in Self.steps { for event in events { store.apply(event) } }
    state.absorb(store, now: 0)
    _ = state.advance(to: 100)
    let fresh = Dashboard.draw(state, store: store, size: state.size, symbols: .braille)
    #expect(played.screen.frames.last?.text == fresh.text)
    #expect(played.screen.endlessWaits > 0)
  }

  @Test("a new size is drawn at once")
  func resize() {
    let small = Size(width: 19, height: 5)
    let played = Played.live([.resize(small), .resize(Size(width: 80, height: 24))])
    #expect(played.screen.frames.suffix(2).map(\.size) == [small, Size(width: 80, height: 24)])
  }

  @Test("a screen that was cleared on the way is drawn again although its size is the old one")
  func resizedAndBack() {
    let size = Size(width: 120, height: 40)
    let before = Played.live([]).screen.frames.count
    #expect(Played.live([.resize(size)]).screen.frames.count == before + 1)
  }

  @Test("the last frame says what is waited for")
  func farewell() {
    let saving = Played.live([Self.key("q"), Self.key("s")])
    #expect(saving.screen.frames.last?.text.contains("saving the weights") == true)
    let dropping = Played.live([Self.key("q"), Self.key("x")])
    #expect(dropping.screen.frames.last?.text.contains("ending the training") == true)
    let over = Played.live([Self.key("q")], after: RunFixture.distillation(status: StatusChange(.finished)))
    #expect(over.screen.frames.last?.text.contains("leaving") == false)
  }

  @Test("q asks, and each answer does what it says")
  func quitting() {
    let save = Command(.quit(saving: true), from: .keyboard)
    let drop = Command(.quit(saving: false), from: .keyboard)
    #expect(Played.live([Self.key("q"), Self.key(.enter)]).commands == [save])
    #expect(Played.live([Self.key("q"), Self.key(.right), Self.key(.enter)]).commands == [drop])
    #expect(Played.live([Self.key("q"), Self.key("x")]).reason == .quit(saving: false))
    #expect(Played.live([Self.key("q"), Self.key(.escape)]).reason == .hangup)
    let interrupt = Self.key(.character("c"), .control)
    #expect(Played.live([interrupt, interrupt]).reason == .quit(saving: true))
    let tiny = Played.live([Self.key("q"), Self.key("s")], size: Size(width: 10, height: 2))
    #expect(tiny.reason == .quit(saving: true))
  }

  @Test("when training is over the dashboard stays, and q leaves without a question")
  func over() {
    let events = RunFixture.distillation(status: StatusChange(.finished))
    let played = Played.live(
      [.wait(60), .look { #expect($0.contains("finished")) }, Self.key(.right), Self.key(" "), Self.key("q")],
      after: events)
    #expect(played.reason == .quit(saving: false))
    #expect(played.commands.isEmpty)
  }

  @Test("a slider follows the mouse")
  func mouse() throws {
    var rows: [String] = []
    _ = Played.live([.look { rows = $0.split(separator: "\n").map(String.init) }])
    let y = try #require(rows.firstIndex { $0.contains("alpha") })
    let row = Array(rows[y])
    let left = try #require(row.lastIndex(of: "├"))
    let right = try #require(row.lastIndex(of: "┤"))
    func act(_ kind: MouseEvent.Kind, _ x: Int) -> ScriptedScreen.Act {
      .mouse(MouseEvent(kind, at: Point(x: x, y: y)))
    }
    let played = Played.live([
      act(.press(.left), left + 1), act(.drag(.left), right + 30), act(.release(.left), right + 30),
      act(.wheelDown, left + 3),
    ])
    #expect(
      played.commands == [
        Self.set("alpha", 0, .mouse), Self.set("alpha", 1, .mouse), Self.set("alpha", 0.99, .mouse),
      ])
  }
}
