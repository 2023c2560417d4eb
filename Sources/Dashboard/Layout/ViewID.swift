/// A screenful of panels that belong together: what the digits and Tab switch between.
public enum ViewID: String, Hashable, Sendable, CaseIterable {
  case train
  case softTargets = "soft targets"
  case inspect
  case run
  case log

  /// For people, and in layout files.
  public var name: String { rawValue }

  /// The digit that shows it, from 1.
  public var number: Int { (ViewID.allCases.firstIndex(of: self) ?? 0) + 1 }

  /// The view of a digit; nil for a digit of none.
  public init?(number: Int) {
    guard ViewID.allCases.indices.contains(number - 1) else { return nil }
    self = ViewID.allCases[number - 1]
  }

  /// The view so many places on, round the end.
  func moved(by places: Int) -> ViewID {
    let all = ViewID.allCases
    return all[((number - 1 + places) % all.count + all.count) % all.count]
  }

  /// How its panels are laid out where nobody has said otherwise.
  var columns: ColumnRule {
    switch self {
    case .train: ColumnRule(wideFrom: 72, share: 5.0 / 12, width: 36...64)
    case .softTargets: ColumnRule(wideFrom: 112, share: 0.36, width: 40...72)
    case .inspect: ColumnRule(wideFrom: 72, share: 0.5, width: 30...200)
    case .run: ColumnRule(wideFrom: 72, share: 0.5, width: 34...110)
    case .log: ColumnRule(wideFrom: 120, share: 0.5, width: 40...200)
    }
  }
}

/// When a view has two columns, and how wide the right one is.
struct ColumnRule: Hashable, Sendable {
  /// Columns of the screen from which on there are two.
  var wideFrom: Int
  /// The right column's share of the width where nobody has chosen one, kept within `width`.
  var share: Double
  var width: ClosedRange<Int>

  static let standard = ViewID.train.columns
}
