import Foundation
import Testing

@testable import Figures

#if canImport(FoundationXML)
  import FoundationXML
#endif

struct FigureTests {
  private let nasty = "a<b>&\"c\u{1b}[0m\u{FFFE}"

  /// Every kind of figure, with names and numbers that are trouble.
  private var all: [Figure] {
    let points = [(x: 1.0, y: 0.5), (x: 2, y: .nan), (x: 4, y: 0.25), (x: .infinity, y: 1)]
    var lines = LineFigure(
      nasty, x: nasty, y: nasty,
      [.init(nasty, points, style: .linesAndPoints, labels: [nasty, "b"], errors: [0.1, 0, 0.2]), .init("empty", [])])
    lines.hasLogarithmicX = true
    lines.hasDiagonal = true
    lines.marks = [(x: 2, text: nasty)]
    return [
      lines.figure, LineFigure("nothing", x: "x", y: "y", []).figure,
      HeatMapFigure(nasty, [.init(nasty, rows: 2, columns: 3, [0, 1, 2, .nan]), .init("", rows: 0, columns: 0, [])])
        .figure,
      HeatMapFigure("even", [.init("even", rows: 1, columns: 2, [1, 1])], range: .each).figure,
      MatrixFigure(nasty, rows: [nasty, "b"], columns: ["c"], [[0.5], [.nan]]).figure,
      BarFigure(nasty, rows: [nasty, "b"], x: nasty, [.init(nasty, [1, -2]), .init("other", [.nan])]).figure,
      GraphFigure(
        nasty, nodes: [nasty, "b"], [.init(0, 1, weight: 1, label: nasty), .init(0, 7, weight: 2, label: "")]
      )
      .figure,
    ]
  }

  @Test func everyFigureIsWellFormed() throws {
    for figure in all + [Figure.grid(all, columns: 2, title: nasty)] {
      let parser = XMLParser(data: Data(figure.svg.utf8))
      #expect(parser.parse(), "\(figure.title): \(String(describing: parser.parserError))")
      #expect(!figure.svg.contains("nan") && !figure.svg.contains("inf"))
      #expect(figure.width > 0 && figure.height > 0)
    }
  }

  @Test func neighboursOfOneColourAreOneRectangle() {
    let map = HeatMapFigure.Map("m", rows: 1, columns: 4, [0, 0, 1, 1])
    let svg = HeatMapFigure("t", [map], side: 40).figure.svg
    #expect(svg.contains("M12 50h20v10h-20z"))
    #expect(svg.contains("M32 50h20v10h-20z"))
  }

  @Test func ticksAreRound() {
    let scale = Scale([0, 1], pixels: (0, 100), including: [0, 1])
    #expect(scale.ticks().map(Scale.label) == ["0", "0.2", "0.4", "0.6", "0.8", "1"])
    #expect(scale(0.5) == 50)
    let logarithmic = Scale([1, 20], pixels: (0, 100), isLogarithmic: true)
    #expect(logarithmic.ticks().map(Scale.label) == ["1", "2", "5", "10", "20"])
    #expect(Scale([3, 3], pixels: (0, 1)).range.contains(3))
    #expect(Scale.label(100) == "100" && Scale.label(0.05) == "0.05" && Scale.label(1200) == "1200")
  }

  @Test func gridPlacesFiguresBesideEachOther() {
    let one = LineFigure("a", x: "", y: "", []).figure
    let grid = Figure.grid([one, one, one], columns: 2)
    #expect(grid.width == 2 * one.width)
    #expect(grid.height == 2 * one.height)
  }
}
