import Foundation
import RunModel
import TestSupport
import Torch

@testable import Training

/// A whole run on the built-in digits, in this process.
struct MethodRun {
  let events: [Event]
  let summary: RunSummary
  let path: String
  private let place: TemporaryDirectory

  /// - Parameters:
  ///   - settings: as of `--set`.
  ///   - change: any other option.
  init(
    _ method: String, steps: Int, teacherEpochs: Int = 5, seed: UInt64 = 0, settings: [String] = [],
    change: (inout RunOptions) -> Void = { _ in }
  ) throws {
    place = try TemporaryDirectory()
    path = place.path + "/run"
    var options = RunOptions()
    (options.method, options.steps, options.teacherEpochs, options.seed) = (method, steps, teacherEpochs, seed)
    (options.threads, options.checkpointEvery, options.runDirectory) = (1, "off", path)
    for setting in settings { try options.set(setting) }
    change(&options)
    let start = try RunStart.fresh(RunConfiguration.resolve(options, isWatched: false))
    let sink = RecordingSink()
    let trainer = Trainer(start, version: "test", isWatched: false, mailbox: CommandMailbox(), sink: sink)
    switch withEngineThreads({ trainer.run() }) {
    case .finished(let summary, let unsaved):
      if let unsaved { throw unsaved }
      self.summary = summary
    case .stopped: throw Failure.stopped
    case .failed(let error, _, _): throw error
    }
    events = sink.events
  }

  enum Failure: Error { case stopped }

  /// The values of a curve.
  func values(_ tag: String) -> [Double] { events.curve(tag).map { Double($0.value) } }

  /// How large a curve is at its end, against its beginning: means of the first and the last `count` values.
  func remains(of tag: String, count: Int = 20) -> Double {
    let values = values(tag)
    guard values.count >= 2 * count else { return .infinity }
    return values.suffix(count).reduce(0, +) / values.prefix(count).reduce(0, +)
  }

  /// The tensors of a part of the checkpoint after `step` steps.
  func checkpoint(_ step: Int, _ part: String) throws -> [String: Tensor] {
    try SafetensorsFile(path: "\(path)/checkpoints/step-\(step)/\(part).safetensors").tensors()
  }

  /// The step after which the phase of this name ended.
  func end(of phase: String) -> Int? {
    events.phases.first { $0.name == phase }.map { $0.firstStep + $0.steps }
  }

  var student: Double { summary.student.final.testAccuracy }
}
