/// A figure for a paper: panels of curves over one x axis, drawn as lines with real axes.
///
/// Lengths are points of 1/72 inch. Black on white, in colours that colour-blind people can tell apart (Okabe and Ito,
/// "Color Universal Design", 2008), with dashes for those who print in black.
public struct Figure: Sendable {
  /// Which pen a curve is drawn with. The same thing has the same pen in every figure.
  public enum Pen: Hashable, Sendable {
    case student, teacher, agreement, hard, soft
    /// Any other curve.
    case series(Int)
  }

  public struct Curve: Sendable {
    public var name: String
    public var pen: Pen
    public var isDashed: Bool
    /// Behind the others, and not named.
    public var isFaint: Bool
    /// Pieces of the curve, each with its points from left to right: between two pieces nothing is known.
    public var pieces: [[FigurePoint]]
    /// Where values were no numbers.
    public var notNumbers: [Double]

    public init(
      _ name: String, pen: Pen, isDashed: Bool = false, isFaint: Bool = false, pieces: [[FigurePoint]],
      notNumbers: [Double] = []
    ) {
      self.name = name
      self.pen = pen
      self.isDashed = isDashed
      self.isFaint = isFaint
      self.pieces = pieces
      self.notNumbers = notNumbers
    }
  }

  public struct Panel: Sendable {
    /// What the y axis counts, with its unit: `accuracy (%)`.
    public var label: String
    public var scale: LineChart.Scale
    /// The first one is drawn last.
    public var curves: [Curve]

    public init(_ label: String, scale: LineChart.Scale = .linear, curves: [Curve]) {
      self.label = label
      self.scale = scale
      self.curves = curves
    }
  }

  /// A line through all panels, and what it stands for.
  public struct Mark: Sendable {
    public var x: Double
    public var label: String

    public init(x: Double, label: String) {
      self.x = x
      self.label = label
    }
  }

  public var panels: [Panel]
  public var xRange: ClosedRange<Double>
  /// What the x axis counts, with its unit.
  public var xLabel: String
  public var xNumbers: LineChart.XNumbers
  public var marks: [Mark]
  public var title: String
  public var width: Double
  public var height: Double

  public init(
    panels: [Panel], xRange: ClosedRange<Double>, xLabel: String, xNumbers: LineChart.XNumbers = .plain,
    marks: [Mark] = [], title: String = "", width: Double = 360, height: Double = 300
  ) {
    self.panels = panels
    self.xRange = xRange
    self.xLabel = xLabel
    self.xNumbers = xNumbers
    self.marks = marks
    self.title = title
    self.width = width
    self.height = height
  }

  /// How wide the plot is, at least: how many points a curve is worth.
  public static func plotWidth(of width: Double) -> Double { max(40, width - FigureLayout.left - FigureLayout.right) }
}

/// A point of a figure's curve, in the units of its axes.
public struct FigurePoint: Hashable, Sendable {
  public var x: Double
  public var y: Double

  public init(_ x: Double, _ y: Double) {
    self.x = x
    self.y = y
  }
}
