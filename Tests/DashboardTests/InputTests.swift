import RunModel
import TerminalUI
import Testing

@testable import Dashboard

/// What keys and the mouse do to the state, without a loop.
@Suite struct InputTests {
  static let sizes = [Size(width: 120, height: 40), Size(width: 40, height: 12), Size(width: 16, height: 4)]

  /// A live run of 1,412 steps.
  struct Person {
    var state: DashboardState
    let store: RunStore

    init(_ size: Size = Size(width: 120, height: 40), _ events: [Event] = RunFixture.distillation()) {
      state = .live(size: size)
      store = RunFixture.store(events)
      state.absorb(store, now: 0)
      state.advance(to: 100)
    }

    mutating func press(_ keys: KeyEvent...) -> [DashboardAction] {
      keys.flatMap { state.handle(.key($0), store: store, now: 100) }
    }

    mutating func mouse(_ kind: MouseEvent.Kind, at point: Point) -> [DashboardAction] {
      state.handle(.mouse(MouseEvent(kind, at: point)), store: store, now: 100)
    }

    var frame: String { Dashboard.draw(state, store: store, size: state.size, symbols: .braille).text }

    /// Where `text` stands on the screen.
    func place(of text: String) -> Point? {
      for (y, line) in frame.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
        if let range = line.range(of: text) { return Point(x: line[..<range.lowerBound].count, y: y) }
      }
      return nil
    }
  }

  @Test("a click on an answer gives it, a click beside them does nothing", arguments: sizes)
  func clicksOnTheQuestion(size: Size) throws {
    let answers: [(String, [DashboardAction])] = [
      ("save and quit", [.send(Command(.quit(saving: true), from: .mouse)), .leave(.quit(saving: true))]),
      ("go on", []),
    ]
    for (label, actions) in answers {
      var person = Person(size)
      #expect(person.press(KeyEvent("q")) == [])
      let place = try #require(person.place(of: label))
      if size.height >= 6 {
        #expect(person.mouse(.press(.left), at: .zero) == [])
        #expect(person.state.overlay != nil)
      }
      #expect(person.mouse(.press(.left), at: Point(x: place.x + 1, y: place.y)) == actions)
      #expect(person.state.overlay == nil)
    }
  }

  @Test("below the smallest size q leaves whatever list was open", arguments: ["?", "M"])
  func hiddenLists(list: Character) {
    for key in [KeyEvent("q"), KeyEvent(.character("c"), .control)] {
      var person = Person()
      _ = person.press(KeyEvent(list))
      _ = person.state.handle(.resize(Size(width: 19, height: 5)), store: person.store, now: 100)
      _ = person.press(key)
      #expect(person.state.overlay == .quit(choice: .saveAndQuit))
      let replayed = person.store
      person.state = .replay(of: replayed, size: Size(width: 120, height: 40))
      _ = person.press(KeyEvent(list))
      person.state.size = Size(width: 19, height: 5)
      #expect(person.press(key) == [.leave(.quit(saving: false))])
    }
  }

  @Test("a message goes with the next key that does something")
  func staleMessages() {
    var person = Person()
    _ = person.press(KeyEvent(.enter), KeyEvent("3"), KeyEvent("0"), KeyEvent(.enter))
    #expect(person.frame.contains("out of range"))
    // A key that does nothing answers nothing.
    _ = person.press(KeyEvent(.function(7)))
    #expect(person.frame.contains("out of range"))
    _ = person.press(KeyEvent(.backspace))
    #expect(!person.frame.contains("out of range"))
    // Esc takes the message away, and only then the panel back.
    _ = person.press(KeyEvent(.escape), KeyEvent("z"))
    person.state.say(.info, "some news", now: 100)
    _ = person.press(KeyEvent(.escape))
    #expect(person.state.message == nil && person.state.isMaximised)
  }

  @Test("when training has ended the knobs say so")
  func knobsAfterTheEnd() throws {
    let events = RunFixture.distillation(status: StatusChange(.finished))
    let keys = [
      KeyEvent(.right), KeyEvent(.left, .shift), KeyEvent("."), KeyEvent(.enter), KeyEvent(.backspace), KeyEvent("t"),
      KeyEvent(" "),
    ]
    for key in keys {
      var person = Person(Size(width: 120, height: 40), events)
      #expect(person.press(key) == [])
      #expect(person.frame.contains("training has ended"), "\(key)")
      #expect(person.state.typed == nil)
    }
    var person = Person(Size(width: 120, height: 40), events)
    let slider = try #require(person.place(of: "├"))
    #expect(person.mouse(.press(.left), at: Point(x: slider.x + 9, y: slider.y)) == [])
    #expect(person.frame.contains("training has ended"))
  }

  @Test("a field does not stay behind when the wheel takes the focus away")
  func wheelWhileTyping() throws {
    var person = Person(Size(width: 40, height: 12))
    _ = person.press(KeyEvent(.enter), KeyEvent("7"))
    #expect(person.state.typed?.text == "7")
    let body = try #require(Scene(person.state, person.store).layout.frames.first).rect
    // On the frame there is no knob: the wheel turns pages.
    _ = person.mouse(.wheelDown, at: body.origin)
    #expect(Scene(person.state, person.store).focus != .knobs)
    #expect(person.state.typed == nil)
  }

  @Test("Esc and a key that arrive as one with Alt are taken one after the other")
  func escapeAndAKey() {
    var person = Person()
    _ = person.press(KeyEvent(.enter), KeyEvent("7"), KeyEvent(.character("?"), .alt))
    #expect(person.state.typed == nil && person.state.overlay == .help(scroll: 0))
    _ = person.press(KeyEvent(.down, [.alt]))
    #expect(person.state.overlay == nil && person.state.selectedKnob == 1)
    let shifted = person.press(KeyEvent(.right, [.alt, .shift]))
    #expect(shifted == [.send(Command(.setKnob(name: "alpha", value: 0.8), from: .keyboard))])
    // Bound keys keep their meaning.
    _ = person.press(KeyEvent(.character("1"), .alt))
    #expect(person.state.hidden == [.loss])
  }
}
