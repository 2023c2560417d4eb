import Foundation
import RunModel
import TerminalUI

/// Which classes are taken for which: of the validation examples of each class, the share that each class is named for.
struct ConfusionPanel: Panel {
  var id: PanelID { .confusion }
  var title: String { "confusion" }

  func slot(in view: RunView) -> PanelSlot {
    // Both matrices below each other, each with its name, its heading and its worst mistake.
    PanelSlot(id, .left, minimum: 9, ideal: min(28, 2 * ((view.description?.classNames.count ?? 10) + 3) + 4))
  }

  func draw(_ scene: Scene, in rect: Rect, focused: Bool, on canvas: inout Canvas) {
    let inner = canvas.box(rect, title: title, trailing: "true class down, named across", focused: focused).inset(1, 0)
    let matrices = InspectPanel.roles.compactMap { role in Matrix(role, scene.view) }
    guard !matrices.isEmpty, inner.width > 4, inner.height > 2 else {
      MissingData.draw(InspectPanel.missing("confusion", scene), scene, in: inner, on: &canvas)
      return
    }
    let places = ConfusionPanel.places(matrices, in: inner)
    for (matrix, place) in zip(matrices.suffix(places.count), places) { matrix.draw(scene, in: place, on: &canvas) }
  }

  /// Side by side or one below the other, whichever shows more; where only one fits, the student's.
  private static func places(_ matrices: [Matrix], in rect: Rect) -> [Rect] {
    guard matrices.count > 1 else { return [rect] }
    let beside = rect.columns(matrices.count).map { Rect(x: $0.x, y: $0.y, width: $0.width - 1, height: $0.height) }
    let below = rect.rows(matrices.count)
    func score(_ places: [Rect]) -> Int { zip(matrices, places).map { $0.detail(in: $1) }.min() ?? 0 }
    let best = score(beside) >= score(below) ? beside : below
    if score(best) == 0, matrices.last.map({ $0.detail(in: rect) > 0 }) ?? false { return [rect] }
    return best
  }
}

/// Counts of one network.
private struct Matrix {
  let role: (name: String, style: Style)
  let count: Int
  let shares: [Double]
  private let names: [String]
  private let caption: String
  private let worst: String?

  init?(_ role: (name: String, style: Style), _ view: RunView) {
    guard let tensor = view.tensor(Tag.confusion(role.name), rank: 2), tensor.shape[0] == tensor.shape[1] else {
      return nil
    }
    self.role = role
    count = tensor.shape[0]
    names = (0..<count).map { SoftTargetsData.name($0, in: view) }
    var shares = [Double](repeating: 0, count: count * count)
    var (right, all) = (0.0, 0.0)
    var top: (share: Double, row: Int, column: Int)?
    for row in 0..<count {
      let values = (0..<count).map { column -> Double in
        let value = Double(tensor.values[row * tensor.shape[1] + column])
        return value.isFinite ? max(0, value) : 0
      }
      let total = values.reduce(0, +)
      (right, all) = (right + values[row], all + total)
      guard total > 0 else { continue }
      for column in 0..<count {
        shares[row * count + column] = values[column] / total
        if column != row, values[column] / total > top?.share ?? 0 { top = (values[column] / total, row, column) }
      }
    }
    self.shares = shares
    caption = all > 0 ? String(format: "%.1f %% right", right / all * 100) : ""
    worst = top.map { [names] in
      "\(names[$0.row].prefix(16)) as \(names[$0.column].prefix(16)) " + String(format: "%.1f %%", $0.share * 100)
    }
  }

  private var labelWidth: Int { min(names.map { Text.width(Text.sanitized($0)) }.max() ?? 1, 8) }

  /// Columns that a class takes where it has a number; 0 where there is room for colours alone.
  private func cellWidth(in rect: Rect) -> Int {
    let room = rect.width - labelWidth - 1
    guard count + 2 <= rect.height, count > 0 else { return 0 }
    let width = min(6, room / count)
    return width >= 2 ? width : 0
  }

  /// More is better: 0 where each class does not have a cell of its own.
  func detail(in rect: Rect) -> Int { cellWidth(in: rect) }

  func draw(_ scene: Scene, in rect: Rect, on canvas: inout Canvas) {
    let width = cellWidth(in: rect)
    guard width > 0 else {
      InspectPanel.caption(role, caption, at: rect.origin, width: rect.width, on: &canvas)
      HeatMap(shares.map { $0.squareRoot() }, rows: count, columns: count)
        .draw(on: &canvas, in: Rect(x: rect.x, y: rect.y + 1, width: rect.width, height: rect.height - 1))
      return
    }
    let showsWorst = count + 3 <= rect.height
    InspectPanel.caption(role, caption, at: rect.origin, width: rect.width, on: &canvas)
    let left = rect.x + labelWidth + 1
    for column in 0..<count {
      let name = Text.truncated(Text.sanitized(names[column]), to: width - 1, ellipsis: ".")
      canvas.putRight(name, endingAt: left + (column + 1) * width, y: rect.y + 1, style: .muted)
    }
    for row in 0..<count {
      let y = rect.y + 2 + row
      canvas.put(names[row], at: Point(x: rect.x, y: y), style: .muted, maxWidth: labelWidth)
      for column in 0..<count {
        drawCell(
          shares[row * count + column], isRight: row == column, at: Point(x: left + column * width, y: y), width,
          on: &canvas)
      }
    }
    if showsWorst, let worst {
      canvas.put("most: \(worst)", at: Point(x: rect.x, y: rect.y + 2 + count), style: .muted, maxWidth: rect.width)
    }
  }

  private func drawCell(_ share: Double, isRight: Bool, at point: Point, _ width: Int, on canvas: inout Canvas) {
    guard share > 0 else { return }
    // Small shares are what one looks for here: the root brings them out.
    let style = Style(.text, on: .heat(share.squareRoot()))
    canvas.fill(Rect(x: point.x, y: point.y, width: width, height: 1), style: style)
    let percent = Int((share * 100).rounded())
    var text = percent > 0 ? "\(percent)" : "+"
    // Where numbers would touch, those beside the diagonal are left to the colours.
    if width < 3 { text = !isRight ? "" : percent >= 100 ? String(canvas.symbols.done) : text }
    canvas.putRight(text, endingAt: point.x + width, y: point.y, style: isRight ? style.bold : style)
    if width < 3, !isRight, canvas.symbols == .ascii {
      canvas.putRight(percent < 10 ? "\(percent)" : "#", endingAt: point.x + width, y: point.y, style: style)
    }
  }
}
