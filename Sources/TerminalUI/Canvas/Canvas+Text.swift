extension Canvas {
  /// The canvas as plain text, heat maps in shades: one line a row, blanks at the end of a line and blank lines at the end left out.
  public var text: String {
    var lines = (0..<size.height).map { y in
      var line = ""
      for cell in row(y) where !cell.isContinuation { line.append(cell.withoutColors.glyph) }
      while line.last == " " { line.removeLast() }
      return line
    }
    while lines.last?.isEmpty == true { lines.removeLast() }
    return lines.joined(separator: "\n")
  }
}
