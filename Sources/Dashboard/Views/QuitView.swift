import RunModel
import TerminalUI

/// The question before quitting, in as much room as there is, and which answer is under the pointer.
enum QuitView {
  static func draw(_ choice: QuitChoice, _ scene: Scene, on canvas: inout Canvas) {
    if isWide(scene.size) {
      dialog(choice, scene).draw(on: &canvas, in: canvas.bounds)
    } else {
      drawNarrow(choice, scene, on: &canvas)
    }
  }

  /// The answer at a cell; nil beside them all.
  static func choice(at point: Point, _ scene: Scene) -> QuitChoice? {
    let screen = Rect(origin: .zero, size: scene.size)
    let rects =
      if scene.layout.isTooSmall {
        QuitChoice.allCases.indices.map { screen.row($0) }
      } else if isWide(scene.size) {
        dialog(.cancel, scene).choiceRects(in: screen)
      } else {
        narrowRects(in: screen)
      }
    return rects.firstIndex { $0.contains(point) }.flatMap(QuitChoice.init)
  }

  private static func isWide(_ size: Size) -> Bool { size.width >= 60 && size.height >= 8 }

  private static func place(_ scene: Scene) -> String { "at step \(Format.count(Progress(scene.view).step))" }

  private static func dialog(_ choice: QuitChoice, _ scene: Scene) -> Dialog {
    Dialog(
      title: "quit?", lines: ["training is \(place(scene))"], choices: QuitChoice.allCases.map(\.label),
      selected: choice.rawValue)
  }

  // MARK: - The answers below each other

  private static func narrowFrame(in screen: Rect) -> Rect { screen.centered(Size(width: 24, height: 6)) }

  private static func narrowRects(in screen: Rect) -> [Rect] {
    let inner = narrowFrame(in: screen).inner
    return QuitChoice.allCases.map { inner.row(1 + $0.rawValue) }
  }

  private static func drawNarrow(_ choice: QuitChoice, _ scene: Scene, on canvas: inout Canvas) {
    let rect = narrowFrame(in: canvas.bounds)
    canvas.fill(rect)
    let inner = canvas.box(rect, title: "quit?", focused: true)
    canvas.put(place(scene), at: Point(x: inner.x + 2, y: inner.y), maxWidth: inner.width - 3)
    for (answer, row) in zip(QuitChoice.allCases, narrowRects(in: canvas.bounds)) {
      let text = answer == choice ? "[\(answer.label)]" : " \(answer.label) "
      canvas.put(
        text, at: Point(x: row.x + 2, y: row.y), style: answer == choice ? Style.selected.bold : .text,
        maxWidth: row.width - 2)
    }
  }

  // MARK: - Below the smallest size

  /// A line an answer, with its key.
  static func drawTiny(on canvas: inout Canvas) {
    let lines = ["s save and quit", "x quit", "Esc go on"]
    for (y, line) in lines.prefix(canvas.size.height).enumerated() {
      canvas.put(line, at: Point(x: 0, y: y), style: .warning, maxWidth: canvas.size.width)
    }
  }
}
