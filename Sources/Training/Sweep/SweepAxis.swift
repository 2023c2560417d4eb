/// One thing that varies in a sweep.
public struct SweepAxis: Sendable, Equatable {
  /// A knob's or an option's name as it stands in tables: `temperature`, `teacher-stop`.
  public let name: String
  /// Two or more, as typed, none twice.
  public let values: [String]
  /// Whether it is a knob or an option of the method, as of `--set`.
  public let isSetting: Bool

  /// What stands on a command line for one of the values.
  func words(_ value: String) -> [String] {
    isSetting ? ["--set", "\(name)=\(value)"] : ["--\(name)", value]
  }
}

/// A command line in which any option may have several values: what varies, and what does not.
///
/// Values are separated by `,` where a comma cannot be part of one (numbers, names, `--set`), and by `|` anywhere:
/// `--set temperature=1,4`, `--student 'mlp:12|mlp:24,dropout=0.1'`.
public struct SweepArguments: Sendable, Equatable {
  /// Words that all runs have.
  public private(set) var fixed: [String] = []
  /// In the order they were typed.
  public private(set) var axes: [SweepAxis] = []

  /// Options whose values may hold a comma.
  private static let withCommas: Set = [
    "with", "data-dir", "teacher", "student", "teacher-weights", "teacher-outputs", "layers", "augment", "schedule",
    "config", "theme",
  ]
  private static let flags: Set = ["teacher-cache", "no-teacher-cache"]

  /// - Throws: `SweepError`. Names and values are not looked at: that is for who parses the words of one run.
  public init(_ words: [String]) throws(SweepError) {
    var rest = words[...]
    var seen: Set<String> = []
    while let word = rest.popFirst() {
      guard word.hasPrefix("--"), word.count > 2 else { throw .notAnOption(word) }
      let halves = word.dropFirst(2).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(
        String.init)
      let option = halves[0]
      if SweepArguments.flags.contains(option) {
        fixed.append(word)
        continue
      }
      if let instead = ["seed": "--seeds N or --seed-list A,B", "run-dir": "--out DIR", "name": "--out DIR"][option] {
        throw .decidedHere(option: option, instead: instead)
      }
      guard let text = halves.count > 1 ? halves[1] : rest.popFirst() else { throw .noValue(option: option) }
      var (name, values, isSetting) = (option, text, false)
      if option == "set" {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, !parts[0].isEmpty else { throw .badSetting(text) }
        (name, values, isSetting) = (parts[0].trimmingSpaces.replacing("-", with: "_"), parts[1], true)
      }
      guard seen.insert("\(isSetting) \(name)").inserted else { throw .twice(name: name, isSetting: isSetting) }
      let all = try SweepArguments.values(values, of: name, mayHoldCommas: SweepArguments.withCommas.contains(option))
      let axis = SweepAxis(name: name, values: all, isSetting: isSetting)
      if all.count == 1 { fixed += axis.words(all[0]) } else { axes.append(axis) }
    }
  }

  private static func values(
    _ text: String, of name: String, mayHoldCommas: Bool
  ) throws(SweepError) -> [String] {
    let parts = text.split(separator: "|", omittingEmptySubsequences: false).flatMap { part in
      mayHoldCommas ? [part] : part.split(separator: ",", omittingEmptySubsequences: false)
    }
    let values = parts.map { String($0).trimmingSpaces }
    guard values.count == 1 || values.allSatisfy({ !$0.isEmpty }) else { throw .emptyValue(name: name, text: text) }
    var seen: Set<String> = []
    if let twice = values.first(where: { !seen.insert($0).inserted }) { throw .sameValue(name: name, value: twice) }
    return values
  }

  /// How many combinations there are; `Int.max` for too many to count.
  public var count: Int {
    axes.reduce(1) { product, axis in
      let (next, overflow) = product.multipliedReportingOverflow(by: axis.values.count)
      return overflow ? .max : next
    }
  }

  /// One combination of values after the other, the last axis' first: each axis' value, and the words of a command line.
  public var combinations: [(values: [String], words: [String])] {
    axes.reduce([(values: [], words: fixed)]) { all, axis in
      all.flatMap { one in axis.values.map { (one.values + [$0], one.words + axis.words($0)) } }
    }
  }
}

/// A command line that describes no sweep.
public enum SweepError: Error, Equatable, CustomStringConvertible {
  case notAnOption(String)
  case noValue(option: String)
  case badSetting(String)
  case twice(name: String, isSetting: Bool)
  case emptyValue(name: String, text: String)
  case sameValue(name: String, value: String)
  case decidedHere(option: String, instead: String)
  case tooMany(runs: Int, limit: Int)
  case badSeeds(String)
  /// A directory of the sweep holds a run that was asked to do something else.
  case otherRun(path: String, differences: [String])
  /// A file that says nothing of a sweep.
  case badRecord(path: String, reason: String)

  public var description: String {
    switch self {
    case .notAnOption(let word): "“\(word)” is no option; several values of one are separated by , or |, without spaces"
    case .noValue(let option): "--\(option) takes a value"
    case .badSetting(let text): "--set takes NAME=VALUE or NAME=VALUE,VALUE, for example temperature=1,4, not “\(text)”"
    case .twice(let name, let isSetting):
      "\(isSetting ? "--set \(name)" : "--\(name)") is given twice; give its values together: "
        + (isSetting ? "--set \(name)=A,B" : "--\(name) 'A|B'")
    case .emptyValue(let name, let text): "one of the values of \(name) is empty: “\(text)”"
    case .sameValue(let name, let value): "\(name) has the value \(value) twice"
    case .decidedHere(let option, let instead): "a sweep decides --\(option) itself; give \(instead)"
    case .tooMany(let runs, let limit):
      "\(runs == .max ? "more runs than can be counted" : "\(runs) runs"); a sweep takes \(limit) at most"
    case .badSeeds(let text): "seeds are whole numbers, 0 or more, none twice, such as 0,1,2; not “\(text)”"
    case .otherRun(let path, let differences):
      "\(path) is another run (\(differences.joined(separator: "; "))); choose another --out, or remove it"
    case .badRecord(let path, let reason): "\(path) is no record of a sweep: \(reason)"
    }
  }
}

extension String {
  fileprivate var trimmingSpaces: String {
    String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }
}
