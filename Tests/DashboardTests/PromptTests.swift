import RunModel
import TerminalUI
import Testing

@testable import Dashboard

/// Notes and pictures: a line of text at the foot of the screen. And alerts, which call somebody.
@Suite struct PromptTests {
  typealias Person = InputTests.Person

  private static func type(_ text: String, _ person: inout Person) {
    for character in text { _ = person.press(KeyEvent(character)) }
  }

  @Test("a note is typed, mended and sent to the trainer, for the step on the screen")
  func note() {
    var person = Person()
    #expect(person.press(KeyEvent("m")) == [])
    // Keys that mean something elsewhere are letters here.
    Self.type("q? größer 7x", &person)
    #expect(person.frame.contains("note at step 1,412: q? größer 7x_"))
    let sent = person.press(KeyEvent(.backspace), KeyEvent(.enter))
    #expect(sent == [.send(Command(.note(Note("q? größer 7", step: 1412)), from: .keyboard))])
    #expect(person.state.prompt == nil && person.state.overlay == nil)
    // Nothing written is nothing sent.
    #expect(person.press(KeyEvent("m"), KeyEvent(" "), KeyEvent(.enter)) == [])
    #expect(person.press(KeyEvent("m"), KeyEvent("a"), KeyEvent(.escape)) == [])
    #expect(person.press(KeyEvent("m"), KeyEvent("a"), KeyEvent(.backspace), KeyEvent(.backspace)) == [])
    #expect(person.state.prompt == nil)
  }

  @Test("under the crosshair a note is about that step; when the trainer has ended, it goes into the log by itself")
  func whereNotesGo() {
    var person = Person(Size(width: 120, height: 40), RunFixture.distillation(status: StatusChange(.finished)))
    person.state.charts.cursor = 900
    #expect(person.press(KeyEvent("m"), KeyEvent("a"), KeyEvent(.enter)) == [.write(Note("a", step: 900))])
    person.state.noteRefusal = "not here"
    _ = person.press(KeyEvent("m"))
    #expect(person.state.prompt == nil && person.frame.contains("not here"))
  }

  @Test("a long text shows its end, and no more is taken than a note has", arguments: InputTests.sizes)
  func long(size: Size) {
    var person = Person(size)
    _ = person.press(KeyEvent("m"))
    Self.type(String(repeating: "ab", count: 400) + "z", &person)
    #expect(person.state.prompt?.text.count == Note.longest)
    if size.height >= 6 { #expect(person.frame.contains("ab_")) }
    for line in person.frame.split(separator: "\n") { #expect(line.count <= size.width) }
  }

  @Test("a note is a mark on the charts, with its text under the crosshair")
  func mark() throws {
    let person = Person()
    person.store.apply(.note(Note("hotter from here", step: 1000), step: 1412, wallTime: RunFixture.start + 15))
    var later = person
    later.state.focus = .loss
    later.state.charts.cursor = 1000
    #expect(later.frame.contains("¶ hotter from here"))
    let plot = try #require(later.state.plot(.loss, Scene(later.state, later.store)))
    #expect(plot.marks.contains { $0.mark.kind == .note && $0.step == 1000 })
  }

  @Test("E asks for a file, with a name that fits")
  func picture() {
    var person = Person()
    _ = person.press(KeyEvent("E"))
    #expect(person.frame.contains("digits-kd-step-1412.svg_"))
    #expect(person.press(KeyEvent(.enter)) == [.savePicture(file: "digits-kd-step-1412.svg")])
  }

  @Test("an alert rings once, flashes, and is taken away by Esc")
  func alert() {
    let alert = Event.notice(
      Notice(.warning, "soft term flat: it has not moved", alert: "soft term flat"), step: 1412,
      wallTime: RunFixture.start + 15)
    let after = Event.notice(Notice(.info, "by the way"), step: 1412, wallTime: RunFixture.start + 15)
    let played = Played.live([
      .events([alert, after]), .wait(1), .look { #expect($0.contains("soft term flat: it has not moved")) },
      .wait(5), .look { #expect($0.contains("soft term flat")) },
      .key(KeyEvent(.escape)), .look { #expect(!$0.contains("soft term flat")) },
    ])
    #expect(played.screen.bells == 1)
    let footer = Point(x: 1, y: 39)
    let lit = played.screen.frames.map { $0[footer]?.style.attributes.contains(.reverse) == true }
    let changes = zip(lit, lit.dropFirst()).filter { $0 != $1 }.count
    #expect(changes >= 4 && changes <= 8)
    #expect(lit.last == false)
  }

  @Test("what a run said before it was looked at calls nobody")
  func oldAlerts() {
    let store = RunFixture.store(RunFixture.distillation())
    store.apply(.notice(Notice(.warning, "old", alert: "a"), step: 1412, wallTime: RunFixture.start + 15))
    var state = DashboardState.live(size: Size(width: 80, height: 24), after: store)
    state.absorb(store, now: 0)
    let rings = state.takeBell()
    #expect(!rings)
  }

  @Test("a written note is in the store, a failure is said")
  func loop() {
    struct Full: Error, CustomStringConvertible { var description: String { "the disk is full" } }
    for isFull in [false, true] {
      let store = RunFixture.store(RunFixture.distillation(steps: 3000, status: StatusChange(.finished)))
      let screen = ScriptedScreen(
        source: ScriptedSource(),
        [
          .key(KeyEvent("m")), .key(KeyEvent("h")), .key(KeyEvent("i")), .key(KeyEvent(.enter)),
          .look { #expect($0.contains(isFull ? "could not be written: the disk is full" : "noted at step 0")) },
          .key(KeyEvent("E")), .key(KeyEvent(.enter)),
          .look { #expect($0.contains(isFull ? "the disk is full" : "saved")) },
        ])
      var saved: [String] = []
      _ = DashboardLoop(
        .replay(of: store, size: screen.size, isPlaying: false), store: store, source: nil, screen: screen,
        symbols: .braille, send: { _ in },
        output: DashboardOutput(
          write: { note in
            if isFull { throw Full() }
            return .note(note, step: note.step, wallTime: 0)
          },
          save: { canvas, file in
            if isFull { throw Full() }
            saved.append(canvas.text)
            return file
          }), clock: { screen.now }
      ).run()
      #expect(store.notes.entries.map(\.value.text) == (isFull ? [] : ["hi"]))
      // What was asked for is not in the picture.
      #expect(saved.count == (isFull ? 0 : 1) && saved.allSatisfy { !$0.contains("save the view") })
    }
  }
}
