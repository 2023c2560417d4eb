import Foundation
import RunModel

/// What a person asked for, on the command line or in a file: every field may be left out. A command line's options
/// go over a file's, and both over the job's defaults (`RunConfiguration.resolve`).
///
/// The names in a TOML file are the command line's without the dashes: `batch-size = 64`; knobs stand in a table
/// `[knobs]`, changes of theirs in tables `[[changes]]`.
public struct RunOptions: Sendable, Equatable {
  public var method: String?
  /// Methods whose terms are added, joined by commas.
  public var added: String?
  public var dataset: String?
  public var dataDirectory: String?
  public var teacher: String?
  public var student: String?
  public var teacherWeights: String?
  /// A file of what a teacher says of every item, as `TeacherOutputs` reads it.
  public var teacherOutputs: String?
  public var teacherStop: Int?
  /// As `LayerChoice` reads it.
  public var layers: String?
  /// As `AugmentationSpec` reads it.
  public var augmentation: String?
  /// A plain text, one sentence a line, that the general stages of language models learn from.
  public var corpus: String?
  public var maximumTokens: Int?
  public var epochs: Int?
  public var steps: Int?
  public var teacherEpochs: Int?
  public var batchSize: Int?
  public var studentExamples: Int?
  public var seed: UInt64?
  public var threads: Int?
  public var optimizer: String?
  public var schedule: String?
  public var clipNorm: Double?
  public var teacherCache: Bool?
  public var runDirectory: String?
  public var name: String?
  public var logEvery: Int?
  /// As `CheckpointCadence` reads it.
  public var checkpointEvery: String?
  public var concepts: Int?
  /// A run directory.
  public var conceptsBaseline: String?
  public var theme: String?
  /// By knob name, hyphens already underscores.
  public var knobs: [String: Double] = [:]
  /// Options of the method by name, where they are no numbers; those that are may stand among the knobs.
  public var choices: [String: String] = [:]
  /// Changes that come by themselves while the run goes on, in the order of their steps.
  public var changes: [KnobChange] = []
  /// What is watched; nil is `AlertRule.usual`.
  public var alerts: [AlertRule]?

  public init() {}

  /// These options with those of `other` in the places left open here.
  public func over(_ other: RunOptions) -> RunOptions {
    var merged = self
    var other = other
    // Two ways to say one thing: what is said here silences the other way there too.
    if epochs != nil || steps != nil { (other.epochs, other.steps) = (nil, nil) }
    if teacherWeights != nil || teacherOutputs != nil { (other.teacherWeights, other.teacherOutputs) = (nil, nil) }
    if runDirectory != nil || name != nil { (other.runDirectory, other.name) = (nil, nil) }
    for field in RunOptions.fields { field.fill(&merged, other) }
    if changes.isEmpty { merged.changes = other.changes }
    merged.alerts = alerts ?? other.alerts
    merged.knobs = other.knobs.merging(knobs) { _, mine in mine }
    merged.choices = other.choices.merging(choices) { _, mine in mine }
    return merged
  }

  /// Takes `NAME=VALUE` as of `--set`: a knob's value, or an option of the method.
  /// - Throws: `ConfigurationError.badSetting`.
  public mutating func set(_ text: String) throws(ConfigurationError) {
    do {
      let (name, value) = try RunOptions.knobSetting(text)
      knobs[name] = value
    } catch {
      guard case .badKnobValue(let name, let value) = error else { throw error }
      choices[name] = value
    }
  }

  /// Parses `KNOB=VALUE` as of `--set`.
  /// - Throws: `ConfigurationError` for text without `=`, without a name or with something that is no number.
  public static func knobSetting(_ text: String) throws(ConfigurationError) -> (name: String, value: Double) {
    let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2, !parts[0].isEmpty else { throw .badSetting(text) }
    let name = parts[0].trimmingCharacters(in: .whitespaces).replacingOccurrences(of: "-", with: "_")
    let value = parts[1].trimmingCharacters(in: .whitespaces)
    if value == "off" { return (name, 0) }
    guard let number = Double(value), number.isFinite else { throw .badKnobValue(knob: name, value: value) }
    return (name, number)
  }
}
