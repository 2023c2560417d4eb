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

  public init(
    name: String, style: Style, line: Line = .solid, buckets: [ChartBucket?], bridging: Int? = nil,
    marker: Character? = nil
  ) {
    self.name = name
    self.style = style
    self.line = line
    self.buckets = buckets
    self.bridging = bridging
    self.marker = marker
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

/// A vertical mark at a place of the x axis.
public struct ChartMark: Hashable, Sendable {
  public enum Kind: Hashable, Sendable { case change, checkpoint }

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
