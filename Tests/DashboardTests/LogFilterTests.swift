import Foundation
import RunModel
import TerminalUI
import Testing

@testable import Dashboard

/// `/` in front of the log, and of logs with more tags than one wants to see.
@Suite struct LogFilterTests {
  private let size = Size(width: 120, height: 40)

  private func at(_ step: Int) -> Double { RunFixture.start + Double(step) }

  /// A log of another program's: 300 curves and 300 tags of text, three texts each.
  private func manyTags() -> [Event] {
    (1...3).flatMap { step in
      (0..<300).flatMap { number in
        [
          Event(step: step, wallTime: at(step), .text(tag: "words/\(number)", "text \(number) of step \(step)")),
          Event(step: step, wallTime: at(step), .scalars([Scalar("layer/\(number)/norm", Float(step * number))])),
        ]
      }
    }
  }

  private func person(_ events: [Event], view: Character) -> InputTests.Person {
    var person = InputTests.Person(size, events)
    if RunView(person.store).description == nil {
      person.state = .replay(of: person.store, size: size)
      _ = person.press(KeyEvent(.end))
    }
    _ = person.press(KeyEvent(view))
    return person
  }

  private func type(_ text: String, _ person: inout InputTests.Person) {
    for character in text { _ = person.press(KeyEvent(character)) }
  }

  @Test func linesOfTheLogAreFiltered() {
    var person = person(manyTags(), view: "5")
    #expect(person.frame.contains("texts 900") && person.frame.contains("words/298"))
    type("/words/117", &person)
    let frame = person.frame
    for step in 1...3 { #expect(frame.contains("words/117: text 117 of step \(step)")) }
    #expect(frame.contains("texts 3 ") && !frame.contains("words/298"))
    // Several words, in any case; Enter keeps the filter, and scrolling knows how many lines there are.
    type(" STEP 2", &person)
    #expect(person.frame.contains("of step 2") && !person.frame.contains("of step 3"))
    _ = person.press(KeyEvent(.enter))
    #expect(person.frame.contains("/words/117 STEP 2"))
    _ = person.press(KeyEvent("g"))
    #expect(person.frame.contains("of step 2"))
    _ = person.press(KeyEvent(.escape))
    #expect(person.frame.contains("texts 900"))
    type("/nothing of the kind", &person)
    #expect(person.frame.contains("no line has “nothing of the kind” in it"))
  }

  @Test func chartsOfHundredsOfTagsAreFiltered() {
    var person = person(manyTags(), view: "1")
    #expect(!person.frame.contains("layer/217"))
    type("/layer/217", &person)
    #expect(person.frame.contains("╭ layer/217/norm") && !person.frame.contains("layer/216"))
    type("x", &person)
    #expect(person.frame.contains("nothing is called"))
    _ = person.press(KeyEvent(.backspace))
    #expect(person.frame.contains("╭ layer/217/norm"))
  }

  @Test func scrollingCountsWhatMatches() {
    var person = person(manyTags(), view: "5")
    type("/step 1", &person)
    _ = person.press(KeyEvent(.enter), KeyEvent(.pageUp))
    #expect(person.frame.contains("newer below"))
    _ = person.press(KeyEvent("g"))
    #expect(person.frame.contains("words/0: text 0 of step 1"))
    // Another filter begins at the end again.
    _ = person.press(KeyEvent("/"))
    type("0", &person)
    #expect(!person.frame.contains("newer below"))
  }

  @Test func notesStandInTheLogAndOnTheTimeline() {
    let note = Event.note(Note("the loss leaps here", step: 1000), step: 1412, wallTime: at(1412))
    var person = person(RunFixture.distillation() + [note], view: "5")
    #expect(person.frame.contains("notes 1") && person.frame.contains("1,000  note       the loss leaps here"))
    type("/leaps", &person)
    #expect(person.frame.contains("the loss leaps here") && !person.frame.contains("phase distil begins"))
    _ = person.press(KeyEvent(.escape))
    let lines = person.frame.split(separator: "\n")
    #expect(lines[lines.count - 3].contains("¶") && lines[lines.count - 2].contains("¶ 1 note"))
    #expect(Array(lines[lines.count - 3]).firstIndex(of: "¶") == 1 + Int((1000.0 / 3000 * 117).rounded()))
  }

  @Test("lines are looked at again when a history has been thinned, or cut")
  func thinned() {
    let store = RunStore()
    let matches = LogMatches()
    let filter = PanelFilter("odd")
    func found() -> [String] {
      let book = LogBook(RunView(store)).matching(filter, store, matches)
      return book.lines(before: 0, limit: 100_000).map(\.text)
    }
    func expected() -> [String] {
      LogBook(RunView(store)).lines(before: 0, limit: 100_000).map(\.text).filter { $0.contains("odd") }
    }
    var count = 0
    for step in 1...36_000 {
      store.apply(
        .notice(Notice(.info, step % 3 == 0 ? "odd \(step)" : "even \(step)"), step: step, wallTime: at(step)))
      guard step % 3500 == 0 else { continue }
      #expect(found() == expected())
      count += 1
    }
    #expect(count == 10 && !found().isEmpty)
    // As it was earlier: lines that had not been written yet do not count.
    let early = RunView(store, position: 500)
    #expect(
      LogBook(early).matching(filter, store, matches).count
        == LogBook(early).lines(before: 0, limit: 500).filter { $0.text.contains("odd") }.count)
  }
}
