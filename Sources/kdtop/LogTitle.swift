import Foundation
import TerminalUI

/// What a log is called in a header: the end of its path, which tells it from its neighbours.
enum LogTitle {
  /// `runs/mine` of any path that leads there, without control characters.
  static func text(for path: String) -> String {
    let parts = URL(fileURLWithPath: path).standardizedFileURL.pathComponents.filter { $0 != "/" }
    return Text.sanitized(parts.isEmpty ? "/" : parts.suffix(2).joined(separator: "/"))
  }
}
