import Foundation
import Torch

/// Weights on disk: `checkpoints/step-N/` with one safetensors file a network.
enum Checkpoint {
  /// Writes under a temporary name and renames, so that a directory called step-N is always whole.
  /// - Throws: `RunDirectoryError.cannotWrite`, `SafetensorsError`.
  /// - Parameter networks: tensors by name, of each file.
  static func write(_ networks: [String: [String: Tensor]], to directory: String) throws {
    let temporary = directory + ".partial"
    let files = FileManager.default
    do {
      if files.fileExists(atPath: temporary) { try files.removeItem(atPath: temporary) }
      try files.createDirectory(atPath: temporary, withIntermediateDirectories: true)
      for (name, tensors) in networks {
        try SafetensorsWriter.write(tensors, to: "\(temporary)/\(name).safetensors")
      }
      if files.fileExists(atPath: directory) { try files.removeItem(atPath: directory) }
      try files.moveItem(atPath: temporary, toPath: directory)
    } catch let error as CocoaError {
      throw RunDirectoryError.cannotWrite(path: directory, reason: error.localizedDescription)
    }
  }
}
