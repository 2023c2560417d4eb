import TerminalUI

/// A line of text with a place in it where one writes.
struct TextField: Equatable, Sendable {
  static let longest = 400

  private(set) var text: String
  /// Graphemes before the place.
  private(set) var cursor: Int

  init(_ text: String = "") {
    self.text = String(text.prefix(TextField.longest))
    cursor = self.text.count
  }

  /// Does what an action for a place where text is typed says; false for one that is none of a field's.
  mutating func perform(_ action: KeyAction, key: KeyEvent) -> Bool {
    var characters = Array(text)
    switch action {
    case .lineType:
      guard let character = key.typed, characters.count < TextField.longest else { return true }
      characters.insert(character, at: cursor)
      cursor += 1
    case .lineErase where cursor > 0:
      characters.remove(at: cursor - 1)
      cursor -= 1
    case .eraseNext where cursor < characters.count: characters.remove(at: cursor)
    case .eraseWord:
      let start = TextField.wordStart(characters, before: cursor)
      characters.removeSubrange(start..<cursor)
      cursor = start
    case .eraseLine:
      characters.removeSubrange(..<cursor)
      cursor = 0
    case .cursorLeft: cursor = max(0, cursor - 1)
    case .cursorRight: cursor = min(characters.count, cursor + 1)
    case .cursorStart: cursor = 0
    case .cursorEnd: cursor = characters.count
    case .lineErase, .eraseNext: break
    default: return false
    }
    text = String(characters)
    // A combining mark may have joined the letter before it.
    cursor = min(cursor, text.count)
    return true
  }

  private static func wordStart(_ characters: [Character], before cursor: Int) -> Int {
    var start = cursor
    while start > 0, characters[start - 1] == " " { start -= 1 }
    while start > 0, characters[start - 1] != " " { start -= 1 }
    return start
  }

  /// Draws the end of the text that fits, with the place in it.
  func draw(at point: Point, width: Int, on canvas: inout Canvas) {
    guard width > 1 else { return }
    let characters = Array(text)
    // From the place to the left as far as there is room for it.
    var start = cursor
    var room = width - 1
    while start > 0, Text.width(characters[start - 1]) <= room {
      start -= 1
      room -= Text.width(characters[start])
    }
    let before = String(characters[start..<cursor])
    let x = point.x + canvas.put(before, at: point, style: .text, maxWidth: width - 1)
    let under = cursor < characters.count ? String(characters[cursor]) : " "
    let used = canvas.put(under, at: Point(x: x, y: point.y), style: Style.text.reversed, maxWidth: point.x + width - x)
    let rest = String(characters[min(cursor + 1, characters.count)...])
    canvas.put(
      rest, at: Point(x: x + used, y: point.y), style: .text, maxWidth: max(0, point.x + width - x - used))
  }
}
