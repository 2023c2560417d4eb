import RunModel
import TerminalUI

extension Dashboard {
  /// Runs side by side, for a file or a pipe: charts with a legend in `size`, and below them what sets the runs apart and
  /// what came of them.
  /// - Parameter isLog: whether curves that are no shares are drawn on a logarithmic axis.
  public static func compare(
    _ comparison: Comparison, size: Size, symbols: SymbolSet = .braille, isLog: Bool = false
  ) -> Canvas {
    let legend = ComparisonLegend(comparison, of: size)
    var size = size
    // Without a curve there is a legend alone.
    if comparison.charts.isEmpty { size.height = legend.height }
    let lines = ComparisonTables(comparison, width: size.width, symbols: symbols).lines
    var canvas = Canvas(width: size.width, height: size.height + lines.count, symbols: symbols)
    let charts = Rect(origin: .zero, size: size)
    canvas.draw(in: charts) { canvas in
      ComparisonCharts(comparison: comparison, legend: legend, isLog: isLog).draw(on: &canvas)
    }
    for (row, line) in lines.enumerated() {
      canvas.put(line, at: Point(x: 0, y: size.height + row), maxWidth: size.width)
    }
    return canvas
  }
}
