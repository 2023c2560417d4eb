import Foundation
import RunModel
import TerminalUI

/// Validation examples that the student gets wrong, the surest mistakes first, as pictures: what each is, what the student
/// takes it for, and what the teacher says.
struct WrongPanel: Panel {
  var id: PanelID { .wrong }
  var title: String { "wrong examples" }

  func slot(in view: RunView) -> PanelSlot { PanelSlot(id, .left, minimum: 8, ideal: 22) }

  func draw(_ scene: Scene, in rect: Rect, focused: Bool, on canvas: inout Canvas) {
    let inner = canvas.box(rect, title: title, trailing: "surest first", focused: focused).inset(1, 0)
    let view = scene.view
    guard let facts = view.tensor(Tag.wrongExamples, rank: 2), facts.shape[1] == 4,
      let tensor = view.tensor(Tag.wrongPictures, rank: 4)
    else {
      let isPerfect = view.tensor(Tag.confusion("student"), rank: 2) != nil
      let text =
        isPerfect
        ? "the student gets none of the validation examples wrong" : InspectPanel.missing("wrong", scene)
      MissingData.draw(text, scene, in: inner, on: &canvas)
      return
    }
    let count = min(facts.shape[0], tensor.shape[0], 64)
    guard let first = InspectPanel.picture(0, of: tensor), inner.height > WrongPanel.lines, inner.width > 8 else {
      return
    }
    let (columns, tile) = WrongPanel.plan(count, first, in: inner)
    let width = max(tile.width, WrongPanel.narrowest)
    for index in 0..<count {
      guard let picture = InspectPanel.picture(index, of: tensor) else { continue }
      let x = inner.x + index % columns * (width + 2)
      let y = inner.y + index / columns * (tile.height + WrongPanel.lines + 1)
      guard y + tile.height + WrongPanel.lines <= inner.maxY, x + width <= inner.maxX else { break }
      picture.draw(on: &canvas, in: Rect(x: x, y: y, width: tile.width, height: tile.height))
      caption(
        facts.values[index * 4..<index * 4 + 4].map { $0 }, scene, at: Point(x: x, y: y + tile.height), width,
        on: &canvas)
    }
  }

  /// Lines below a picture.
  private static let lines = 3
  private static let narrowest = 14

  private func caption(_ facts: [Float], _ scene: Scene, at point: Point, _ width: Int, on canvas: inout Canvas) {
    func name(_ value: Float) -> String { InspectPanel.className(value, scene.view) }
    canvas.put([("is ", .muted), (name(facts[0]), Style.text.bold)], at: point, maxWidth: width)
    canvas.put(
      [("S ", .student), (name(facts[1]), .error), (" " + Format.share(Double(facts[2])), .muted)],
      at: Point(x: point.x, y: point.y + 1), maxWidth: width)
    guard facts[3].isFinite else { return }
    canvas.put(
      [("T ", .teacher), (name(facts[3]), facts[3] == facts[0] ? .good : .error)],
      at: Point(x: point.x, y: point.y + 2), maxWidth: width)
  }

  /// How many stand beside each other, and how large a picture is: all of them where they are readable.
  private static func plan(_ count: Int, _ picture: Picture, in rect: Rect) -> (columns: Int, tile: Size) {
    var best = (columns: 1, tile: Size.zero, shown: 0)
    for columns in 1...max(1, rect.width / (narrowest + 2)) {
      let width = rect.width / columns - 2
      for rows in 1...max(1, rect.height / (lines + 4)) {
        let tile = picture.cells(in: Size(width: width, height: max(1, (rect.height + 1) / rows - lines - 1)))
        // A picture of half its own dots can still be read.
        guard tile.height * 4 >= picture.size.height || rows == 1 else { continue }
        let shown = min(count, columns * rows)
        if (shown, tile.height) > (best.shown, best.tile.height) { best = (columns, tile, shown) }
      }
    }
    return (best.columns, best.tile)
  }
}
