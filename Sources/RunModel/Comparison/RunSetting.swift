/// One thing that was decided for a run before it began, or done to it while it went on: a row of a comparison.
public struct RunSetting: Sendable, Equatable {
  public var name: String
  public var value: String
  /// Whether runs that differ in it are runs of different kinds. A seed does not make one, nor does what only says how
  /// fast a run went or how often it was logged.
  public var isDecisive: Bool

  public init(_ name: String, _ value: String, isDecisive: Bool = true) {
    self.name = name
    self.value = value
    self.isDecisive = isDecisive
  }

  /// Names of settings that say nothing of what a network learns.
  private static let indecisive: Set = ["seed", "threads", "log-every", "checkpoint-every", "concepts", throttle]
  /// The knob that only holds training back.
  static let throttle = "throttle"
  /// Where a run is kept and how it looked, which is no part of it.
  private static let ignored: Set = ["name", "run-dir", "theme"]

  /// Everything that is known of a run, in the order of a comparison's rows: what it is, its options, its knobs at the
  /// start, what was turned.
  ///
  /// - Parameters:
  ///   - description: what the log says; it goes before the options.
  ///   - options: of the run's configuration file, without the knobs, in its order.
  ///   - knobs: the configuration file's, where the log says nothing.
  public static func all(
    _ description: RunDescription?, options: [(name: String, value: String)] = [], knobs: [String: Double] = [:],
    changes: [KnobChange] = []
  ) -> [RunSetting] {
    var settings: [RunSetting] = []
    func add(_ name: String, _ value: String?) {
      guard let value else { return }
      settings.append(RunSetting(name, value, isDecisive: !indecisive.contains(name)))
    }
    func option(_ name: String) -> String? { options.first { $0.name == name }?.value }
    add("method", description?.method ?? option("method"))
    add("data", description?.dataset ?? option("dataset"))
    add("teacher", description.map { $0.teacher?.spec ?? "none" } ?? option("teacher"))
    add("student", description?.student.spec ?? option("student"))
    add("forked from", description?.parent.map { "\(FilePath.name(of: $0.run))@\($0.step)" })
    add("seed", description.map { "\($0.seed)" } ?? option("seed"))
    let said: Set = ["method", "dataset", "teacher", "student", "seed"]
    for (name, value) in options where !said.contains(name) && !ignored.contains(name) { add(name, value) }
    if option("threads") == nil { add("threads", description?.threads.map { "\($0)" }) }
    if let known = description?.knobs, !known.isEmpty {
      // A knob's default in a log is where the run started it.
      for knob in known { add(knob.name, knob.text(knob.defaultValue)) }
    } else {
      for (name, value) in knobs.sorted(by: { $0.key < $1.key }) { add(name, Knob.text(value)) }
    }
    add("kdtop", description?.version)
    add("engine", description?.engine)
    return settings + turned(changes, description?.knobs ?? [])
  }

  /// A setting for each knob that was turned: how often, and where it was left.
  private static func turned(_ changes: [KnobChange], _ knobs: [Knob]) -> [RunSetting] {
    var order: [String] = []
    var byName: [String: [KnobChange]] = [:]
    for change in changes {
      if byName[change.knob] == nil { order.append(change.knob) }
      byName[change.knob, default: []].append(change)
    }
    return order.map { name in
      let mine = byName[name, default: []]
      let knob = knobs.first { $0.name == name }
      let last = mine.last.map { knob?.text($0.value) ?? Knob.text($0.value) } ?? "?"
      let times = mine.count == 1 ? "once" : "\(mine.count) times"
      return RunSetting("\(name) turned", "\(times), to \(last)", isDecisive: !indecisive.contains(name))
    }
  }
}
