/// What a run is, as far as anyone who reads its log needs to know: the body of a `Tag.run` event.
public struct RunDescription: Sendable, Equatable, Codable {
  public struct Network: Sendable, Equatable, Codable {
    /// As asked for: `mlp:1200,1200`.
    public var spec: String
    /// Trainable numbers; nil until the network is built.
    public var parameters: Int?

    public init(spec: String, parameters: Int? = nil) {
      self.spec = spec
      self.parameters = parameters
    }
  }

  /// A stretch of the run with its own optimiser, as planned; `PhaseStart` says when it came.
  public struct PlannedPhase: Sendable, Equatable, Codable {
    public var name: String
    public var steps: Int

    public init(name: String, steps: Int) {
      self.name = name
      self.steps = steps
    }
  }

  public struct Sizes: Sendable, Equatable, Codable {
    /// Examples the student, and the teacher, are trained on.
    public var studentTraining: Int
    public var teacherTraining: Int
    public var validation: Int
    public var test: Int

    public init(studentTraining: Int, teacherTraining: Int, validation: Int, test: Int) {
      self.studentTraining = studentTraining
      self.teacherTraining = teacherTraining
      self.validation = validation
      self.test = test
    }
  }

  /// The run that this one went on from, and after which step.
  public struct Parent: Sendable, Equatable, Codable {
    /// Its directory.
    public var run: String
    public var step: Int

    public init(run: String, step: Int) {
      self.run = run
      self.step = step
    }
  }

  /// kdtop's version.
  public var version: String
  public var method: String
  public var dataset: String
  public var classNames: [String]
  public var seed: UInt64
  public var teacher: Network?
  public var student: Network
  public var knobs: [Knob]
  /// Names of the loss terms, in the method's order.
  public var terms: [String]
  public var phases: [PlannedPhase]
  public var sizes: Sizes?
  public var engine: String?
  public var threads: Int?
  /// Nil for a run that began at its own beginning.
  public var parent: Parent?
  /// Pairs of layers that are compared, for people: `group2 ▸ group2`, the teacher's first.
  public var layers: [String]?

  public init(
    version: String, method: String, dataset: String, classNames: [String] = [], seed: UInt64,
    teacher: Network? = nil, student: Network, knobs: [Knob] = [], terms: [String] = [],
    phases: [PlannedPhase] = [], sizes: Sizes? = nil, engine: String? = nil, threads: Int? = nil,
    parent: Parent? = nil, layers: [String]? = nil
  ) {
    self.version = version
    self.method = method
    self.dataset = dataset
    self.classNames = classNames
    self.seed = seed
    self.teacher = teacher
    self.student = student
    self.knobs = knobs
    self.terms = terms
    self.phases = phases
    self.sizes = sizes
    self.engine = engine
    self.threads = threads
    self.parent = parent
    self.layers = layers
  }
}

/// A phase began: the body of a `Tag.phase` event.
public struct PhaseStart: Sendable, Equatable, Codable {
  public var name: String
  /// Place in the order of phases, from 0.
  public var index: Int
  /// Steps of the whole run when it began.
  public var firstStep: Int
  /// Steps planned for it.
  public var steps: Int
  public var stepsPerEpoch: Int

  public init(name: String, index: Int, firstStep: Int, steps: Int, stepsPerEpoch: Int) {
    self.name = name
    self.index = index
    self.firstStep = firstStep
    self.steps = steps
    self.stepsPerEpoch = stepsPerEpoch
  }
}
