import Foundation
import RunModel
import TerminalUI

/// What another temperature would give, before it is applied: how undecided teacher and student are over all temperatures,
/// and the soft targets of the chosen class now and then.
struct TemperaturePanel: Panel {
  var id: PanelID { .temperature }
  var title: String { "temperature" }
  var inputs: PanelInputs { .tensors }

  func slot(in view: RunView) -> PanelSlot { PanelSlot(id, .right, minimum: 7, ideal: 26) }

  func draw(_ scene: Scene, in rect: Rect, focused: Bool, on canvas: inout Canvas) {
    let heading = TemperatureText.heading(scene)
    let inner = canvas.box(rect, title: title, focused: focused).inset(1, 0)
    if Text.width(heading.text) + Text.width(title) + 8 <= rect.width {
      canvas.putRight(" \(heading.text) ", endingAt: rect.maxX - 2, y: rect.y, style: heading.style)
    }
    guard SoftTargetsData.classCount(in: scene.view) > 0, inner.height > 2 else {
      MissingData.draw(ClassGridPanel.emptyText(scene), scene, in: inner, on: &canvas)
      return
    }
    let hints = Wrap.lines(hint(scene), width: inner.width, limit: 2, ellipsis: scene.symbols.ellipsis)
    var (area, below) = inner.splitBottom(hints.count)
    for (index, line) in hints.enumerated() {
      canvas.put(line, at: Point(x: below.x, y: below.y + index), style: .muted, maxWidth: below.width)
    }
    if area.height >= 14 {
      let curve: Rect
      (curve, area) = area.splitTop(min(14, area.height / 2))
      drawCurves(scene, in: curve, on: &canvas)
      canvas.horizontalLine(from: Point(x: area.x, y: area.y), length: area.width)
      (_, area) = area.splitTop(1)
    }
    drawClass(scene, in: area, on: &canvas)
  }

  private func hint(_ scene: Scene) -> String {
    guard scene.view.description?.knobs.contains(where: { $0.name == "temperature" }) == true else {
      return "this method has no temperature; < > show what one would give"
    }
    guard scene.state.previewTemperature != nil else { return "< > show what another temperature would give" }
    return scene.state.mode == .live ? "Enter applies it, Esc drops it" : "Esc drops it; nothing is applied to a log"
  }

  // MARK: - Entropy over temperatures

  /// Mean entropy over all classes at temperatures of the knob's range, on a logarithmic axis.
  private func drawCurves(_ scene: Scene, in rect: Rect, on canvas: inout Canvas) {
    let knob = scene.view.description?.knobs.first { $0.name == "temperature" }
    let low = max(0.25, knob?.minimum ?? 1)
    let high = max(low * 2, min(100, knob?.maximum ?? 20))
    let label = 5
    let columns = LineChart.plotColumns(width: rect.width, symbols: scene.symbols, yLabelWidth: label)
    guard columns > 4 else { return }
    // Some classes and some temperatures tell as much, at any number of classes.
    let count = min(SoftTargetsData.classCount(in: scene.view), 10)
    let stride = max(1, columns / 16)
    var (teacher, student) = (
      [ChartBucket?](repeating: nil, count: columns), [ChartBucket?](repeating: nil, count: columns)
    )
    for column in 0..<columns where column % stride == 0 || column == columns - 1 {
      let temperature = low * pow(high / low, Double(column) / Double(columns - 1))
      let targets = (0..<count).map { scene.view.softTargets(ofClass: $0, temperature: temperature) }
      func mean(_ shares: (SoftTargets) -> [Float]) -> ChartBucket? {
        let entropies = targets.compactMap { SoftTargetsData.entropy(shares($0)) }
        return entropies.isEmpty ? nil : ChartBucket(entropies.reduce(0, +) / Double(entropies.count))
      }
      (teacher[column], student[column]) = (mean(\.teacher), mean(\.student))
    }
    let isAlone = scene.view.description.map { $0.teacher == nil } ?? false
    let all = [
      ChartSeries(name: "teacher", style: .teacher, line: .solid, buckets: teacher),
      ChartSeries(name: "student", style: .student, line: .solid, buckets: student),
    ].filter { !(isAlone && $0.style == .teacher) }
    let now = scene.state.temperature(in: scene.view).value
    func place(_ temperature: Double) -> Double { log(min(max(temperature, low), high) / low) / log(high / low) }
    var marks = [ChartMark(x: place(now), kind: .change, label: "T \(Knob.text(now))")]
    if let preview = scene.state.previewTemperature, preview != now {
      marks.append(ChartMark(x: place(preview), kind: .change, label: "T \(Knob.text(preview))"))
    }
    canvas.put("entropy of the soft targets", at: rect.origin, style: .muted, maxWidth: rect.width)
    let chart = LineChart(
      series: all, xRange: 0...1, yScale: .linear, marks: marks, yLabelWidth: label)
    chart.draw(on: &canvas, in: Rect(x: rect.x, y: rect.y + 1, width: rect.width, height: rect.height - 1))
    let y = rect.maxY - 1
    canvas.fill(Rect(x: rect.x, y: y, width: rect.width, height: 1))
    canvas.put("T \(Knob.text(low))", at: Point(x: rect.x + label, y: y), style: .muted)
    canvas.putRight("T \(Knob.text(high))", endingAt: rect.maxX, y: y, style: .muted)
  }

  // MARK: - One class

  /// The teacher's soft targets of the chosen class: at the temperature there is, and at the one previewed.
  private func drawClass(_ scene: Scene, in rect: Rect, on canvas: inout Canvas) {
    guard rect.height >= 2 else { return }
    let view = scene.view
    let index = min(max(scene.state.selectedClass, 0), max(0, SoftTargetsData.classCount(in: view) - 1))
    let now = scene.state.temperature(in: view).value
    let preview = scene.state.previewTemperature.flatMap { $0 == now ? nil : $0 }
    let isAlone = view.description.map { $0.teacher == nil } ?? false
    let limit = rect.height - 1
    let before = SoftTargetsData(view, ofClass: index, temperature: now, limit: limit)
    let after = preview.map { SoftTargetsData(view, ofClass: index, temperature: $0, limit: .max) }
    let who = isAlone ? "student" : "teacher"
    let style: Style = isAlone ? .student : .teacher
    canvas.put(
      [("class ", .muted), (before.className, Style.text.bold), (", the \(who)", style)], at: rect.origin,
      maxWidth: rect.width)
    let longest = before.rows.map { Text.width(Text.sanitized($0.name)) }.max() ?? 0
    let nameWidth = min(longest, max(4, rect.width / 4))
    let left = rect.x + 2 + nameWidth + 1
    let room = rect.maxX - left
    let half = preview == nil ? room : (room - 2) / 2
    func share(_ row: SoftTargetsData.Row) -> Double? { isAlone ? row.student : row.teacher }
    for (line, row) in before.rows.prefix(limit).enumerated() {
      let y = rect.y + 1 + line
      if row.isTrue { canvas.put(String(scene.symbols.pointer), at: Point(x: rect.x, y: y), style: Style.accent.bold) }
      canvas.put(
        row.name, at: Point(x: rect.x + 2, y: y), style: row.isTrue ? Style.text.bold : .text, maxWidth: nameWidth)
      bar(share(row), style, Rect(x: left, y: y, width: half, height: 1), on: &canvas)
      if let other = after?.rows.first(where: { $0.index == row.index }) {
        bar(share(other), .warning, Rect(x: left + half + 2, y: y, width: half, height: 1), on: &canvas)
      }
    }
  }

  private func bar(_ share: Double?, _ style: Style, _ rect: Rect, on canvas: inout Canvas) {
    guard let share, share.isFinite else { return }
    let blocks = canvas.symbols.leftBlocks
    let track = rect.width - 5
    if track > 0, let full = blocks.last {
      let parts = Int((min(max(share, 0), 1) * Double(track * blocks.count)).rounded())
      let rest = parts % blocks.count
      let text = String(repeating: full, count: parts / blocks.count) + (rest > 0 ? String(blocks[rest - 1]) : "")
      canvas.put(text, at: rect.origin, style: style)
    }
    canvas.putRight(Format.share(share), endingAt: rect.maxX, y: rect.y)
  }
}
