/// Runs of one kind that differ in nothing but their seeds, or a single run: a row and a curve of a comparison.
public struct RunGroup: Sendable, Equatable {
  /// One or more.
  public private(set) var runs: [ComparedRun]
  /// Their places among all runs compared.
  public private(set) var places: [Int]

  init(_ run: ComparedRun, place: Int) { (runs, places) = ([run], [place]) }

  private mutating func add(_ run: ComparedRun, place: Int) {
    runs.append(run)
    places.append(place)
  }

  public var isFolded: Bool { runs.count > 1 }

  /// The names of its runs in one: `kd-s{0,1,2}`, as shells write it.
  public var name: String { BraceName.of(runs.map(\.name)) }

  /// What its runs have for a setting, each value once; nil when none has it.
  public func value(of setting: String) -> String? {
    var seen: Set<String> = []
    let values = runs.map { $0.value(of: setting) }
    guard values.contains(where: { $0 != nil }) else { return nil }
    return values.map { $0 ?? "-" }.filter { seen.insert($0).inserted }.joined(separator: ", ")
  }

  /// A quantity over the runs that have it; nil when none has.
  public func statistics(_ quantity: RunResults.Quantity) -> SampleStatistics? {
    SampleStatistics(runs.compactMap { $0.results.values[quantity] })
  }

  public func isProvisional(_ quantity: RunResults.Quantity) -> Bool {
    runs.contains { $0.results.provisional.contains(quantity) }
  }

  /// Puts runs together that are equal but for their seeds: in everything decided at the start, and in what was turned
  /// at which step. What has not finished stands alone, as its numbers are of another kind; so does what runs a seed a
  /// second time, which tells nothing of the spread. In the order of the first run of each. O(n).
  public static func fold(_ runs: [ComparedRun]) -> [RunGroup] {
    var groups: [RunGroup] = []
    var open: [Kind: [Int]] = [:]
    for (place, run) in runs.enumerated() {
      if run.seed != nil, run.results.isFinished {
        let kind = Kind(run)
        let free = open[kind]?.first { index in !groups[index].runs.contains { $0.seed == run.seed } }
        if let free {
          groups[free].add(run, place: place)
          continue
        }
        open[kind, default: []].append(groups.count)
      }
      groups.append(RunGroup(run, place: place))
    }
    return groups
  }

  /// Each run by itself.
  public static func single(_ runs: [ComparedRun]) -> [RunGroup] {
    runs.enumerated().map { RunGroup($1, place: $0) }
  }

  private struct Kind: Hashable {
    var settings: [String]
    var changes: [String]

    init(_ run: ComparedRun) {
      settings = run.settings.filter(\.isDecisive).flatMap { [$0.name, $0.value] }
      // Who turned a knob, a hand or a schedule, is the same to what is learned.
      changes = run.changes.filter { $0.knob != RunSetting.throttle }.map { "\($0.step) \($0.knob) \($0.value)" }
    }
  }
}
