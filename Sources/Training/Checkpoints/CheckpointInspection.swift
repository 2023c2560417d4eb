import Foundation
import RunModel
import Torch

/// What looking at every byte of a run's checkpoints has found.
public struct CheckpointInspection: Sendable {
  public struct Finding: Sendable, Equatable {
    public var step: Int
    /// Nil for one that cannot be read that far.
    public var reason: CheckpointRecord.Reason?
    public var bytes: Int
    /// What is wrong with it; nil when a run can go on from it.
    public var problem: String?
  }

  /// Of every checkpoint, ascending.
  public private(set) var findings: [Finding] = []
  /// Names of directories that a run which was killed left unfinished.
  public private(set) var unfinished: [String] = []
  /// Why the checkpoints cannot be looked at, where there are some.
  public private(set) var problem: String?

  /// - Parameter run: the run's directory. One without checkpoints is no error.
  public init(run: String) {
    let folder = CheckpointFolder(run: run)
    let steps: [Int]
    do throws(CheckpointError) { steps = try folder.steps() } catch {
      problem = if case .damaged(let path, let reason) = error { "\(path) \(reason)" } else { "\(error)" }
      return
    }
    for step in steps { findings.append(Self.look(at: folder.checkpointPath(step), step: step)) }
    // Listed a moment ago, or not there.
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    unfinished = names.filter { $0.hasPrefix("step-") && !steps.map { "step-\($0)" }.contains($0) }.sorted()
  }

  private static func look(at path: String, step: Int) -> Finding {
    var finding = Finding(step: step, bytes: 0)
    do {
      let checkpoint = try Checkpoint(path: path)
      finding.reason = checkpoint.state.reason
      finding.bytes = checkpoint.state.files.values.reduce(0) { $0.addingClamped($1.bytes) }
      // Every check of the format, and whether the numbers are numbers.
      for name in checkpoint.state.files.keys.sorted() {
        let file = try SafetensorsFile(path: "\(path)/\(name)")
        for entry in file.entries where entry.type == .float32 {
          if try !file.floats(entry.name).allSatisfy(\.isFinite) {
            finding.problem = "\(path)/\(name): \(entry.name) has values that are no numbers"
            return finding
          }
        }
      }
    } catch { finding.problem = "\(error)" }
    return finding
  }
}
