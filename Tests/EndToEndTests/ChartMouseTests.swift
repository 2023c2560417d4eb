import Foundation
import Testing

extension EndToEnd {
  /// Zoom, pan, crosshair, legend and smoothing with a real mouse, in a real terminal.
  @Suite(.serialized) struct ChartMouse {
    let place: Workplace
    let kdtop: String

    init() throws {
      place = try Workplace()
      kdtop = try Program.path()
    }

    private func click(_ terminal: Tmux, _ column: Int, _ row: Int) throws {
      try terminal.send("\u{1B}[<0;\(column);\(row)M\u{1B}[<0;\(column);\(row)m")
    }

    /// The column and row, from 1 as terminals count, where a text stands.
    private func find(_ text: String, on screen: String) throws -> (column: Int, row: Int) {
      for (row, line) in screen.components(separatedBy: "\n").enumerated() {
        if let range = line.range(of: text) { return (line[..<range.lowerBound].count + 1, row + 1) }
      }
      throw EndToEndError(description: "no \(text) on the screen:\n\(screen)")
    }

    @Test func aReplaysChartsFollowTheMouse() throws {
      let terminal = try Tmux("\(kdtop) replay \(Fixture.path("pytorch-kd")) --speed max", in: place.path)
      var screen = try terminal.wait(for: "step 599", "╭ train/loss", "╭ accuracy")
      // A click puts the crosshair into every chart: the step stands over exact values.
      let chart = try find("╭ train/loss", on: screen)
      try click(terminal, chart.column + 20, chart.row + 5)
      screen = try terminal.wait(for: "train/loss", "teacher @")
      #expect(screen.components(separatedBy: " step ").count > 3, "\(screen)")
      try terminal.press("Escape")
      try terminal.waitUntilGone("teacher @")
      // The wheel zooms, a drag moves along.
      for _ in 0..<4 { try terminal.send("\u{1B}[<64;\(chart.column + 20);\(chart.row + 5)M") }
      screen = try terminal.wait(for: "zoomed")
      try terminal.send("\u{1B}[<0;\(chart.column + 20);\(chart.row + 5)M")
      try terminal.send("\u{1B}[<32;\(chart.column + 12);\(chart.row + 5)M")
      try terminal.send("\u{1B}[<0;\(chart.column + 12);\(chart.row + 5)m")
      let before = screen
      try eventually {
        screen = try terminal.screen()
        return screen != before && screen.contains("zoomed")
      } otherwise: {
        "the chart did not move:\n\(screen)"
      }
      // What was dragged is no click.
      #expect(!screen.contains("teacher @"))
      for _ in 0..<8 { try terminal.send("\u{1B}[<65;\(chart.column + 20);\(chart.row + 5)M") }
      try terminal.waitUntilGone("zoomed")
      // A name of the legend hides its curve, and shows it.
      let name = try find("━ teacher", on: terminal.screen())
      try click(terminal, name.column + 3, name.row)
      try terminal.wait(for: "○ teacher")
      try click(terminal, name.column + 3, name.row)
      try terminal.wait(for: "━ teacher")
      try terminal.press("q")
      try terminal.wait(for: "exit code 0")
    }

    @Test func aLiveRunsChartsAnswerTheKeys() throws {
      let terminal = try Tmux(
        "\(kdtop) launch --name run --teacher-epochs 2 --set throttle=40 --steps 100000", in: place.path)
      // Until an epoch of the student's is over: a chart of one curve and a few steps has nothing to zoom or to hide.
      try terminal.wait(for: "distil", "soft targets", "╭ loss", "━ student", "share kept")
      try terminal.press("s", "s")
      try terminal.wait(for: "smooth 0.6")
      try terminal.press("S")
      try terminal.wait(for: "smooth 0.5")
      try terminal.press("X")
      try terminal.wait(for: "charts over epochs", "epoch│")
      try terminal.press("X")
      try terminal.wait(for: "charts over time", "time│")
      try terminal.press("i")
      try terminal.wait(for: " at 0:", "student ")
      try terminal.press("+")
      try terminal.wait(for: "zoomed")
      try terminal.press("S-Left")
      try terminal.press("x")
      try terminal.waitUntilGone("zoomed")
      try terminal.press("o")
      try terminal.wait(for: "○ teacher")
      try terminal.press("i")
      try terminal.waitUntilGone(" at 0:")
      try terminal.press("q", "x")
      try terminal.wait(for: "exit code 0")
    }
  }
}
