/// A run as a comparison sees it: what it is, what was done to it, and what came of it.
public struct ComparedRun: Sendable, Equatable {
  /// What it is called; unlike the others' names.
  public var name: String
  /// Where its log is.
  public var path: String
  /// Nil where the log does not say.
  public var seed: UInt64?
  public var settings: [RunSetting]
  public var changes: [KnobChange]
  public var results: RunResults

  public init(
    name: String, path: String, seed: UInt64?, settings: [RunSetting], changes: [KnobChange] = [], results: RunResults
  ) {
    self.name = name
    self.path = path
    self.seed = seed
    self.settings = settings
    self.changes = changes
    self.results = results
  }

  /// - Parameters:
  ///   - options: of the run's configuration file, without the knobs, in its order.
  ///   - knobs: the configuration file's.
  public init(
    _ view: RunView, name: String, path: String, options: [(name: String, value: String)] = [],
    knobs: [String: Double] = [:]
  ) {
    let seed = options.first { $0.name == "seed" }.flatMap { UInt64($0.value) }
    let changes = view.knobChanges
    self.init(
      name: name, path: path, seed: view.description?.seed ?? seed,
      settings: RunSetting.all(view.description, options: options, knobs: knobs, changes: changes), changes: changes,
      results: RunResults(view))
  }

  /// The value of a setting; nil for one that the run has not.
  public func value(of setting: String) -> String? { settings.first { $0.name == setting }?.value }
}
