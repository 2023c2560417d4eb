import Foundation
import Torch

/// A network's weights in a run's checkpoint.
public struct SavedWeights: Sendable {
  /// The checkpoint's step.
  public let step: Int
  /// `student`, `teacher`, `teacher-2`, `peer-2`.
  public let role: String
  /// Whether they are of the epoch with the best validation accuracy.
  public let isBest: Bool
  let file: String

  /// - Parameters:
  ///   - run: the run's directory.
  ///   - step: takes the newest checkpoint up to there; nil is the end.
  ///   - isBest: whether the weights of the best epoch are wanted; a checkpoint has those of the network that is trained.
  /// - Throws: `CheckpointError.none`, `SavedWeightsError`.
  public init(run: String, at step: Int? = nil, role: String, isBest: Bool) throws {
    let folder = CheckpointFolder(run: run)
    guard let checkpoint = try folder.newest(through: step ?? .max, damaged: { _ in }) else {
      throw CheckpointError.none(path: folder.path)
    }
    let name = (isBest ? TrainingSession.Part.best(role) : role) + ".safetensors"
    let networks = checkpoint.state.files.keys.compactMap { file -> String? in
      let part = file.hasSuffix(".safetensors") ? String(file.dropLast(".safetensors".count)) : file
      return SavedWeights.isNetwork(part) ? part : nil
    }.sorted()
    guard networks.contains(isBest ? TrainingSession.Part.best(role) : role) else {
      throw SavedWeightsError(
        role: role, isBest: isBest, step: checkpoint.state.step, run: run,
        known: networks.filter { $0.hasSuffix("-best") == isBest })
    }
    self.step = checkpoint.state.step
    self.role = role
    self.isBest = isBest
    file = "\(checkpoint.path)/\(name)"
  }

  private static func isNetwork(_ part: String) -> Bool {
    part.hasPrefix("student") || part.hasPrefix("teacher") || part.hasPrefix("peer-")
      || part == SessionNetworks.assistantRole
  }

  /// Copies the tensors, checked, with where they come from as metadata.
  /// - Returns: how many tensors there are.
  /// - Throws: `SafetensorsError`.
  @discardableResult
  public func write(to path: String, metadata: [String: String] = [:]) throws -> Int {
    let stored = try SafetensorsFile(path: file)
    let items = try stored.entries.map {
      SafetensorsWriter.Item(name: $0.name, type: $0.type, shape: $0.shape, bytes: try stored.bytes($0.name))
    }
    let own = ["role": role, "step": "\(step)", "epoch": isBest ? "best" : "last"]
    try SafetensorsWriter.write(items, metadata: own.merging(metadata) { mine, _ in mine }, to: path)
    return items.count
  }
}

/// A checkpoint does not have the network that was asked for.
public struct SavedWeightsError: Error, Equatable, CustomStringConvertible {
  public var role: String
  public var isBest: Bool
  public var step: Int
  public var run: String
  /// What it has.
  public var known: [String]

  public var description: String {
    let there = known.isEmpty ? "it has none" : "it has \(known.joined(separator: ", "))"
    return isBest
      ? "the checkpoint of step \(step) of \(run) has no best epoch of \(role): \(there)"
      : "the checkpoint of step \(step) of \(run) has no network \(role): \(there)"
  }
}
