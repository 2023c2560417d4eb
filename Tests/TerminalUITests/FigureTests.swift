import Foundation
import Testing

@testable import TerminalUI

@Suite struct FigureTests {
  private static func figure(_ names: [String] = ["student", "teacher"]) -> Figure {
    let curves = names.enumerated().map { index, name in
      Figure.Curve(
        name, pen: .series(index), isDashed: index == 1,
        pieces: [(0...100).map { FigurePoint(Double($0) * 10, 2 * exp(-Double($0) / 30) + Double(index)) }])
    }
    return Figure(
      panels: [
        Figure.Panel("loss", scale: .log, curves: curves),
        Figure.Panel(
          "accuracy (%)",
          curves: [
            Figure.Curve("student", pen: .student, pieces: [[FigurePoint(500, 90)]], notNumbers: [700])
          ]),
      ], xRange: 0...1000, xLabel: "step", marks: [Figure.Mark(x: 400, label: "T 4→8")], title: "a run")
  }

  @Test("a figure is XML with round numbers on its axes, units, names and marks")
  func words() {
    let reader = SVGReader(Self.figure().svg)
    #expect(reader.error == nil)
    for word in ["a run", "loss", "accuracy (%)", "step", "student", "teacher", "T 4→8", "0", "200", "1,000", "1", "2"]
    {
      #expect(reader.words.contains(word), "\(word)")
    }
    // One x axis for both panels.
    #expect(reader.words.filter { $0 == "1,000" }.count == 1)
  }

  @Test("names of any kind are names, not markup")
  func hostile() {
    let reader = SVGReader(Self.figure(["<b>&\u{1B}[31m\u{0}", "\"'>"]).svg)
    #expect(reader.error == nil)
    #expect(reader.words.contains { $0.contains("<b>&") })
  }

  @Test("points stand where the axes say")
  func places() throws {
    let svg = Self.figure().svg
    let layout = FigureLayout(Self.figure())
    // The single point of the second panel: in the middle of the axis.
    let x = (layout.plots[1].left + layout.plots[1].right) / 2
    #expect(svg.contains("M\(SVGPath.number(x)) "))
    for (first, second) in zip(layout.plots, layout.plots.dropFirst()) { #expect(first.bottom < second.top) }
    #expect(layout.plots.allSatisfy { $0.right < 360 && $0.bottom < 300 && $0.height > 20 })
  }

  @Test("nothing to draw, or nothing of sense, is a figure all the same")
  func degenerate() {
    let empty = Figure(panels: [], xRange: 0...1, xLabel: "step")
    #expect(SVGReader(empty.svg).error == nil)
    let nan = Figure(
      panels: [
        Figure.Panel(
          "x", scale: .log,
          curves: [Figure.Curve("a", pen: .teacher, pieces: [[FigurePoint(0, -1), FigurePoint(1, .nan)], []])])
      ], xRange: 3...3, xLabel: "time", xNumbers: .seconds)
    #expect(SVGReader(nan.svg).error == nil)
    #expect(!nan.svg.contains("nan"))
  }
}
