/// Several runs side by side: what sets them apart, what came of them, and their curves.
public struct Comparison {
  /// The curves of one tag.
  public struct Chart {
    public var tag: String
    /// One for each group; nil for a group of which no run, or not every run, has the curve.
    public var curves: [[AlignedCurve]?]

    /// The steps that the curves cover, counted from the beginnings of their phases.
    public var steps: Range<Double> {
      let known = curves.lazy.compactMap(\.self).flatMap(\.self).map(\.steps)
      let low = Double(known.map(\.lowerBound).min() ?? 0)
      let high = Double(known.map(\.upperBound).max() ?? 0)
      // The last point lies inside.
      return low..<max(high + 1, high.nextUp)
    }

    /// Whether any of the curves counts from another step than the run does.
    public var isAligned: Bool { curves.contains { $0?.contains { $0.origin != 0 } ?? false } }

    public func band(_ group: Int, columns: Int) -> CurveBand? {
      curves[group].map { CurveBand($0, steps: steps, columns: columns) }
    }
  }

  public let runs: [ComparedRun]
  public let groups: [RunGroup]
  public let differences: Differences
  public let charts: [Chart]

  /// - Parameters:
  ///   - runs: each with its view.
  ///   - tags: one a chart; a tag that no run has is left out.
  ///   - folds: whether seeds of one configuration stand together.
  public init(_ runs: [(run: ComparedRun, view: RunView)], tags: [String], folds: Bool) {
    self.runs = runs.map(\.run)
    let groups = folds ? RunGroup.fold(self.runs) : RunGroup.single(self.runs)
    self.groups = groups
    differences = Differences(groups)
    charts = tags.compactMap { tag in
      let curves = groups.map { group -> [AlignedCurve]? in
        let found = group.places.compactMap { AlignedCurve(runs[$0].view, tag: tag) }
        return found.count == group.runs.count ? found : nil
      }
      return curves.contains { $0 != nil } ? Chart(tag: tag, curves: curves) : nil
    }
  }

  /// What a group is called on charts and in tables: A to Z, a to z, then numbers.
  public static func label(_ group: Int) -> String {
    let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
    return letters.indices.contains(group) ? String(letters[group]) : "\(group + 1)"
  }
}
