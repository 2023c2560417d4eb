import Foundation
import RunModel
import TerminalUI
import Testing

@testable import Dashboard

/// `:`, `/` and clicks in the footer.
@Suite struct PaletteTests {
  private func typed(_ text: String) -> [KeyEvent] { text.map { KeyEvent($0) } }

  private func person(_ size: Size = Size(width: 120, height: 40)) -> InputTests.Person {
    var person = InputTests.Person(size)
    person.state.themeLibrary = ThemeLibrary(environment: [:], executable: nil)
    return person
  }

  private func enter(_ line: String, _ person: inout InputTests.Person) -> [DashboardAction] {
    var actions: [DashboardAction] = []
    for key in typed(":" + line) + [KeyEvent(.enter)] { actions += person.press(key) }
    return actions
  }

  @Test func aKnobIsSetByName() {
    var person = person()
    #expect(
      enter("set temperature 5.5", &person) == [
        .send(Command(.setKnob(name: "temperature", value: 5.5), from: .keyboard))
      ])
    #expect(person.state.overlay == nil)
    #expect(enter("set temperature 5000", &person) == [] && person.frame.contains("out of range"))
    #expect(enter("set warmth 5", &person) == [] && person.frame.contains("no knob is called 'warmth'"))
    #expect(enter("set alpha much", &person) == [] && person.frame.contains("takes a number"))
  }

  @Test func namesAreCompleted() {
    var person = person()
    for key in typed(":se") + [KeyEvent(.tab)] { _ = person.press(key) }
    #expect(person.frame.contains(":set ") && person.frame.contains("temperature"))
    for key in typed("al") + [KeyEvent(.tab)] { _ = person.press(key) }
    #expect(person.frame.contains(":set alpha "))
    #expect(person.frame.contains("[0, 1]"))
    for key in typed("0.25") { _ = person.press(key) }
    #expect(
      person.press(KeyEvent(.enter)) == [.send(Command(.setKnob(name: "alpha", value: 0.25), from: .keyboard))])
  }

  @Test func everyActionThatMeansSomethingHereIsACommand() {
    for mode in [DashboardMode.live, .replay] {
      var person = person()
      if mode == .replay { person.state = .replay(of: person.store, size: person.state.size) }
      let actions = Palette.actions(Scene(person.state, person.store))
      #expect(actions.count > 15)
      #expect(actions.contains { $0.0 == .pauseOrResume } == (mode == .live))
      #expect(actions.contains { $0.0 == .playOrPause } == (mode == .replay))
      for (action, _) in actions {
        var person = person
        _ = enter(action.name, &person)
        if case .palette = person.state.overlay { Issue.record("\(action.name) was not run") }
        #expect(!person.frame.contains("no command is called"))
      }
    }
  }

  @Test func commandsDoWhatTheirKeysDo() {
    var person = person()
    #expect(enter("pause", &person) == [.send(Command(.pause, from: .keyboard))])
    #expect(enter("save-checkpoint", &person) == [.send(Command(.checkpoint, from: .keyboard))])
    #expect(enter("w", &person) == [.send(Command(.checkpoint, from: .keyboard))])
    #expect(enter("help", &person) == [] && person.state.overlay == .help(scroll: 0))
    _ = person.press(KeyEvent(.escape))
    #expect(
      enter("quit!", &person) == [.send(Command(.quit(saving: false), from: .keyboard)), .leave(.quit(saving: false))])
    #expect(enter("q", &person) == [] && person.state.overlay == .quit(choice: .saveAndQuit))
  }

  @Test func wordsGoWithCommands() {
    var person = person()
    _ = enter("focus soft", &person)
    #expect(Scene(person.state, person.store).focus == .softTargets)
    _ = enter("class 3", &person)
    #expect(person.state.selectedClass == 3)
    _ = enter("goto 50%", &person)
    #expect(person.state.rewind != nil && abs(Scene(person.state, person.store).view.step - 706) <= 4)
    _ = enter("rewind-end", &person)
    #expect(person.state.rewind == nil)
    #expect(enter("theme none-such", &person) == [] && person.frame.contains("no theme is called 'none-such'"))
    #expect(enter("goto nowhere", &person) == [] && person.frame.contains("is no step"))
  }

  @Test func theListCanBeWalkedAndClicked() throws {
    var person = person()
    _ = person.press(KeyEvent(":"))
    _ = person.press(KeyEvent(.up))
    let scene = Scene(person.state, person.store)
    guard case .palette(let palette) = person.state.overlay else {
      Issue.record("no palette")
      return
    }
    #expect(palette.index == palette.candidates(scene).count - 1)
    _ = person.press(KeyEvent(.escape), KeyEvent(":"))
    for key in typed("messag") { _ = person.press(key) }
    let place = try #require(person.place(of: "what the trainer has said"))
    #expect(person.mouse(.press(.left), at: place) == [])
    #expect(person.state.overlay == .messages(scroll: 0))
    // Beside a list a click closes it.
    _ = person.mouse(.press(.left), at: .zero)
    #expect(person.state.overlay == nil)
  }

  @Test func whatIsNoCommandIsSaid() {
    var person = person()
    _ = enter("zzz", &person)
    #expect(person.frame.contains("no command is called 'zzz'"))
    guard case .palette = person.state.overlay else {
      Issue.record("the line is gone")
      return
    }
    for _ in 0..<3 { _ = person.press(KeyEvent(.backspace)) }
    _ = person.press(KeyEvent(.backspace))
    #expect(person.state.overlay == nil)
  }

  @Test(arguments: [Size(width: 20, height: 6), Size(width: 40, height: 12), Size(width: 80, height: 24)])
  func thePaletteFits(size: Size) {
    var person = person(size)
    _ = person.press(KeyEvent(":"))
    #expect(Rect(origin: .zero, size: size).intersection(PaletteView.frame(in: size)) == PaletteView.frame(in: size))
    #expect(person.frame.contains("command"))
  }

  @Test func aFilterLeavesPanelsAndCurves() {
    var person = person()
    for key in typed("/acc") { _ = person.press(key) }
    #expect(
      person.frame.contains("accuracy %") && !person.frame.contains("╭ loss") && !person.frame.contains("╭ knobs"))
    _ = person.press(KeyEvent(.enter))
    #expect(person.state.overlay == nil && person.frame.contains("/acc"))
    _ = person.press(KeyEvent(.escape))
    #expect(person.state.filter.isEmpty && person.frame.contains("╭ loss"))
    // A chart that is called otherwise is left with the curves that match.
    for key in typed("/hard") { _ = person.press(key) }
    #expect(person.frame.contains("╭ loss") && !person.frame.contains("━ teacher"))
    _ = person.press(KeyEvent(.escape))
    #expect(person.state.filter.isEmpty && person.frame.contains("━ teacher"))
    for key in typed("/zzz") { _ = person.press(key) }
    #expect(person.frame.contains("nothing is called “zzz”"))
  }

  @Test func keysInTheFooterCanBeClicked() throws {
    var person = person()
    let footer = try #require(person.place(of: "? help"))
    #expect(person.mouse(.press(.left), at: footer) == [] && person.state.overlay == .help(scroll: 0))
    let close = try #require(person.place(of: "Esc close"))
    #expect(person.mouse(.press(.left), at: close) == [] && person.state.overlay == nil)
    let pause = try #require(person.place(of: "Space pause"))
    #expect(
      person.mouse(.press(.left), at: Point(x: pause.x + 7, y: pause.y)) == [.send(Command(.pause, from: .keyboard))])
    // Of two keys that belong together each does its own.
    let turn = try #require(person.place(of: "←→ turn"))
    let down = person.mouse(.press(.left), at: turn)
    let up = person.mouse(.press(.left), at: Point(x: turn.x + 1, y: turn.y))
    #expect(down.count == 1 && up.count == 1 && down != up)
    let beside = Point(x: 119, y: 39)
    #expect(person.mouse(.press(.left), at: beside) == [])
  }

  @Test func everyKeyOfTheFooterDoesWhatItSays() throws {
    for width in [40, 80, 120, 200] {
      let person = person(Size(width: width, height: 24))
      let scene = Scene(person.state, person.store)
      let y = scene.layout.footer.y
      var actions: Set<KeyAction> = []
      for x in 0..<width {
        guard let hit = FooterView.target(at: Point(x: x, y: y), scene) else { continue }
        actions.insert(hit.action)
        #expect(
          scene.state.keys.binding(for: hit.key, in: scene.context)?.action == hit.action || hit.action == .nextPage)
      }
      #expect(actions.contains(.help) && actions.contains(.quit))
    }
  }
}
