import Dashboard
import Foundation
import TerminalUI

/// What the screen shows after a key.
struct KeyExpectation: Sendable {
  /// A key that was pressed, where, and the screen before it.
  struct Press: Sendable {
    var key: KeyEvent
    var place: KeyPlace
    var isReplay: Bool
    var before: KeyDriver.Look
  }

  /// Steps that make something to be seen of it.
  var before: @Sendable (KeyPlace, KeyEvent) -> [String] = { _, _ in [] }
  /// Throws when the screen never becomes what it should be.
  var check: @Sendable (Press, KeyDriver) throws -> Void
  /// Undoes it.
  var after: @Sendable (KeyPlace, KeyDriver) throws -> Void = { _, _ in }
  /// Places whose screens show nothing of it: there are no charts in a list of settings.
  var unseen: KeyContext = []
  /// Whether the program ends, or another run begins, by a key in a place.
  var isLast: @Sendable (KeyPlace, _ isReplay: Bool) -> Bool = { _, _ in false }

  // MARK: - What is looked at

  static func shows(_ texts: String..., before: [String] = [], after: [String] = []) -> KeyExpectation {
    KeyExpectation(
      before: { _, _ in before },
      check: { _, driver in
        try driver.wait("the screen never showed \(texts)") { look in texts.allSatisfy(look.text.contains) }
      }, after: { try $1.press(after) })
  }

  static func hides(_ text: String, before: [String] = [], after: [String] = []) -> KeyExpectation {
    KeyExpectation(
      before: { _, _ in before },
      check: { press, driver in
        guard press.before.text.contains(text) else {
          throw EndToEndError(description: "there was no \(text) to go:\n\(press.before.text)")
        }
        try driver.waitUntilGone(text)
      }, after: { try $1.press(after) })
  }

  /// The panels, or what lies over them, look different.
  static func changes(before: [String] = [], after: [String] = []) -> KeyExpectation {
    differs("the panels are", before, after) { $0.body }
  }

  /// The header says something else: another step, or another time.
  static func moves(before: [String] = [], after: [String] = []) -> KeyExpectation {
    differs("the header is", before, after) { $0.header }
  }

  /// Something has another colour.
  static func recolors(before: [String] = [], after: [String] = []) -> KeyExpectation {
    differs("the colours are", before, after) { [$0.colored] }
  }

  private static func differs(
    _ what: String, _ before: [String], _ after: [String], _ part: @escaping @Sendable (KeyDriver.Look) -> [String]
  ) -> KeyExpectation {
    KeyExpectation(
      before: { _, _ in before },
      check: { press, driver in
        let old = part(press.before)
        try driver.wait("\(what) as before") { part($0) != old }
      }, after: { try $1.press(after) })
  }

  /// What is typed next stands before or behind a text of the line.
  static func types(_ mark: String, giving text: String, before: [String] = []) -> KeyExpectation {
    KeyExpectation(
      before: { _, _ in before },
      check: { _, driver in
        try driver.press([mark])
        try driver.wait(for: text)
      })
  }

  // MARK: - Variations

  func unseen(in places: KeyContext) -> KeyExpectation {
    var new = self
    new.unseen = places
    return new
  }

  /// Another way of making something to be seen of it in some places.
  func before(_ steps: [String], in places: KeyContext) -> KeyExpectation {
    var new = self
    let usual = before
    new.before = { place, key in places.contains(place.context) ? steps : usual(place, key) }
    return new
  }

  func then(_ undo: @escaping @Sendable (KeyPlace, KeyDriver) throws -> Void) -> KeyExpectation {
    var new = self
    new.after = undo
    return new
  }

  func ending(in places: KeyContext) -> KeyExpectation {
    var new = self
    new.isLast = { place, _ in places.contains(place.context) }
    return new
  }
}
