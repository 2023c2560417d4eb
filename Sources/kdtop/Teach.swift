import ArgumentParser
import EventFiles
import Foundation
import RunModel
import Synchronization
import Torch
import Training

/// `kdtop teach`.
struct Teach: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write what a teacher says of every example into a file, to learn from without the teacher.",
    discussion: """
      The teacher is trained as `kdtop launch` trains it (several: each of them, and the mean of what they say is \
      written), or taken from --teacher-weights or from a run. `kdtop launch --teacher-outputs FILE` learns from the \
      file; PyTorch opens it, and may write one: labels [items] and logits [items, classes], in the data set's order.

      With --top-k only the k largest logits of each example are written, with the weight of the others together: \
      they are taken as equal when the file is read.

      Training the teacher is the beginning of a run, which is kept: `kdtop launch --resume` goes on with its student.

      Examples:
        kdtop teach --dataset fashion-mnist --out teacher.safetensors
        kdtop launch --dataset fashion-mnist --teacher-outputs teacher.safetensors
        kdtop teach --from runs/mine --out mine.safetensors --float32
        kdtop teach --teacher convnet:64,128 --out top.safetensors --top-k 3
      """)

  @OptionGroup var arguments: RunArguments
  @Option(
    help: ArgumentHelp("The file to write (safetensors); one that is there is not overwritten.", valueName: "file"),
    completion: .file(extensions: ["safetensors"]))
  var out: String
  @Option(help: ArgumentHelp("Write the k largest logits of each example alone. (default: all)", valueName: "k"))
  var topK: Int?
  @Flag(name: .customLong("float32"), help: "Write single precision in the place of half.")
  var isFloat32 = false
  @Option(
    help: ArgumentHelp(
      "Take the teacher from a run's newest checkpoint, or the one at a step.", valueName: "run[@step]"),
    completion: .directory)
  var from: String?
  @Flag(help: "Print one JSON object on standard output.")
  var json = false

  func run() throws {
    if let topK, topK < 1 { throw UsageError(description: "--top-k is \(topK); it takes 1 or more") }
    try OutputExists.check(out)
    let request = TeachRequest(path: out, format: .init(topK: topK, isFloat32: isFloat32))
    let typed = try arguments.options(isWatched: false)
    var recorded: RecordedRun?
    var reference: RunReference?
    if let from {
      let place = try RunReference(from)
      (recorded, reference) = (try RecordedRun(place.path), place)
      var rest = typed
      (rest.dataDirectory, rest.threads) = (nil, nil)
      if let other = RunOptions.fields.first(where: { $0.isGiven(in: rest) }) {
        throw UsageError(description: "--from takes the run's own teacher, so --\(other.name) cannot be given")
      }
    }
    let configuration = try RunConfiguration.resolve(recorded.map { typed.over($0.options) } ?? typed, isWatched: false)
    guard !configuration.teachers.isEmpty else {
      throw UsageError(
        description: configuration.teacherOutputs.map { "the teacher's outputs are in \($0) already" }
          ?? "\(configuration.recipe.name) has no teacher whose outputs could be written")
    }
    try TrainingPreflight.check(configuration, isResumed: recorded != nil)
    Engine.letThreadsSleep()
    if let recorded {
      try finish(ask(ReadyTeacher(of: recorded, at: reference?.step, configuration), request))
    } else if configuration.teacherWeights != nil {
      try finish(ask(ReadyTeacher(weightsOf: configuration), request))
    } else {
      let (report, status) = try train(configuration, request)
      if let report { try finish(report) }
      Foundation.exit(status.rawValue)
    }
  }

  private func ask(_ teacher: ReadyTeacher, _ request: TeachRequest) throws -> TeachReport {
    var last = 0.0
    return try teacher.write(request, version: Version.text) { done, all in
      let now = Date().timeIntervalSince1970
      guard now - last > 2, done < all else { return }
      last = now
      StandardStream.error.write("asking the teacher: \(done) of \(all) examples\n")
    }
  }

  /// Trains the teacher as the beginning of a run.
  /// - Returns: no report where nothing was written; what went wrong has been said then.
  private func train(
    _ configuration: RunConfiguration, _ request: TeachRequest
  ) throws -> (TeachReport?, ExitStatus) {
    let start = try RunStart.fresh(configuration)
    let progress = ProgressPrinter()
    let log = try EventLog(directory: start.directory.path) { progress.warn("\($0)") }
    let mailbox = CommandMailbox()
    let signals = Signals { mailbox.post(Command(.quit(saving: true), from: .signal)) }
    let written = Mutex<TeachReport?>(nil)
    let thread = TrainerThread<TrainerOutcome?> { [start] in
      let trainer = Trainer(
        start, version: Version.text, isWatched: false, mailbox: mailbox,
        sink: EventFanOut([EventLogSink(log), progress]), log: log.control)
      switch trainer.teach(request) {
      case .written(let report):
        written.withLock { $0 = report }
        return nil
      case .ended(let ending): return TrainerOutcome(ending)
      }
    }
    let outcome = thread.join() ?? nil
    progress.finish()
    var status = ExitStatus.done
    switch outcome {
    case nil, .finished?: break
    case .stopped(_, let isSaved)?:
      progress.say("stopped\(isSaved ? ", weights saved" : ""): \(start.directory.path)")
      status = signals.status ?? .done
    case .failed(let message, let failure, let hasBegun)?:
      if !hasBegun { start.directory.removeUnused() }
      progress.warn(message)
      if hasBegun {
        progress.say(
          "the run is kept: `kdtop teach --from \(start.directory.path) --out FILE` asks the teacher as it is there")
      }
      status = failure
    }
    do { try log.close(patience: 2) } catch {
      progress.warn("\(error)")
      status = .cannotWrite
    }
    return (written.withLock { $0 }, status)
  }

  private func finish(_ report: TeachReport) throws {
    if let missing = report.missingSteps {
      StandardStream.error.complain("the run has not finished its teacher's training: \(missing) steps are missing")
    }
    StandardStream.error.write(report.text + "\n")
    guard json else { return }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    try StandardStream.output.print(String(decoding: try encoder.encode(report), as: UTF8.self))
  }
}

extension TeachReport {
  /// Two lines for people.
  var text: String {
    let size =
      bytes >= 1 << 20 ? String(format: "%.1f MB", Double(bytes) / 1e6) : String(format: "%.0f kB", Double(bytes) / 1e3)
    let what = topK.map { "the \($0) largest of \(classes) logits" } ?? "\(classes) logits"
    let accuracies = String(
      format: "validation accuracy %.2f %%, test accuracy %.2f %%", accuracy.validation * 100, accuracy.test * 100)
    return """
      \(file): \(what) of \(items) examples of \(dataset), \(format), \(size)
        teacher \(teacher), seed \(seed): \(accuracies)
      """ + (runDirectory.map { "\n  its run: \($0)" } ?? "")
  }
}
