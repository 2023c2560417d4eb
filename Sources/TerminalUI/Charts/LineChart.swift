/// Curves over steps (or any other x), with axes, a legend and marks.
///
/// Each column of dots shows the span from the least to the greatest value of its bucket, so a spike of one step is
/// visible however many steps a column stands for. How many buckets a curve needs is what `plotColumns` says:
///
///     let columns = LineChart.plotColumns(width: rect.width, symbols: canvas.symbols)
///     let series = ChartSeries(name: "student", style: .student, buckets: store.buckets(count: columns))
///     LineChart(series: [series], xRange: 0...1500).draw(on: &canvas, in: rect)
public struct LineChart: Hashable, Sendable {
  public enum Scale: Hashable, Sendable { case linear, log }
  /// What the numbers of the x axis are.
  public enum XNumbers: Hashable, Sendable { case plain, seconds }

  public var series: [ChartSeries]
  /// From the left edge of the first column of dots to the right edge of the last. Infinite ends count as 0…1.
  public var xRange: ClosedRange<Double>
  /// The word at the end of the x axis, such as `step`.
  public var xUnit: String
  /// The least distance between numbers on the x axis: there is nothing between two steps. 0 for a continuous x.
  public var xGrain: Double
  /// How places of the x axis are written.
  public var xNumbers: XNumbers
  public var yScale: Scale
  /// Nil: as far as the finite values reach, and a little more. Values outside are drawn at the edge.
  /// On a log scale values that are zero or negative are drawn at the bottom.
  public var yRange: ClosedRange<Double>?
  public var marks: [ChartMark]
  /// Columns at the left for the y axis's numbers and a blank; 0 for no y axis.
  public var yLabelWidth: Int
  /// Whether the names of the series get a row at the top.
  public var showsLegend: Bool
  /// What stands in the plot when no series has a point.
  public var emptyText: String
  public var crosshair: ChartCrosshair?

  public static let defaultLabelWidth = 7

  public init(
    series: [ChartSeries], xRange: ClosedRange<Double>, xUnit: String = "step", xGrain: Double = 1,
    yScale: Scale = .linear, yRange: ClosedRange<Double>? = nil, marks: [ChartMark] = [],
    yLabelWidth: Int = LineChart.defaultLabelWidth, showsLegend: Bool = true, emptyText: String = "no data yet",
    xNumbers: XNumbers = .plain, crosshair: ChartCrosshair? = nil
  ) {
    self.series = series
    self.xRange = xRange
    self.xUnit = xUnit
    self.xGrain = xGrain
    self.yScale = yScale
    self.yRange = yRange
    self.marks = marks
    self.yLabelWidth = yLabelWidth
    self.showsLegend = showsLegend
    self.emptyText = emptyText
    self.xNumbers = xNumbers
    self.crosshair = crosshair
  }

  /// How many buckets a series needs in a chart `width` cells wide: the columns of dots beside the y axis.
  public static func plotColumns(
    width: Int, symbols: SymbolSet, yLabelWidth: Int = LineChart.defaultLabelWidth
  ) -> Int {
    plotWidth(width: width, yLabelWidth: yLabelWidth) * symbols.dotsPerCell.width
  }

  /// The y axis goes when it would take more than half of the width.
  private static func plotWidth(width: Int, yLabelWidth: Int) -> Int {
    let labels = max(0, yLabelWidth)
    return max(0, labels * 2 > width ? width : width - labels)
  }

  /// The chart's parts from top to bottom; a part there is no room for is empty.
  public struct Parts: Equatable, Sendable {
    public var legend = Rect.zero
    public var plot = Rect.zero
    public var marks = Rect.zero
    public var xAxis = Rect.zero
    public var yLabels = Rect.zero
  }

  /// Where the parts of a chart drawn in `rect` are: a click there is meant for them.
  public func parts(of rect: Rect) -> Parts {
    var parts = Parts()
    var rest = rect
    if rect.height >= 4 { (rest, parts.xAxis) = rest.splitBottom(1) }
    if rect.height >= 6, !marks.isEmpty { (rest, parts.marks) = rest.splitBottom(1) }
    if rect.height >= 5, showsLegend, series.contains(where: { !$0.name.isEmpty }) {
      (parts.legend, rest) = rest.splitTop(legendRows(width: rect.width, atMost: rect.height / 6))
    }
    let width = LineChart.plotWidth(width: rect.width, yLabelWidth: yLabelWidth)
    (parts.yLabels, parts.plot) = rest.splitLeft(rect.width - width)
    parts.xAxis = parts.xAxis.splitRight(width).right
    parts.marks = parts.marks.splitRight(width).right
    return parts
  }

  /// Draws the chart with the canvas's symbols; only cells of `rect` change.
  public func draw(on canvas: inout Canvas, in rect: Rect) {
    canvas.draw(in: rect) { canvas in
      let parts = parts(of: canvas.bounds)
      guard !parts.plot.isEmpty else { return }
      let axis = yAxis()
      drawLegend(on: &canvas, in: parts.legend)
      drawRules(on: &canvas, in: parts.plot)
      if axis == nil, hasNonFinite == false {
        let text = Text.truncated(emptyText, to: parts.plot.width, ellipsis: canvas.symbols.ellipsis)
        let place = parts.plot.centered(Size(width: Text.width(text), height: 1))
        canvas.put(text, at: place.origin, style: .muted)
      }
      if let axis {
        drawYLabels(on: &canvas, in: parts.yLabels, axis: axis)
        drawCurves(on: &canvas, in: parts.plot, axis: axis)
        drawMarkers(on: &canvas, in: parts.plot, axis: axis)
        drawGaps(on: &canvas, in: parts.plot)
      }
      drawNonFinite(on: &canvas, in: parts.plot)
      drawXAxis(on: &canvas, in: parts.xAxis)
      drawMarks(on: &canvas, in: parts.marks)
      drawCrosshair(on: &canvas, in: parts.plot)
    }
  }

  private var hasNonFinite: Bool { series.contains { $0.buckets.contains { $0?.hasNonFinite == true } } }

  var finiteXRange: ClosedRange<Double> {
    xRange.lowerBound.isFinite && xRange.upperBound.isFinite ? xRange : 0...1
  }

  /// The y axis over the given range or the values; nil when there is neither.
  func yAxis() -> ChartAxis? {
    if let yRange, let axis = ChartAxis(yRange, scale: yScale) { return axis }
    return ChartAxis(fitting: series, scale: yScale)
  }
}
