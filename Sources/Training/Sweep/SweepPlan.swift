import Foundation
import RunModel

/// The runs of a sweep, decided: every combination with every seed.
public struct SweepPlan: Sendable {
  public struct Run: Sendable {
    /// Of its directory inside the sweep's: `temperature=4-alpha=0.9-seed0`.
    public var name: String
    /// The value of each axis, as typed; nil where the axis says nothing to this run.
    public var values: [String?]
    public var seed: UInt64
    public var configuration: RunConfiguration
  }

  public let axes: [SweepAxis]
  /// Setting after setting, each with all seeds.
  public let runs: [Run]

  /// More than this is a mistake.
  public static let limit = 10_000

  /// Resolves every run, so that nothing is begun of a sweep with a mistake in it.
  ///
  /// Where the method or the optimiser varies, knobs that only another one has are left out; combinations that come to the
  /// same are one run.
  /// - Parameters:
  ///   - seeds: one or more.
  ///   - parse: the options that the words of a command line mean.
  /// - Throws: `SweepError`, what `parse` and `RunConfiguration.resolve` throw.
  public init(
    _ arguments: SweepArguments, seeds: [UInt64], parse: ([String]) throws -> RunOptions
  ) throws {
    let (count, overflow) = arguments.count.multipliedReportingOverflow(by: seeds.count)
    guard !overflow, count <= SweepPlan.limit else {
      throw SweepError.tooMany(runs: overflow ? .max : count, limit: SweepPlan.limit)
    }
    axes = arguments.axes
    let varies = Set(arguments.axes.filter { !$0.isSetting }.map(\.name))
    var seen: Set<String> = []
    var names: Set<String> = []
    var runs: [Run] = []
    for (values, words) in arguments.combinations {
      var options = try parse(words)
      if !varies.isDisjoint(with: ["method", "optimizer", "config"]) {
        var chosen = RunOptions()
        (chosen.method, chosen.optimizer, chosen.added) = (options.method, options.optimizer, options.added)
        options = try chosen.over(file: options, isWatched: false)
      }
      let resolved = try RunConfiguration.resolve(options, isWatched: false)
      let told = resolved.options
      var alike = told
      alike.seed = nil
      guard seen.insert(alike.toml).inserted else { continue }
      let shown = zip(arguments.axes, values).map { axis, value in axis.isTold(in: told) ? value : nil }
      let stem = SweepPlan.stem(arguments.axes, shown)
      for seed in seeds {
        options.seed = seed
        let name = SweepPlan.unused("\(stem)seed\(seed)", &names)
        runs.append(
          Run(
            name: name, values: shown, seed: seed,
            configuration: try RunConfiguration.resolve(options, isWatched: false)))
      }
    }
    self.runs = runs
  }

  private static func stem(_ axes: [SweepAxis], _ values: [String?]) -> String {
    let parts = zip(axes, values).compactMap { axis, value in value.map { "\(axis.name)=\(plain($0))-" } }
    return String(parts.joined().prefix(150))
  }

  /// With the characters that every shell and file system leaves alone; of a path the last name.
  private static func plain(_ value: String) -> String {
    let last = value.contains("/") ? FilePath.name(of: value) : value
    return String(
      last.map { ($0.isASCII && ($0.isLetter || $0.isNumber)) || "._=+-".contains($0) ? $0 : "_" })
  }

  private static func unused(_ name: String, _ taken: inout Set<String>) -> String {
    var (candidate, number) = (name, 1)
    while !taken.insert(candidate).inserted {
      number += 1
      candidate = "\(name)-\(number)"
    }
    return candidate
  }
}

extension SweepAxis {
  /// Whether a run that is resolved so depends on the axis: a run without a teacher has none that could vary.
  fileprivate func isTold(in options: RunOptions) -> Bool {
    if isSetting { return options.knobs[name] != nil || options.choices[name] != nil }
    guard let field = RunOptions.fields.first(where: { $0.name == name }) else { return true }
    return field.isGiven(in: options)
  }
}

extension SweepPlan.Run {
  /// What it is called in progress lines: `temperature=4 alpha=0.9 seed=1`.
  public func title(_ axes: [SweepAxis]) -> String {
    (zip(axes, values).compactMap { axis, value in value.map { "\(axis.name)=\($0)" } } + ["seed=\(seed)"])
      .joined(separator: " ")
  }
}
