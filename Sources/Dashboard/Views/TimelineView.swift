import RunModel
import TerminalUI

/// The run from its first to its last planned step: phases, changes of knobs, and where it is.
enum TimelineView {
  /// Where the bar is: places on it stand for steps.
  static func bar(in rect: Rect) -> Rect {
    Rect(x: rect.x + 1, y: rect.y, width: rect.width - 2, height: min(1, rect.height))
  }

  static func draw(_ scene: Scene, in rect: Rect, on canvas: inout Canvas) {
    let bar = bar(in: rect)
    guard bar.width > 4, bar.height > 0 else { return }
    let model = TimelineModel(scene)
    let symbols = scene.symbols
    func column(_ step: Int) -> Int { bar.x + Int((model.fraction(of: step) * Double(bar.width - 1)).rounded()) }

    let here = column(model.step)
    canvas.horizontalLine(from: bar.origin, length: bar.width)
    canvas.fill(
      Rect(x: bar.x, y: bar.y, width: here - bar.x, height: 1), with: symbols.sliderFilled, style: .playhead)
    let now = scene.state.rewind.map { _ in column(RunView(scene.view.store).step) }
    if rect.height == 1 { drawNames(model, now: now, in: bar, column, on: &canvas) }
    for segment in model.segments.dropFirst() {
      let x = column(segment.start)
      let mark = symbols == .ascii ? "|" : "┿"
      canvas.put(mark, at: Point(x: x, y: bar.y), style: x <= here ? .playhead : .border)
    }
    for step in model.checkpoints {
      canvas.put(String(symbols.checkpoint), at: Point(x: column(step), y: bar.y), style: .checkpoint)
    }
    for step in model.changes {
      canvas.put(String(symbols.change), at: Point(x: column(step), y: bar.y), style: .mark)
    }
    for step in model.notes {
      canvas.put(String(symbols.note), at: Point(x: column(step), y: bar.y), style: .accent)
    }
    if let now { canvas.put(String(symbols.live), at: Point(x: now, y: bar.y), style: .good) }
    canvas.put(String(symbols.playhead), at: Point(x: here, y: bar.y), style: Style.playhead.bold)
    if rect.height > 1 { drawLegend(model, scene, y: rect.y + 1, in: bar, column, on: &canvas) }
  }

  /// Names of phases on the bar itself, at the first place where they cover no mark.
  private static func drawNames(
    _ model: TimelineModel, now: Int?, in bar: Rect, _ column: (Int) -> Int, on canvas: inout Canvas
  ) {
    let places = model.changes + model.checkpoints + model.notes + model.segments.map(\.start) + [model.step]
    let marks = Set(places.map(column) + [now].compactMap(\.self))
    for segment in model.segments where !segment.name.isEmpty {
      let text = " \(segment.name.prefix(24)) "
      let (width, last) = (Text.width(text), column(segment.end))
      func isFree(_ start: Int) -> Bool { !marks.contains { $0 >= start && $0 < start + width } }
      guard let start = (column(segment.start) + 1..<max(last, column(segment.start) + 1)).first(where: isFree),
        start + width < last
      else { continue }
      let isCurrent = model.step >= segment.start && model.step < segment.end
      canvas.put(text, at: Point(x: start, y: bar.y), style: isCurrent ? .text : .muted)
    }
  }

  /// Names of phases below their beginnings, and what the marks mean.
  private static func drawLegend(
    _ model: TimelineModel, _ scene: Scene, y: Int, in bar: Rect, _ column: (Int) -> Int, on canvas: inout Canvas
  ) {
    var edge = bar.maxX
    func explain(_ mark: Character, _ count: Int, _ word: String, _ style: Style) {
      guard count > 0 else { return }
      let legend = "\(mark) \(count) \(word)\(count == 1 ? "" : "s")"
      edge -= canvas.putRight(legend, endingAt: edge, y: y, style: style) + 2
    }
    explain(scene.symbols.change, model.changes.count, "change", .mark)
    if bar.width >= 80 {
      explain(scene.symbols.checkpoint, model.checkpoints.count, "checkpoint", .checkpoint)
      explain(scene.symbols.note, model.notes.count, "note", .accent)
    }
    let total = "\(Format.count(model.end)) steps"
    if bar.width >= 60 { edge -= canvas.putRight(total, endingAt: edge, y: y, style: .muted) + 2 }
    // From the last to the first: where two names would meet, the later phase's is shown.
    for segment in model.segments.reversed() where !segment.name.isEmpty {
      let name = String(segment.name.prefix(24))
      let x = column(segment.start)
      let isCurrent = model.step >= segment.start && model.step < max(segment.end, segment.start + 1)
      guard x + Text.width(name) < edge else { continue }
      canvas.put(name, at: Point(x: x, y: y), style: isCurrent ? .text : .muted)
      edge = x - 1
    }
  }
}
