import Foundation

/// What a sweep's directory holds, for its table: `sweep.json`.
public struct SweepRecord: Codable, Equatable, Sendable {
  public struct Run: Codable, Equatable, Sendable {
    /// Of its directory inside the sweep's.
    public var name: String
    /// By axis; one that says nothing to the run is left out.
    public var values: [String: String]
    public var seed: UInt64
  }

  public var format = 1
  /// In the order of the table's columns.
  public var axes: [String]
  public var runs: [Run]

  static let fileName = "sweep.json"
  private static let sizeLimit = 16 << 20

  public init(_ plan: SweepPlan) {
    axes = plan.axes.map(\.name)
    runs = plan.runs.map { run in
      let values = zip(plan.axes, run.values).compactMap { axis, value in value.map { (axis.name, $0) } }
      return Run(name: run.name, values: Dictionary(values) { first, _ in first }, seed: run.seed)
    }
  }

  /// - Throws: `SweepError.badRecord`; nil when there is none.
  public init?(in directory: String) throws(SweepError) {
    let path = "\(directory)/\(SweepRecord.fileName)"
    guard FileManager.default.fileExists(atPath: path) else { return nil }
    let size = (try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int) ?? 0
    guard size <= SweepRecord.sizeLimit else { throw .badRecord(path: path, reason: "it is too large") }
    guard let data = try? Data(contentsOf: URL(fileURLWithPath: path)) else {
      throw .badRecord(path: path, reason: "it cannot be read")
    }
    let record: SweepRecord
    do { record = try JSONDecoder().decode(SweepRecord.self, from: data) } catch {
      throw .badRecord(path: path, reason: "it is not JSON of that form")
    }
    guard record.format == 1 else { throw .badRecord(path: path, reason: "a newer kdtop wrote it") }
    if let run = record.runs.first(where: { $0.name.contains("/") || $0.name.hasPrefix(".") || $0.name.isEmpty }) {
      throw .badRecord(path: path, reason: "it names a run outside the directory, “\(run.name)”")
    }
    self = record
  }

  /// With the runs of an earlier sweep into the same directory that are not among these.
  public func adding(_ earlier: SweepRecord) -> SweepRecord {
    var all = self
    all.axes += earlier.axes.filter { !axes.contains($0) }
    let names = Set(runs.map(\.name))
    all.runs += earlier.runs.filter { !names.contains($0.name) }
    return all
  }

  /// - Throws: `RunDirectoryError.cannotWrite`.
  public func write(to directory: String) throws(RunDirectoryError) {
    let path = "\(directory)/\(SweepRecord.fileName)"
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    do { try encoder.encode(self).write(to: URL(fileURLWithPath: path), options: .atomic) } catch {
      throw .cannotWrite(path: path, reason: SystemError.reason(error))
    }
  }
}
