import ArgumentParser
import Foundation
import Training

/// `kdtop export`.
struct Export: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract:
      "Take out of a run what other programs, or kdtop itself, can use: its changes of knobs, a network's weights.",
    discussion: """
      Weights come from the newest checkpoint, or the newest up to a step, as one safetensors file: for --teacher-weights, or \
      for PyTorch (safetensors.torch.load_file). Of a run on text a name without .safetensors becomes a directory with \
      configuration and tokenizer, which transformers opens (AutoModelForSequenceClassification.from_pretrained).

      Examples:
        kdtop export runs/mine --weights student.safetensors --best
        kdtop export runs/mine@2000 --weights teacher.safetensors --role teacher
        kdtop export runs/reviews --weights my-student
        kdtop export runs/mine --schedule >> my-config.toml
        kdtop launch --config my-config.toml
      """)

  @Argument(help: ArgumentHelp("A run's directory.", valueName: "run[@step]"), completion: .directory)
  var path: String
  @Flag(
    help: "The changes of knobs that were made while it trained, as [[changes]] for the end of a configuration file.")
  var schedule = false

  @Option(
    help: ArgumentHelp(
      "Write a network's weights to this file, or directory; one that is there is not overwritten.", valueName: "file"),
    completion: .file(extensions: ["safetensors"]))
  var weights: String?
  @Option(
    help: ArgumentHelp(
      "Whose weights: student, teacher, or one of several such as peer-2 or teacher-2. (default: student)",
      valueName: "network"))
  var role: String?
  @Flag(help: "The weights of the epoch with the best validation accuracy, not the last ones.")
  var best = false

  func run() throws {
    guard schedule != (weights != nil) else {
      throw UsageError(
        description: schedule
          ? "--schedule prints and --weights writes a file; give one of them"
          : "say what to export: --schedule or --weights FILE")
    }
    let reference = try RunReference(path)
    let recorded = try RecordedRun(reference.path)
    if let weights { return try export(recorded, at: reference.step, to: weights) }
    if role != nil || best {
      throw UsageError(description: "--role and --best say which weights; they go with --weights")
    }
    guard !recorded.changes.isEmpty else {
      StandardStream.error.complain("no knob was changed while \(path) trained")
      return
    }
    try StandardStream.output.print("\n" + RunOptions.toml(of: recorded.changes))
  }

  private func export(_ run: RecordedRun, at step: Int?, to file: String) throws {
    try OutputExists.check(file)
    let saved = try SavedWeights(run: run.path, at: step, role: role ?? "student", isBest: best)
    if !file.hasSuffix(".safetensors"), let model = SavedModel(saved, of: run) {
      return tell(file, try model.write(to: file), saved)
    }
    var metadata = ["kdtop": Version.text]
    metadata["spec"] = saved.role.hasPrefix("teacher") ? run.options.teacher : run.options.student
    metadata["dataset"] = run.options.dataset
    tell(file, try saved.write(to: file, metadata: metadata), saved)
  }

  private func tell(_ file: String, _ count: Int, _ saved: SavedWeights) {
    StandardStream.error.write(
      "\(file): \(count) tensors of the \(saved.role)\(saved.isBest ? " at its best epoch" : ""), step \(saved.step)\n")
  }
}
