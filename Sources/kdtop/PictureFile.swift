import Foundation
import RunModel
import TerminalUI
import Training

/// A picture of the screen in a file.
enum PictureFile {
  /// Writes a canvas as what the file's name ends in says: `.svg`, `.ansi` (with colours) or `.txt`.
  /// - Returns: the file's path.
  /// - Throws: `UsageError` for another name, `OutputExists`, `RunDirectoryError` where it cannot be written.
  static func write(_ canvas: Canvas, to name: String, theme: Theme) throws -> String {
    let path = NSString(string: name.trimmingCharacters(in: .whitespaces)).expandingTildeInPath
    let text: String
    switch path.lowercased() {
    case let path where path.hasSuffix(".svg"): text = canvas.svg(theme)
    case let path where path.hasSuffix(".ansi"): text = canvas.ansi(theme)
    case let path where path.hasSuffix(".txt"): text = canvas.text
    default: throw UsageError(description: "\(name) ends in none of .svg, .ansi and .txt")
    }
    try OutputExists.check(path)
    do { try Data((text + "\n").utf8).write(to: URL(fileURLWithPath: path), options: .withoutOverwriting) } catch {
      throw RunDirectoryError.cannotWrite(path: path, reason: error.localizedDescription)
    }
    return path
  }
}
