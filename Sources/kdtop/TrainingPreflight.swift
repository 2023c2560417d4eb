import Datasets
import Foundation
import TerminalUI
import Torch
import Training

/// What would stop a run, found before the screen is taken or a directory is made for nothing.
enum TrainingPreflight {
  /// - Parameter isResumed: the run has a checkpoint, which holds the teacher.
  /// - Throws: `EngineError`, `UsageError`, `InputMissing`, `ThemeError`.
  static func check(_ configuration: RunConfiguration, isResumed: Bool = false) throws {
    // Without the 0.4 s it takes to open the engine.
    try Engine.find()
    switch configuration.dataset.availability(directory: configuration.dataDirectory) {
    case .available: break
    case .needsDirectory:
      throw UsageError(
        description: "\(configuration.dataset.name) needs --data-dir: \(configuration.dataset.installation)")
    case .missing(let reason): throw InputMissing(what: reason)
    }
    if !isResumed, let weights = configuration.teacherWeights, !FileManager.default.fileExists(atPath: weights) {
      throw InputMissing(what: "there is no file \(weights); --teacher-weights takes safetensors")
    }
    // Also of a run that goes on: no checkpoint holds it.
    if let outputs = configuration.teacherOutputs, !FileManager.default.fileExists(atPath: outputs) {
      throw InputMissing(what: "there is no file \(outputs); --teacher-outputs takes what `kdtop teach` writes")
    }
    // Also where nothing is drawn: run.toml would hold a name that a later launch refuses.
    if let theme = configuration.theme { _ = try Theme.named(theme) }
  }
}
