import RunModel
import TerminalUI

/// Lines of a list that lies over the panels.
struct OverlayList {
  enum Line: Equatable {
    case heading(String)
    case key(String, String)
    case text(String, Notice.Severity)
    case blank
  }

  var title: String
  var lines: [Line]
  /// Columns for the keys.
  var keyWidth = 0

  /// The help screen, made from the table of keys.
  static func help(_ scene: Scene) -> OverlayList {
    let isLive = scene.state.mode == .live
    let others = (isLive ? [KeyGroup.replay] : [.training, .knobs, .typing, .dialog]).map(\.rawValue)
    let rows = scene.state.keys.rows(symbols: scene.symbols).filter { !others.contains($0.group) }
    let width = textWidth(in: scene.size)
    let isNarrow = width < 30
    let keyWidth = isNarrow ? width - 1 : min(rows.map { Text.width($0.keys) }.max() ?? 0, max(8, width / 4))
    var lines: [Line] = []
    var group = ""
    for row in rows {
      if row.group != group {
        if !lines.isEmpty { lines.append(.blank) }
        lines.append(.heading(row.group))
        group = row.group
      }
      // Both sides wrap: on a narrow screen neither a key nor a word is cut.
      let room = isNarrow ? width - 2 : width - keyWidth - 3
      let keys = Wrap.lines(row.keys, width: keyWidth, limit: 4, ellipsis: scene.symbols.ellipsis)
      let help = Wrap.lines(row.help, width: room, limit: 6, ellipsis: scene.symbols.ellipsis)
      if isNarrow {
        lines += keys.map { .key($0, "") } + help.map { .text("  " + $0, .info) }
        continue
      }
      for index in 0..<max(keys.count, help.count) {
        lines.append(.key(index < keys.count ? keys[index] : "", index < help.count ? help[index] : ""))
      }
    }
    return OverlayList(title: "keys", lines: lines, keyWidth: keyWidth)
  }

  /// The list that is open, if one is.
  static func shown(_ scene: Scene) -> OverlayList? {
    switch scene.state.overlay {
    case .help: help(scene)
    case .messages: messages(scene)
    default: nil
    }
  }

  /// What is to be said of the log itself, then what the trainer has said, newest first.
  static func messages(_ scene: Scene) -> OverlayList {
    let notices = scene.view.store.notices.prefix(at: scene.view.position).suffix(200).reversed()
    let width = textWidth(in: scene.size)
    func lines(_ text: String, _ severity: Notice.Severity) -> [Line] {
      Wrap.lines(text, width: width, limit: 6, ellipsis: scene.symbols.ellipsis).map { .text($0, severity) }
    }
    var all = scene.state.remark.map { lines($0.text, $0.severity) } ?? []
    for entry in notices {
      all += lines("step \(Format.count(entry.step))  \(entry.value.text.prefix(400))", entry.value.severity)
    }
    return OverlayList(title: "messages", lines: all.isEmpty ? [.text("nothing so far", .info)] : all)
  }

  private static let widest = 92

  private static func width(in size: Size) -> Int { min(size.width - (size.width >= 60 ? 4 : 0), widest) }
  /// Inside the frame and its margin.
  private static func textWidth(in size: Size) -> Int { max(1, width(in: size) - 4) }

  /// The box it is drawn in.
  func frame(in size: Size) -> Rect {
    // The footer stays in sight: it says how to close the list.
    let screen = Rect(x: 0, y: 0, width: size.width, height: size.height - 1)
    return screen.inset(0, size.height >= 16 ? 1 : 0).centered(
      Size(width: OverlayList.width(in: size), height: min(lines.count + 2, screen.height)))
  }

  func visibleRows(in size: Size) -> Int { max(1, frame(in: size).height - 2) }
  func lastScroll(in size: Size) -> Int { max(0, lines.count - visibleRows(in: size)) }
}
