import RunModel
import TerminalUI

/// What a figure of a run shows.
public struct FigureOptions: Sendable {
  public enum Axis: String, Sendable, CaseIterable { case step, epoch, time }

  /// Curves; of losses and accuracies each kind gets a panel. Empty: those of the run's own charts.
  public var curves: [RunStore.Key] = []
  /// Steps of the run after which it is not looked at; nil for all of it.
  public var step: Int?
  public var axis = Axis.step
  /// Weight of the moving average; 0 for none.
  public var smoothing = 0.0
  /// Whether losses have a logarithmic axis.
  public var isLog = false
  /// Whether changes of knobs are shown.
  public var showsMarks = true
  public var title = ""
  /// Of the whole figure, in points.
  public var size = Size(width: 360, height: 300)

  public init() {}
}

extension Dashboard {
  /// The figure of a run, for a paper.
  /// - Returns: nil for a run without any of the curves.
  public static func figure(store: RunStore, _ options: FigureOptions) -> Figure? {
    let view = RunView(store, position: options.step.map(store.position(atStep:)))
    let unit: ChartUnit =
      switch options.axis {
      case .step: .steps
      case .epoch: ChartScale.hasEpochs(view) ? .epochs : .steps
      case .time: .time
      }
    let scale = ChartScale(unit, of: view)
    let charts = FigureCharts.charts(view, options.curves)
    let ranges = charts.flatMap(\.series).compactMap { view.stepRange($0.key) }
    guard let low = ranges.map(\.lowerBound).min(), let high = ranges.map(\.upperBound).max() else { return nil }
    let range = scale.range(ofSteps: low, through: high)
    let columns = Int(Figure.plotWidth(of: Double(options.size.width))) * 2
    let builder = FigureCharts(view: view, scale: scale, range: range, columns: columns, smoothing: options.smoothing)
    let marks = ChartMarks.marks(view, scale: scale, shown: range, columns: columns, arrow: "→")
    return Figure(
      panels: charts.map { builder.panel($0, isLog: options.isLog) },
      xRange: range.lowerBound...range.upperBound, xLabel: FigureCharts.label(unit),
      xNumbers: unit == .time ? .seconds : .plain,
      marks: options.showsMarks
        ? marks.filter { $0.mark.kind == .change }.map { Figure.Mark(x: $0.mark.x, label: $0.mark.label) } : [],
      title: options.title, width: Double(options.size.width), height: Double(options.size.height))
  }
}
