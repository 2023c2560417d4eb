import Datasets
import Distillation
import Foundation
import Models
import RunModel
import Torch

/// How long the student trains.
public enum Length: Sendable, Equatable {
  case epochs(Int)
  case steps(Int)

  /// In steps.
  func steps(perEpoch: Int) -> Int {
    switch self {
    case .epochs(let count): count * perEpoch
    case .steps(let count): count
    }
  }
}

/// A run, fully decided: what `run.toml` holds and a trainer carries out.
public struct RunConfiguration: Sendable {
  public var recipe: Recipe
  public var dataset: any DatasetProvider
  public var dataDirectory: String?
  /// Empty for a method without a teacher.
  public var teachers: [NetworkSpec]
  /// The student, and its peers after it.
  public var students: [NetworkSpec]
  /// Of a run on text; nil on images.
  public var language: LanguageSetting?
  /// Which layers are compared; nil are the method's usual ones.
  public var layers: LayerChoice?
  /// What the networks see in training in the place of plain images.
  public var augmentation: AugmentationSpec
  /// A safetensors file with the teacher's weights, which takes the place of its training.
  public var teacherWeights: String?
  /// A safetensors file with what a teacher says of every item, which takes the place of the teacher; `TeacherOutputs`
  /// reads it.
  public var teacherOutputs: String?
  public var teacherEpochs: Int
  /// Epochs after which the teacher is taken as it is; its learning rate is scheduled for all of `teacherEpochs`.
  public var teacherStop: Int?
  public var length: Length
  public var batchSize: Int
  /// How many of the training examples the student sees; nil is all. The teacher sees all.
  public var studentExamples: Int?
  public var seed: UInt64
  /// At most; see `usefulThreads`.
  public var threads: Int
  public var optimizer: OptimizerKind
  public var schedule: LearningRateSchedule
  /// Gradients with a larger global norm are scaled down to it; nil leaves them.
  public var clipNorm: Double?
  /// Compute the teacher's outputs once an example, where nothing random touches its input.
  public var teacherCache: Bool
  public var runDirectory: String
  /// Nobody asked for this name: it may get a number when it is taken.
  public var runDirectoryIsMadeUp: Bool
  /// Every how many steps scalars are logged.
  public var logEvery: Int
  public var checkpointEvery: CheckpointCadence
  /// Pictures in which visual concepts are counted at every evaluation; nil for none.
  public var concepts: Int?
  /// A run without distilling whose concepts are shown beside them; nil for none.
  public var conceptsBaseline: String?
  public var theme: String?
  /// Changes that come by themselves, in any order.
  public var changes: [KnobChange]
  /// What is watched; nil is `AlertRule.usual`.
  public var alerts: [AlertRule]?
  /// The value of every knob at the start.
  public var knobValues: KnobValues
  /// All knobs of the run in the order of the sliders.
  public var knobs: [Knob]

  static let defaultMethod = "kd"

  /// Fills what was left open with the job's defaults and checks everything that can be checked before data is read.
  ///
  /// - Parameters:
  ///   - isWatched: somebody looks on, so that a throttle may hold training back.
  ///   - now: names the run directory where none was asked for.
  /// - Throws: `ConfigurationError`, `UnknownMethod`, `DatasetError`, `ModelSpecError`; of a language model `BertSpecError`, and
  ///   what `HuggingFaceDirectory` throws.
  public static func resolve(_ options: RunOptions, isWatched: Bool, now: Date = Date()) throws -> RunConfiguration {
    let (recipe, given) = try recipe(options)
    let readsText = recipe.preferences.networks == .language
    let provider = try DatasetRegistry.provider(named: options.dataset ?? (readsText ? "text" : "digits"))
    try check(recipe, reads: provider, options)
    let job = JobDefaults.of(dataset: provider.name, networks: recipe.preferences.networks)
    if options.runDirectory != nil && options.name != nil {
      throw ConfigurationError.conflict("--run-dir and --name both say where the run goes; give one of them")
    }
    let optimizer = try optimizer(named: options.optimizer ?? job.optimizer.rawValue)
    let knobs = recipe.knobs + TrainingKnobs.all(for: optimizer)
    var values = KnobValues(Dictionary(knobs.map { ($0.name, $0.defaultValue) }) { first, _ in first })
    if optimizer == .adam || optimizer == .adamw { values[TrainingKnobs.learningRate] = 1e-3 }
    if isWatched { values[TrainingKnobs.throttle] = job.throttle }
    if optimizer == job.optimizer {
      for (name, value) in job.training {
        if let knob = knobs.first(where: { $0.name == name }) { values[knob] = value }
      }
    }
    for (name, value) in recipe.memberNames.flatMap({ job.knobs[$0] ?? [:] }) {
      if let knob = knobs.first(where: { $0.name == name }) { values[knob] = value }
    }
    for (name, value) in given.sorted(by: { $0.key < $1.key }) {
      guard let knob = knobs.first(where: { $0.name == name }) else {
        throw ConfigurationError.knob(.unknown(name: name, known: knobs.map(\.name)))
      }
      do { try knob.validate(value) } catch { throw ConfigurationError.knob(error) }
      values[knob] = value
    }
    for change in options.changes {
      guard let knob = knobs.first(where: { $0.name == change.knob }) else {
        throw ConfigurationError.knob(.unknown(name: change.knob, known: knobs.map(\.name)))
      }
      do { try knob.validate(change.value) } catch { throw ConfigurationError.knob(error) }
    }
    // A reset goes back to where this run started.
    let placed = knobs.map { knob in
      var knob = knob
      knob.defaultValue = values[knob]
      return knob
    }
    let cores = ProcessInfo.processInfo.activeProcessorCount
    let text = provider.holdsText ? try language(options, recipe) : nil
    let specs = try text.map { try networks(options, recipe, $0) } ?? networks(options, recipe, job)
    let augmentation = try AugmentationSpec(options.augmentation ?? recipe.preferences.augmentation ?? "none")
    if options.layers != nil, !recipe.comparesLayers {
      throw ConfigurationError.conflict("--layers chooses layers to compare, and \(recipe.name) compares none")
    }
    let teacherEpochs = try positive(options.teacherEpochs ?? job.teacherEpochs, "teacher-epochs", upTo: 1_000_000)
    return RunConfiguration(
      recipe: recipe, dataset: provider, dataDirectory: options.dataDirectory.map(absolute),
      teachers: specs.teachers, students: specs.students, language: text?.setting,
      layers: try options.layers.map { try LayerChoice($0) },
      augmentation: augmentation, teacherWeights: recipe.needsTeacher ? options.teacherWeights.map(absolute) : nil,
      teacherOutputs: try teacherOutputs(options, recipe, augmentation: augmentation),
      teacherEpochs: teacherEpochs, teacherStop: try teacherStop(options, recipe, epochs: teacherEpochs),
      length: try length(options, job),
      batchSize: try positive(options.batchSize ?? job.batchSize, "batch-size", upTo: 1_000_000),
      studentExamples: try options.studentExamples.map {
        try positive($0, "student-examples", upTo: .max)
      },
      seed: try seed(options.seed ?? 0), threads: try positive(options.threads ?? cores, "threads", upTo: 1024),
      optimizer: optimizer, schedule: try schedule(options.schedule ?? job.schedule),
      clipNorm: try (options.clipNorm ?? recipe.preferences.clipNorm ?? job.clipNorm).map(clipNorm),
      teacherCache: options.teacherCache ?? true,
      runDirectory: runDirectory(options, method: recipe.name, dataset: provider.name, now: now),
      runDirectoryIsMadeUp: options.runDirectory == nil && options.name == nil,
      logEvery: try positive(options.logEvery ?? 1, "log-every", upTo: 1_000_000),
      checkpointEvery: try cadence(options.checkpointEvery),
      concepts: try options.concepts.map { try positive($0, "concepts", upTo: 64) },
      conceptsBaseline: try baseline(options), theme: options.theme,
      changes: options.changes, alerts: options.alerts, knobValues: values, knobs: placed)
  }

  /// Everything decided, as options: reading them back gives the same run.
  public var options: RunOptions {
    var options = RunOptions()
    options.method = recipe.mainDeclaration.name
    options.added = recipe.addedNames.isEmpty ? nil : recipe.addedNames.joined(separator: ",")
    options.dataset = dataset.name
    options.dataDirectory = dataDirectory
    options.teacher = teachers.isEmpty ? language?.model : RunConfiguration.text(of: teachers)
    options.corpus = language?.corpus
    options.maximumTokens = language?.maximumTokens
    options.student = RunConfiguration.text(of: students)
    options.teacherWeights = teacherWeights
    options.teacherOutputs = teacherOutputs
    options.teacherEpochs = teachers.isEmpty ? nil : teacherEpochs
    options.teacherStop = teacherStop
    options.layers = layers?.description
    options.augmentation = augmentation.description
    options.choices = recipe.allSettings
    switch length {
    case .epochs(let count): options.epochs = count
    case .steps(let count): options.steps = count
    }
    options.batchSize = batchSize
    options.studentExamples = studentExamples
    options.seed = seed
    options.threads = threads
    options.optimizer = optimizer.rawValue
    options.schedule = schedule.description
    options.clipNorm = clipNorm
    options.teacherCache = teacherCache
    options.logEvery = logEvery
    options.checkpointEvery = checkpointEvery.description
    options.concepts = concepts
    options.conceptsBaseline = conceptsBaseline
    options.theme = theme
    options.changes = changes
    options.alerts = alerts
    options.knobs = knobValues.values
    return options
  }

  // MARK: - Checking

  /// run.toml may be used from another directory.
  static func absolute(_ path: String) -> String { URL(fileURLWithPath: path).path }

  static func positive(_ value: Int, _ option: String, upTo limit: Int) throws(ConfigurationError) -> Int {
    guard value >= 1 && value <= limit else {
      let expected = limit == .max ? "a whole number, 1 or more" : "a whole number from 1 to \(limit)"
      throw .outOfRange(option: "--\(option)", value: "\(value)", expected: expected)
    }
    return value
  }

  private static func baseline(_ options: RunOptions) throws(ConfigurationError) -> String? {
    guard let path = options.conceptsBaseline else { return nil }
    guard options.concepts != nil else {
      throw .conflict("--concepts-baseline holds a run beside the concepts of this one; give --concepts too")
    }
    return absolute(path)
  }

  private static func length(_ options: RunOptions, _ job: JobDefaults) throws(ConfigurationError) -> Length {
    switch (options.epochs, options.steps) {
    case (.some, .some): throw .conflict("--steps and --epochs both say how long to train; give one of them")
    case (let epochs?, nil): return .epochs(try positive(epochs, "epochs", upTo: 1_000_000))
    case (nil, let steps): return .steps(try positive(steps ?? job.steps, "steps", upTo: 1_000_000_000))
    }
  }

  private static func seed(_ value: UInt64) throws(ConfigurationError) -> UInt64 {
    // TOML's integers are signed: a larger seed could not be written to run.toml.
    guard value <= UInt64(Int64.max) else {
      throw .outOfRange(option: "--seed", value: "\(value)", expected: "0 to \(Int64.max)")
    }
    return value
  }

  private static func cadence(_ text: String?) throws(ConfigurationError) -> CheckpointCadence {
    guard let text else { return .standard }
    guard let cadence = CheckpointCadence(text) else {
      throw .outOfRange(
        option: "--checkpoint-every", value: text,
        expected: "a number of steps, a time such as 30s or 5m, epoch or off")
    }
    return cadence
  }

  private static func clipNorm(_ value: Double) throws(ConfigurationError) -> Double {
    guard value > 0, value.isFinite else {
      throw .outOfRange(option: "--clip-norm", value: "\(value)", expected: "a number above 0")
    }
    return value
  }

  private static func optimizer(named name: String) throws(ConfigurationError) -> OptimizerKind {
    guard let kind = OptimizerKind(rawValue: name.lowercased()) else {
      throw .outOfRange(
        option: "--optimizer", value: name,
        expected: "one of " + OptimizerKind.allCases.map(\.rawValue).joined(separator: ", "))
    }
    return kind
  }

  private static func schedule(_ text: String) throws(ConfigurationError) -> LearningRateSchedule {
    guard let schedule = LearningRateSchedule(text) else {
      throw .outOfRange(
        option: "--schedule", value: text,
        expected: "constant, step,every=N,gamma=G, cosine or cosine,to=F, each with ,warmup=N if you like")
    }
    return schedule
  }

  private static func runDirectory(_ options: RunOptions, method: String, dataset: String, now: Date) -> String {
    if let directory = options.runDirectory { return directory }
    if let name = options.name { return "runs/" + name }
    // Not DateFormatter: loading its tables takes a third of the time to the first frame.
    var seconds = time_t(now.timeIntervalSince1970)
    var parts = tm()
    localtime_r(&seconds, &parts)
    let stamp = String(
      format: "%04d%02d%02d-%02d%02d%02d", parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday, parts.tm_hour,
      parts.tm_min, parts.tm_sec)
    return "runs/\(dataset)-\(method)-\(stamp)"
  }
}
