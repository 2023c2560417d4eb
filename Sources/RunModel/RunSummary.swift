/// A run in numbers once it is over: the JSON object of `--json` and the body of a `Tag.summary` event.
public struct RunSummary: Sendable, Equatable, Codable {
  public struct Parameters: Sendable, Equatable, Codable {
    /// Nil without a teacher.
    public var teacher: Int?
    public var student: Int

    public init(teacher: Int?, student: Int) {
      self.teacher = teacher
      self.student = student
    }
  }

  /// What a student costs and keeps, as papers report it. Nil of a teacher that was not in memory.
  public struct Accounting: Sendable, Equatable, Codable {
    /// A number of each network.
    public struct Pair: Sendable, Equatable, Codable {
      public var teacher: Double?
      public var student: Double

      public init(teacher: Double?, student: Double) {
        self.teacher = teacher
        self.student = student
      }
    }

    /// Of the weights, in single precision, 10⁶ bytes.
    public var megabytes: Pair
    /// Answered in a second as at test time, both measured side by side.
    public var examplesPerSecond: Pair
    /// How many times as fast as the teacher the student answers.
    public var speedUp: Double? { examplesPerSecond.teacher.map { examplesPerSecond.student / max($0, 1e-9) } }
    /// The student's test accuracy at its best epoch over the teacher's.
    public var shareOfTeacher: Double?

    public init(megabytes: Pair, examplesPerSecond: Pair, shareOfTeacher: Double?) {
      self.megabytes = megabytes
      self.examplesPerSecond = examplesPerSecond
      self.shareOfTeacher = shareOfTeacher
    }

    enum CodingKeys: String, CodingKey {
      case megabytes
      case examplesPerSecond = "examples_per_second"
      case speedUp = "speed_up"
      case shareOfTeacher = "share_of_teacher"
    }

    public init(from decoder: any Decoder) throws {
      let values = try decoder.container(keyedBy: CodingKeys.self)
      megabytes = try values.decode(Pair.self, forKey: .megabytes)
      examplesPerSecond = try values.decode(Pair.self, forKey: .examplesPerSecond)
      shareOfTeacher = try values.decodeIfPresent(Double.self, forKey: .shareOfTeacher)
    }

    public func encode(to encoder: any Encoder) throws {
      var values = encoder.container(keyedBy: CodingKeys.self)
      try values.encode(megabytes, forKey: .megabytes)
      try values.encode(examplesPerSecond, forKey: .examplesPerSecond)
      try values.encodeIfPresent(speedUp, forKey: .speedUp)
      try values.encodeIfPresent(shareOfTeacher, forKey: .shareOfTeacher)
    }
  }

  public struct Phase: Sendable, Equatable, Codable {
    public var name: String
    public var steps: Int
    public var seconds: Double

    public init(name: String, steps: Int, seconds: Double) {
      self.name = name
      self.steps = steps
      self.seconds = seconds
    }
  }

  /// Of the last phase, in milliseconds, pauses and throttle left out.
  public struct StepMilliseconds: Sendable, Equatable, Codable {
    public var median: Double
    public var p95: Double

    public init(median: Double, p95: Double) {
      self.median = median
      self.p95 = p95
    }

    enum CodingKeys: String, CodingKey { case median, p95 }
  }

  /// Accuracies 0…1. The test accuracy of the best epoch is that of the epoch the validation split chose.
  public struct Score: Sendable, Equatable, Codable {
    public var validationAccuracy: Double
    public var testAccuracy: Double
    public var epoch: Int?

    public init(validationAccuracy: Double, testAccuracy: Double, epoch: Int? = nil) {
      self.validationAccuracy = validationAccuracy
      self.testAccuracy = testAccuracy
      self.epoch = epoch
    }

    enum CodingKeys: String, CodingKey {
      case validationAccuracy = "validation_accuracy"
      case testAccuracy = "test_accuracy"
      case epoch
    }
  }

  public struct Result: Sendable, Equatable, Codable {
    public var final: Score
    public var best: Score

    public init(final: Score, best: Score) {
      self.final = final
      self.best = best
    }
  }

  public var method: String
  public var dataset: String
  public var seed: UInt64
  public var runDirectory: String
  public var version: String
  public var threads: Int
  public var engine: String
  public var parameters: Parameters
  /// The last value of each knob.
  public var knobs: [String: Double]
  /// How many times a knob was changed while training.
  public var changes: Int
  public var phases: [Phase]
  public var stepMilliseconds: StepMilliseconds
  public var stepsPerSecond: Double
  public var teacher: Result?
  public var student: Result
  /// Share of the test set on which student and teacher agree.
  public var agreement: Double?
  /// Other networks by role: `peer-2`, `teacher-2`, `exit1`, `ensemble`.
  public var others: [String: Result]?
  public var accounting: Accounting?

  public init(
    method: String, dataset: String, seed: UInt64, runDirectory: String, version: String, threads: Int,
    engine: String, parameters: Parameters, knobs: [String: Double], changes: Int, phases: [Phase],
    stepMilliseconds: StepMilliseconds, stepsPerSecond: Double, teacher: Result?, student: Result,
    agreement: Double?, others: [String: Result]? = nil, accounting: Accounting? = nil
  ) {
    self.method = method
    self.dataset = dataset
    self.seed = seed
    self.runDirectory = runDirectory
    self.version = version
    self.threads = threads
    self.engine = engine
    self.parameters = parameters
    self.knobs = knobs
    self.changes = changes
    self.phases = phases
    self.stepMilliseconds = stepMilliseconds
    self.stepsPerSecond = stepsPerSecond
    self.teacher = teacher
    self.student = student
    self.agreement = agreement
    self.others = others
    self.accounting = accounting
  }

  enum CodingKeys: String, CodingKey {
    case method, dataset, seed, version, threads, engine, parameters, knobs, changes, phases, teacher, student
    case agreement, others, accounting
    case runDirectory = "run_directory"
    case stepMilliseconds = "step_milliseconds"
    case stepsPerSecond = "steps_per_second"
  }
}
