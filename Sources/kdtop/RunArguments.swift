import ArgumentParser
import RunModel
import Training

/// Options that say what to train and how: shared by every command that trains.
struct RunArguments: ParsableArguments {
  @Option(help: ArgumentHelp("How the student learns; `kdtop methods` lists them. (default: kd)", valueName: "name"))
  var method: String?
  @Option(
    name: .customLong("with"),
    help: ArgumentHelp("Add the terms of these methods to it, such as sp or at,sp.", valueName: "names"))
  var added: String?
  @Option(
    help: ArgumentHelp(
      "What it learns; `kdtop datasets` lists them. (default: digits; text for language models)", valueName: "name"))
  var dataset: String?
  @Option(help: ArgumentHelp("Where the data set's files are.", valueName: "directory"))
  var dataDir: String?
  @Option(
    help: ArgumentHelp(
      "The teacher, such as mlp:1200,1200,dropout=0.5, resnet:20 or wrn:16,2; of text, the directory of a BERT model.",
      valueName: "spec"))
  var teacher: String?
  @Option(
    help: ArgumentHelp(
      "The student, in the same form; of text, what it has less than its teacher: layers=3 or layers=2,hidden=128,heads=4.",
      valueName: "spec"))
  var student: String?
  @Option(help: ArgumentHelp("Safetensors with the teacher's weights: its training is skipped.", valueName: "file"))
  var teacherWeights: String?
  @Option(
    help: ArgumentHelp(
      "Safetensors with a teacher's outputs, as `kdtop teach` writes them: there is no teacher in memory.",
      valueName: "file"), completion: .file(extensions: ["safetensors"]))
  var teacherOutputs: String?
  @Option(
    help: ArgumentHelp("Take the teacher after this epoch of its training.", valueName: "epoch"))
  var teacherStop: Int?
  @Option(
    help: ArgumentHelp(
      "Which layers are compared: teacher=group2,student=group1, several joined by +.", valueName: "pairs"))
  var layers: String?
  @Option(
    help: ArgumentHelp(
      "Change the images: crop=4,flip,jitter=2,cutout=8,randaugment=2x9, any of these. (default: none)",
      valueName: "what"))
  var augment: String?
  @Option(
    help: ArgumentHelp(
      "A plain text, one sentence a line, that general stages of language models learn from. (default: the sentences)",
      valueName: "file"), completion: .file())
  var corpus: String?
  @Option(help: ArgumentHelp("Cut texts to n tokens. (default: 128, or what the model takes)", valueName: "n"))
  var maxTokens: Int?
  @Option(
    name: .customLong("set"),
    help: ArgumentHelp(
      "Where a knob starts, or an option of the method, such as temperature=4 or map=max-p; may be given often.",
      valueName: "name=value"))
  var settings: [String] = []
  @Option(help: ArgumentHelp("How often the student sees its examples.", valueName: "n"))
  var epochs: Int?
  @Option(help: ArgumentHelp("Steps of the student, in place of --epochs.", valueName: "n"))
  var steps: Int?
  @Option(help: ArgumentHelp("How often the teacher sees its examples.", valueName: "n"))
  var teacherEpochs: Int?
  @Option(help: ArgumentHelp("Examples in a step.", valueName: "n"))
  var batchSize: Int?
  @Option(help: ArgumentHelp("Train the student on n examples only; the teacher sees all.", valueName: "n"))
  var studentExamples: Int?
  @Option(
    help: ArgumentHelp("Decides the split, the first weights, the order and the dropout. (default: 0)", valueName: "n"))
  var seed: UInt64?
  @Option(
    help: ArgumentHelp("Threads for tensors, at most; small networks use one. (default: all cores)", valueName: "n"))
  var threads: Int?
  @Option(help: ArgumentHelp("sgd, nesterov, adam or adamw. (default: sgd)", valueName: "name"))
  var optimizer: String?
  @Option(
    help: ArgumentHelp(
      "How the learning rate moves: constant, step,every=N,gamma=G or cosine, each with ,warmup=N. (default: constant)",
      valueName: "schedule"))
  var schedule: String?
  @Option(help: ArgumentHelp("Scale gradients down to this global norm.", valueName: "norm"))
  var clipNorm: Double?
  @Flag(
    inversion: .prefixedNo,
    help: "Compute the teacher's outputs once an example where nothing random touches it. (default: on)")
  var teacherCache: Bool?
  @Option(
    help: ArgumentHelp("A TOML file with any of these options; the command line wins.", valueName: "file"),
    completion: .file(extensions: ["toml"]))
  var config: String?
  @Option(help: ArgumentHelp("Where the run is saved. (default: runs/DATASET-METHOD-TIME)", valueName: "directory"))
  var runDir: String?
  @Option(help: ArgumentHelp("Save the run as runs/NAME.", valueName: "name"))
  var name: String?
  @Option(help: ArgumentHelp("Log scalars every n steps. (default: 1)", valueName: "n"))
  var logEvery: Int?
  @Option(
    help: ArgumentHelp(
      "Save a checkpoint every n steps, after a time such as 30s or 5m, or after every epoch (epoch); off is only when something "
        + "happens. (default: 30s)",
      valueName: "n"))
  var checkpointEvery: String?
  @Option(
    help: ArgumentHelp(
      "Count visual concepts in n pictures at every evaluation, which takes a moment. (default: none)",
      valueName: "n"))
  var concepts: Int?
  @Option(
    help: ArgumentHelp(
      "With --concepts: a run of --method scratch, trained with the same --concepts, data and seed, to show beside this one.",
      valueName: "run"))
  var conceptsBaseline: String?
  @Option(help: ArgumentHelp("Colours; `kdtop themes` lists them.", valueName: "name"))
  var theme: String?

  /// The options given, over those of `--config`.
  /// - Parameter isWatched: whether somebody looks on.
  func options(isWatched: Bool) throws -> RunOptions {
    var options = RunOptions()
    options.method = method
    options.added = added
    options.dataset = dataset
    options.dataDirectory = dataDir
    options.teacher = teacher
    options.student = student
    options.teacherWeights = teacherWeights
    options.teacherOutputs = teacherOutputs
    options.teacherStop = teacherStop
    options.layers = layers
    options.augmentation = augment
    options.corpus = corpus
    options.maximumTokens = maxTokens
    options.epochs = epochs
    options.steps = steps
    options.teacherEpochs = teacherEpochs
    options.batchSize = batchSize
    options.studentExamples = studentExamples
    options.seed = seed
    options.threads = threads
    options.optimizer = optimizer
    options.schedule = schedule
    options.clipNorm = clipNorm
    options.teacherCache = teacherCache
    options.runDirectory = runDir
    options.name = name
    options.logEvery = logEvery
    options.checkpointEvery = checkpointEvery
    options.concepts = concepts
    options.conceptsBaseline = conceptsBaseline
    options.theme = theme
    for setting in settings { try options.set(setting) }
    guard let config else { return options }
    return try options.over(file: RunOptions(contentsOf: config), isWatched: isWatched)
  }
}
