import TerminalUI

/// Pieces of a line of which the least important go first when there is no room for all.
struct LinePieces {
  struct Piece {
    var text: String
    var style: Style
    /// Smaller is more important.
    var priority: Int
  }

  var pieces: [Piece] = []
  /// Between two pieces.
  var gap = "  "

  mutating func add(_ text: String, _ style: Style = .text, priority: Int) {
    if !text.isEmpty { pieces.append(Piece(text: String(text.prefix(200)), style: style, priority: priority)) }
  }

  /// What fits into `width` columns, in order, gaps included.
  func fitted(to width: Int) -> [(text: String, style: Style)] {
    var kept = Array(pieces.indices)
    func total() -> Int {
      kept.reduce(0) { $0 + Text.width(pieces[$1].text) } + max(0, kept.count - 1) * Text.width(gap)
    }
    while total() > width, kept.count > 1, let worst = kept.max(by: { pieces[$0].priority < pieces[$1].priority }) {
      kept.removeAll { $0 == worst }
    }
    return kept.enumerated().flatMap { place, index -> [(text: String, style: Style)] in
      let piece = (text: pieces[index].text, style: pieces[index].style)
      return place > 0 ? [(text: gap, style: .text), piece] : [piece]
    }
  }

  static func width(_ pieces: [(text: String, style: Style)]) -> Int {
    pieces.reduce(0) { $0 + Text.width($1.text) }
  }
}

/// Breaking text at blanks.
enum Wrap {
  /// Lines of at most `width` columns; a word that is longer is cut. Text beyond `limit` lines is left out, with an ellipsis.
  static func lines(_ text: String, width: Int, limit: Int, ellipsis: Character = "…") -> [String] {
    guard width > 0, limit > 0 else { return [] }
    var lines: [String] = []
    var line = ""
    for word in Text.sanitized(String(text.prefix(2000))).split(separator: " ") {
      let word = Text.truncated(String(word), to: width, ellipsis: ellipsis)
      if line.isEmpty {
        line = word
      } else if Text.width(line) + 1 + Text.width(word) <= width {
        line += " " + word
      } else {
        lines.append(line)
        line = word
      }
    }
    if !line.isEmpty { lines.append(line) }
    guard lines.count > limit else { return lines }
    var kept = Array(lines.prefix(limit))
    kept[limit - 1] = Text.truncated(kept[limit - 1] + " " + lines[limit], to: width, ellipsis: ellipsis)
    return kept
  }
}
