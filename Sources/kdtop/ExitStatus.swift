import Analysis
import ArgumentParser
import Dashboard
import Datasets
import Distillation
import EventFiles
import Foundation
import Models
import RunModel
import TerminalUI
import Torch
import Training

/// Exit codes scripts can use, after sysexits.h.
enum ExitStatus: Int32 {
  case done = 0
  case badUsage = 64
  case badData = 65
  case inputMissing = 66
  /// The training engine is not built.
  case engineMissing = 69
  case internalError = 70
  case cannotWrite = 73
  case interrupted = 130
  case hungUp = 129
  case terminated = 143

  /// Prints what went wrong on standard error and ends the program with the code that fits.
  static func exit(for error: any Error) -> Never {
    if let status = status(of: error) {
      StandardStream.error.complain("\(error)")
      Foundation.exit(status.rawValue)
    }
    // Parsing errors, --help and --version; the parser knows how to say them.
    Kdtop.exit(withError: error)
  }

  static func status(of error: any Error) -> ExitStatus? {
    switch error {
    case ConfigurationError.unreadable: .inputMissing
    case is ConfigurationError, is UnknownMethod, is ModelSpecError, is UsageError, is SavedWeightsError: .badUsage
    case SweepError.badRecord: .badData
    case is SweepError: .badUsage
    case is ChildProcessError: .internalError
    case is MethodOptionError, is RecipeError, is LayerError, is AugmentationSpecError: .badUsage
    case let error as DatasetError: status(ofData: error.category)
    case let error as EngineError: status(ofEngine: error)
    case let error as EventFileError: status(ofLog: error.problem)
    case is RunDirectoryError, is CannotPrint, is OutputExists: .cannotWrite
    case let error as RecordedRunError: status(ofRun: error)
    case CheckpointError.cannotWrite: .cannotWrite
    case CheckpointError.none: .inputMissing
    case is CheckpointError: .badData
    case let error as SafetensorsError: status(ofTensors: error.problem)
    case is LossError, is TrainingError, is ModuleError, is TeacherOutputsError: .badData
    case is BertSpecError: .badUsage
    case let error as PretrainedError: status(ofModel: error.problem)
    case let error as BertConfigError: status(ofConfiguration: error.problem)
    case is TokenBatchError: .badData
    case ConceptError.maskFile: .badData
    case is ConceptError, is ConceptBaselineError: .badUsage
    case is InputMissing: .inputMissing
    case is TerminalError, is NoDashboard, is ThemeError, is UserConfigurationError, is LayoutError: .badUsage
    default: nil
    }
  }

  private static func status(ofData category: DatasetError.Category) -> ExitStatus {
    switch category {
    case .usage: .badUsage
    case .badData: .badData
    case .missingInput: .inputMissing
    }
  }

  private static func status(ofTensors problem: SafetensorsError.Problem) -> ExitStatus {
    switch problem {
    case .cannotRead: .inputMissing
    case .cannotWrite: .cannotWrite
    default: .badData
    }
  }

  private static func status(ofModel problem: PretrainedError.Problem) -> ExitStatus {
    switch problem {
    case .missing: .inputMissing
    case .weights: .badData
    case .cannotWrite: .cannotWrite
    case .head: .badUsage
    }
  }

  private static func status(ofConfiguration problem: BertConfigError.Problem) -> ExitStatus {
    switch problem {
    case .unreadable: .inputMissing
    default: .badData
    }
  }

  private static func status(ofRun error: RecordedRunError) -> ExitStatus {
    switch error {
    case .missing, .noRun: .inputMissing
    case .badStep, .beyondEnd, .finished: .badUsage
    }
  }

  private static func status(ofEngine error: EngineError) -> ExitStatus {
    switch error {
    case .notBuilt, .cannotOpen, .abiMismatch: .engineMissing
    default: .internalError
    }
  }

  private static func status(ofLog problem: EventFileError.Problem) -> ExitStatus {
    switch problem {
    case .missing, .cannotOpen, .cannotRead: .inputMissing
    case .cannotCreate, .cannotWrite, .closed: .cannotWrite
    default: .badData
    }
  }
}

/// A command line that parses but makes no sense.
struct UsageError: Error, CustomStringConvertible {
  var description: String
}

/// A file that would be overwritten.
struct OutputExists: Error, CustomStringConvertible {
  var path: String
  var description: String { "\(path) exists already; choose another name, or remove it" }

  /// - Throws: `OutputExists`, `InputMissing` where there is no directory for it.
  static func check(_ path: String) throws {
    if FileManager.default.fileExists(atPath: path) { throw OutputExists(path: path) }
    let directory = FilePath.directory(of: path)
    var isDirectory: ObjCBool = false
    guard
      directory.isEmpty
        || FileManager.default.fileExists(atPath: directory, isDirectory: &isDirectory) && isDirectory.boolValue
    else { throw RunDirectoryError.cannotWrite(path: path, reason: "there is no directory \(directory)") }
  }
}

/// A file or directory that is not there.
struct InputMissing: Error, CustomStringConvertible {
  /// What is missing, and what to do about it.
  var what: String
  var description: String { what }
}
