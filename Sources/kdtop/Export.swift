import ArgumentParser
import Dashboard
import Foundation
import RunModel
import TerminalUI
import Training

/// `kdtop export`.
struct Export: ParsableCommand {
  enum TableFormat: String, ExpressibleByArgument, CaseIterable { case csv, json }

  static let configuration = CommandConfiguration(
    abstract:
      "Take out of a run what other programs, or kdtop itself, can use: curves, a figure, a network's weights, its changes of knobs.",
    discussion: """
      Curves are a table with a line a step, or one JSON object; a figure is an SVG with real axes, black on white. Of a log \
      that another program wrote, both work as well.

      Weights come from the newest checkpoint, or the newest up to a step, as one safetensors file: for --teacher-weights, or \
      for PyTorch (safetensors.torch.load_file). Of a run on text a name without .safetensors becomes a directory with \
      configuration and tokenizer, which transformers opens (AutoModelForSequenceClassification.from_pretrained).

      Examples:
        kdtop export runs/mine --series loss/student --format csv > loss.csv
        kdtop export runs/mine --series 'loss/*' --series accuracy/student --format json --output curves.json
        kdtop export runs/mine --figure loss.svg --smooth 0.9 --log
        kdtop export runs/mine --figure student.svg --series 'accuracy/*' --axis epoch --size 252x180
        kdtop export runs/mine --weights student.safetensors --best
        kdtop export runs/mine@2000 --weights teacher.safetensors --role teacher
        kdtop export runs/reviews --weights my-student
        kdtop export runs/mine --schedule >> my-config.toml
        kdtop launch --config my-config.toml

      Exit codes: 0 done, 64 a curve or an option that is not there, 65 a damaged log or checkpoint, 66 no such run, \
      73 the file is there already or cannot be written.
      """)

  @Argument(
    help: ArgumentHelp("A run's directory; for curves and figures any TensorBoard log.", valueName: "run[@step]"),
    completion: .directory)
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

  @Option(
    help: ArgumentHelp("A curve, such as loss/student or 'loss/*'; may be given often.", valueName: "tag"))
  var series: [String] = []
  @Option(help: ArgumentHelp("How curves are written: csv or json. (default: csv)", valueName: "format"))
  var format: TableFormat?
  @Option(
    name: [.long, .customShort("o")],
    help: ArgumentHelp("Write curves to this file; one that is there is not overwritten.", valueName: "file"))
  var output: String?
  @Option(
    help: ArgumentHelp(
      "Draw curves (losses and accuracies, or those of --series) as a figure into this SVG file; one that is there is "
        + "not overwritten, - is standard output.", valueName: "file"), completion: .file(extensions: ["svg"]))
  var figure: String?
  @Option(
    help: ArgumentHelp(
      "Weight of a debiased moving average, 0 up to 1: beside the values in a table, in front of them in a figure. "
        + "(default: 0)", valueName: "weight"))
  var smooth: Double?
  @Option(help: ArgumentHelp("What a figure's x axis counts: step, epoch or time. (default: step)", valueName: "what"))
  var axis: FigureOptions.Axis?
  @Flag(name: .customLong("log"), help: "Losses in a figure have a logarithmic axis.")
  var isLog = false
  @Option(
    help: ArgumentHelp("Width and height of a figure, in points of 1/72 inch. (default: 360x300)", valueName: "WxH"))
  var size: String?
  @Option(help: ArgumentHelp("What stands over a figure.", valueName: "text"))
  var title: String?

  func run() throws {
    try checkOptions()
    let reference = try RunReference(path)
    if let figure { return try draw(reference, to: figure) }
    if !series.isEmpty { return try table(reference) }
    let recorded = try RecordedRun(reference.path)
    if let weights { return try export(recorded, at: reference.step, to: weights) }
    guard !recorded.changes.isEmpty else {
      StandardStream.error.complain("no knob was changed while \(path) trained")
      return
    }
    try StandardStream.output.print("\n" + RunOptions.toml(of: recorded.changes))
  }

  private func checkOptions() throws {
    let isTable = !series.isEmpty && figure == nil
    let wishes = [schedule, weights != nil, isTable, figure != nil].filter(\.self).count
    guard wishes == 1 else {
      throw UsageError(
        description: wishes > 1
          ? "--schedule and --series print, --weights and --figure write a file; give one of them"
          : "say what to export: --series TAG, --figure FILE, --weights FILE or --schedule")
    }
    if weights == nil, role != nil || best {
      throw UsageError(description: "--role and --best say which weights; they go with --weights")
    }
    if !isTable, format != nil || output != nil {
      throw UsageError(description: "--format and --output are about a table of curves; they go with --series alone")
    }
    if figure == nil, axis != nil || isLog || size != nil || title != nil {
      throw UsageError(description: "--axis, --log, --size and --title are about a figure; they go with --figure")
    }
    if let smooth, !(0..<1).contains(smooth) {
      throw UsageError(description: "--smooth is \(smooth); it takes a weight from 0 up to, but not including, 1")
    }
    if smooth != nil, !isTable, figure == nil {
      throw UsageError(description: "--smooth is about curves; it goes with --series or --figure")
    }
  }

  // MARK: - Curves

  /// The run as it stood at a step, or at its end.
  private func log(_ reference: RunReference) throws -> (store: RunStore, keys: [RunStore.Key]) {
    let log = try LoadedLog(reference.path)
    if let warning = log.warning { StandardStream.error.complain("\(reference.path): \(warning)") }
    return (log.store, try SeriesTable.keys(series, of: log.store))
  }

  private func table(_ reference: RunReference) throws {
    if let output { try OutputExists.check(output) }
    let (store, keys) = try log(reference)
    let table = SeriesTable(keys, of: store, atStep: reference.step, smoothing: smooth ?? 0)
    let text = try format == .json ? table.json() : table.csv()
    guard let output else { return try StandardStream.output.print(text) }
    try write(text + "\n", to: output)
    StandardStream.error.write("\(output): \(keys.count) \(keys.count == 1 ? "curve" : "curves")\n")
  }

  private func draw(_ reference: RunReference, to file: String) throws {
    if file != "-" { try OutputExists.check(file) }
    let size = try self.size.map { try Size(argument: $0) }
    if let size, size.width < 120 || size.height < 80 {
      throw UsageError(description: "--size is \(size.width)x\(size.height); a figure takes 120x80 points at least")
    }
    let (store, keys) = try log(reference)
    var options = FigureOptions()
    options.curves = keys
    options.step = reference.step
    options.axis = axis ?? .step
    options.smoothing = smooth ?? 0
    options.isLog = isLog
    options.title = title ?? ""
    if let size { options.size = size }
    guard let figure = Dashboard.figure(store: store, options) else {
      throw InputMissing(what: "there are no curves in \(path)")
    }
    guard file != "-" else { return try StandardStream.output.print(figure.svg) }
    try write(figure.svg + "\n", to: file)
    let drawn = figure.panels.reduce(0) { $0 + $1.curves.filter { !$0.isFaint }.count }
    StandardStream.error.write("\(file): \(drawn) \(drawn == 1 ? "curve" : "curves")\n")
  }

  private func write(_ text: String, to file: String) throws {
    do { try Data(text.utf8).write(to: URL(fileURLWithPath: file), options: .withoutOverwriting) } catch {
      throw RunDirectoryError.cannotWrite(path: file, reason: error.localizedDescription)
    }
  }

  // MARK: - Weights

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

extension FigureOptions.Axis: ExpressibleByArgument {}
