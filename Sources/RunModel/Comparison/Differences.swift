/// What sets the groups of a comparison apart, and what they have in common.
public struct Differences: Sendable, Equatable {
  /// A setting that is not the same for all.
  public struct Row: Sendable, Equatable {
    public var setting: String
    /// One for each group; nil where a group has no such setting.
    public var values: [String?]
  }

  public private(set) var rows: [Row] = []
  /// Settings that all groups have with one value, in the order of rows.
  public private(set) var common: [(setting: String, value: String)] = []

  /// O(groups · settings).
  public init(_ groups: [RunGroup]) {
    for setting in Differences.settings(groups) {
      let values = groups.map { $0.value(of: setting) }
      if let first = values.first.flatMap(\.self), values.allSatisfy({ $0 == first }) {
        common.append((setting, first))
      } else {
        rows.append(Row(setting: setting, values: values))
      }
    }
  }

  /// Names of all settings: each after the one before it in the first run that has it.
  private static func settings(_ groups: [RunGroup]) -> [String] {
    var names: [String] = []
    var seen: Set<String> = []
    for run in groups.lazy.flatMap(\.runs) {
      var end = 0
      for setting in run.settings {
        if seen.insert(setting.name).inserted {
          names.insert(setting.name, at: end)
          end += 1
        } else if let place = names.firstIndex(of: setting.name) {
          end = place + 1
        }
      }
    }
    return names
  }

  public static func == (a: Differences, b: Differences) -> Bool {
    a.rows == b.rows && a.common.elementsEqual(b.common, by: ==)
  }
}
