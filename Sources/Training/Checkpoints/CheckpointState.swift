import Foundation
import RunModel
import TOMLKit
import TOMLText

/// Everything a run depends on between two steps, but for its tensors: a checkpoint's `state.toml`.
struct CheckpointState: Codable, Equatable, Sendable {
  /// A file of the checkpoint as it was written, so that damage is found before it is used.
  struct File: Codable, Equatable, Sendable {
    var bytes: Int
    /// CRC-32C of the whole file.
    var checksum: UInt32
  }

  /// What is read here; a later kdtop that writes something else counts up.
  static let currentFormat = 1

  var format = CheckpointState.currentFormat
  /// kdtop's version.
  var version: String
  var reason: CheckpointRecord.Reason
  /// Optimiser steps taken in the whole run.
  var step: Int
  /// Place in the order of phases, from 0, of the phase that is under way or was the last one.
  var phase: Int
  var phaseName: String
  var progress: PhaseProgress
  /// Phases that are over.
  var finished: [RunSummary.Phase]
  /// Accuracies of the teacher, when its phase is over.
  var teacher: RunSummary.Result?
  /// Accuracies of the student at the end of a phase of its own before this one.
  var student: RunSummary.Result?
  var knobs: [String: Double]
  /// Applied changes of knobs so far.
  var changes: Int
  /// How often weights have been put back because a loss was no number.
  var recoveries: Int
  /// Knobs that somebody has turned, in order.
  var held: [String]?
  /// What the methods remember.
  var memory: [String: Double]?
  /// Accuracies of other networks than the student and the teacher, by role.
  var others: [String: RunSummary.Result]?
  /// By name, `student.safetensors` and the like.
  var files: [String: File] = [:]

  enum CodingKeys: String, CodingKey {
    case format, version, reason, step, phase, progress, finished, teacher, student, knobs, changes
    case recoveries, files, held, memory, others
    case phaseName = "phase_name"
  }
}

/// How far a phase has come.
struct PhaseProgress: Codable, Equatable, Sendable {
  /// Steps taken in this phase.
  var steps = 0
  /// Seconds spent in it, pauses included.
  var seconds = 0.0
  /// Epochs passed over completely, and examples of the present one already handed out: the place in the data's order.
  var epoch = 0
  var position = 0
  var stepsSinceEvaluation = 0
  /// The latest validation accuracy.
  var accuracy = 0.0
  /// The best one and the epoch it was reached in, from 1.
  var bestAccuracy: Double?
  var bestEpoch: Int?
  /// Running mean of the loss, which a leap is measured against.
  var usualLoss: Double?

  enum CodingKeys: String, CodingKey {
    case steps, seconds, epoch, position, accuracy
    case stepsSinceEvaluation = "steps_since_evaluation"
    case bestAccuracy = "best_accuracy"
    case bestEpoch = "best_epoch"
    case usualLoss = "usual_loss"
  }
}

extension CheckpointState {
  /// - Throws: what TOMLKit throws.
  func toml() throws -> String { "# A kdtop checkpoint.\n" + (try TOMLEncoder().encode(self) as String) + "\n" }

  /// - Parameter file: the name errors give.
  /// - Throws: `CheckpointError.damaged`, `CheckpointError.format`.
  init(toml: String, file: String) throws(CheckpointError) {
    do { self = try TOMLDecoder().decode(CheckpointState.self, from: TOMLTable(checking: toml)) } catch {
      throw .damaged(path: file, reason: "not the state of a checkpoint")
    }
    guard format == CheckpointState.currentFormat else { throw .format(path: file, format: format) }
    let counts = [
      step, phase, progress.steps, progress.epoch, progress.position, progress.stepsSinceEvaluation, changes,
      recoveries,
    ]
    guard counts.allSatisfy({ (0...LogLimits.steps).contains($0) }), progress.steps <= step else {
      throw .damaged(path: file, reason: "a count in it cannot be")
    }
  }
}

/// A checkpoint that cannot be used.
public enum CheckpointError: Error, Equatable, CustomStringConvertible {
  case damaged(path: String, reason: String)
  /// There is none, or none that is whole.
  case none(path: String)
  case format(path: String, format: Int)
  case cannotWrite(path: String, reason: String)

  public var description: String {
    switch self {
    case .damaged(let path, let reason): "\(path): \(reason)"
    case .none(let path): "there is no whole checkpoint in \(path)"
    case .format(let path, let format):
      "\(path): written in format \(format), which a newer kdtop reads; this one reads \(CheckpointState.currentFormat)"
    case .cannotWrite(let path, let reason): "cannot write \(path): \(reason)"
    }
  }
}
