/// What one column of dots of a curve stands for: the values of all points that fall into it.
public struct ChartBucket: Hashable, Sendable {
  /// The least and the greatest finite value. NaN when the bucket has none: then it shows as a gap, or as a mark.
  public var minimum: Double
  public var maximum: Double
  /// The first and the last finite value, by which neighbouring buckets are joined.
  public var first: Double
  public var last: Double
  /// The mean of many values: the curve runs through it, and what lies between the extremes is drawn faintly behind.
  /// Nil draws the extremes themselves.
  public var mean: Double?
  /// Whether a value was NaN or infinite.
  public var hasNonFinite: Bool

  public init(
    minimum: Double, maximum: Double, first: Double, last: Double, mean: Double? = nil, hasNonFinite: Bool = false
  ) {
    self.minimum = minimum
    self.maximum = maximum
    self.first = first
    self.last = last
    self.mean = mean
    self.hasNonFinite = hasNonFinite
  }

  /// A bucket of one value.
  public init(_ value: Double) {
    let kept = value.isFinite ? value : .nan
    self.init(minimum: kept, maximum: kept, first: kept, last: kept, hasNonFinite: !value.isFinite)
  }

  var isFinite: Bool { minimum.isFinite && maximum.isFinite && first.isFinite && last.isFinite }
}

/// One curve of a chart.
public struct ChartSeries: Hashable, Sendable {
  public enum Line: Hashable, Sendable { case solid, dashed }

  /// What the legend says; empty keeps the series out of it.
  public var name: String
  public var style: Style
  public var line: Line
  /// One for each column of dots, left to right; nil where there is no point. As many as
  /// `LineChart.plotColumns(width:symbols:yLabelWidth:)` says; missing ones count as nil, others are ignored.
  public var buckets: [ChartBucket?]
  /// How many columns without points a line may cross. Nil: up to four times the usual distance between points, so
  /// that a value logged once an epoch is still a line and a hole in a dense curve is still a hole.
  public var bridging: Int?
  /// Stands on the curve here and there, so that it is known without its colour.
  public var marker: Character?
  /// Drawn faintly behind the other curves: what a smoothed one was made of.
  public var isFaint: Bool
  /// Named in the legend as one that is not drawn.
  public var isHidden: Bool

  public init(
    name: String, style: Style, line: Line = .solid, buckets: [ChartBucket?], bridging: Int? = nil,
    marker: Character? = nil, isFaint: Bool = false, isHidden: Bool = false
  ) {
    self.name = name
    self.style = style
    self.line = line
    self.buckets = buckets
    self.bridging = bridging
    self.marker = marker
    self.isFaint = isFaint
    self.isHidden = isHidden
  }

  /// The greatest distance between two columns that are joined.
  func reach() -> Int {
    if let bridging { return max(0, bridging) + 1 }
    var previous: Int?
    var distances: [Int] = []
    for (column, bucket) in buckets.enumerated() where bucket?.isFinite == true {
      if let previous { distances.append(column - previous) }
      previous = column
    }
    distances.sort()
    return distances.isEmpty ? 1 : 4 * distances[distances.count / 2]
  }
}

/// A place of the x axis that is looked at: a line through the plot, and what there is to read beside it.
public struct ChartCrosshair: Hashable, Sendable {
  public struct Row: Hashable, Sendable {
    public var name: String
    /// Empty for a line of text alone.
    public var value: String
    public var style: Style

    public init(_ name: String, _ value: String = "", style: Style = .text) {
      self.name = name
      self.value = value
      self.style = style
    }
  }

  /// In the units of the x axis.
  public var x: Double
  /// Where that is, in words.
  public var title: String
  public var rows: [Row]

  public init(x: Double, title: String, rows: [Row] = []) {
    self.x = x
    self.title = title
    self.rows = rows
  }
}

/// A vertical mark at a place of the x axis.
public struct ChartMark: Hashable, Sendable {
  public enum Kind: Hashable, Sendable { case change, checkpoint, note }

  /// In the units of the x axis.
  public var x: Double
  public var kind: Kind
  /// A few characters, such as `T 4→8`; left out where there is no room.
  public var label: String

  public init(x: Double, kind: Kind, label: String = "") {
    self.x = x
    self.kind = kind
    self.label = label
  }
}
