import RunModel

/// How charts are looked at. All charts share it, so that what is above each other is of the same time.
struct ChartControls: Sendable, Equatable {
  /// A stretch of the x axis, in its unit.
  struct Window: Sendable, Equatable {
    var range: Range<Double>
    /// Whether it ends where the run does, and goes on with it.
    var follows: Bool
  }

  /// Weights of the moving average, from none.
  static let weights = [0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999]

  var unit = ChartUnit.steps
  /// Place in `weights`.
  var smoothing = 0
  /// Nil shows everything.
  var window: Window?
  /// The step under the crosshair.
  var cursor: Int?
  /// Curves that a person has put out of sight.
  var hidden: Set<RunStore.Key> = []

  var weight: Double { ChartControls.weights[min(max(smoothing, 0), ChartControls.weights.count - 1)] }
}
