import RunModel

/// What a method is, said once.
public struct MethodDeclaration: Sendable {
  /// Which other networks the student learns from.
  public enum Guides: Sendable, Equatable {
    /// It learns alone.
    case none
    case teacher
    /// Several teachers, as many as the option says.
    case teachers(MethodOption)
    /// Other students, as many with itself as the option says.
    case peers(MethodOption)
  }

  /// How many pairs of layers are compared, and which when nobody chooses.
  public enum Layers: Sendable, Equatable {
    case none
    /// One pair: the last group of both, or the one in the middle.
    case last, middle
    /// As `last`; nothing is compared where a network has no layers inside.
    case lastIfAny
    /// The last layers of each group, at least so many pairs.
    case groups(atLeast: Int)
  }

  /// As typed: `kd`.
  public var name: String
  /// For people: `Knowledge distillation`.
  public var title: String
  /// Authors, year and where; empty for a baseline.
  public var paper: String
  /// One line.
  public var summary: String
  /// Only the method's own; learning rate and the like belong to every method.
  public var knobs: [Knob]
  /// What is fixed once a run begins.
  public var options: [MethodOption]
  public var guides: Guides
  public var layers: Layers
  /// The teacher's own training, where the method has a say in it.
  public var teacherPhase: MethodPhase?
  /// With the options' standard values.
  public var phases: [MethodPhase]
  /// Whether several teachers speak with the mean of their logits, and not of their probabilities.
  public var averagesLogits: Bool
  /// Whether its terms can be added to another method's.
  public var canBeAdded: Bool
  /// What runs of this method are given when nobody asks for anything else.
  public var preferences: Preferences

  /// Standards that differ from those of every method.
  public struct Preferences: Sendable, Equatable {
    /// Epochs after which the teacher is taken, as a share of its training.
    public var teacherStopShare: Double?
    /// As `--augment` takes it.
    public var augmentation: String?
    /// The student's labelled examples, as a share of the training split.
    public var labelledShare: Double?
    public var networks: Networks
    /// Gradients are scaled down to this global norm.
    public var clipNorm: Double?

    /// What the method wants of the networks.
    public enum Networks: Sendable {
      case any
      /// Layers with places.
      case convolutional
      /// Layers with places, and as many channels in the student as in the teacher.
      case equalChannels
      /// A student with several exits.
      case severalExits
      /// A student as large as the teacher, or larger.
      case equalSize, largerStudent
      /// Transformers that read text.
      case language
    }

    public init(
      teacherStopShare: Double? = nil, augmentation: String? = nil, labelledShare: Double? = nil,
      networks: Networks = .any,
      clipNorm: Double? = nil
    ) {
      self.teacherStopShare = teacherStopShare
      self.augmentation = augmentation
      self.labelledShare = labelledShare
      self.networks = networks
      self.clipNorm = clipNorm
    }
  }

  public init(
    name: String, title: String, paper: String, summary: String, knobs: [Knob] = [], options: [MethodOption] = [],
    guides: Guides, layers: Layers = .none, teacherPhase: MethodPhase? = nil, phases: [MethodPhase],
    averagesLogits: Bool = false, canBeAdded: Bool = false, preferences: Preferences = Preferences()
  ) {
    self.name = name
    self.title = title
    self.paper = paper
    self.summary = summary
    self.knobs = knobs
    self.options = options
    self.guides = guides
    self.layers = layers
    self.teacherPhase = teacherPhase
    self.phases = phases
    self.averagesLogits = averagesLogits
    self.canBeAdded = canBeAdded
    self.preferences = preferences
  }

  /// Whether there is a teacher, or several.
  public var needsTeacher: Bool {
    switch guides {
    case .teacher, .teachers: true
    case .none, .peers: false
    }
  }
}

/// A stretch of training, in order; the teacher's own training comes before.
public struct MethodPhase: Sendable, Equatable {
  /// What a loss asks for beyond the labels: the trainer computes nothing else.
  public enum Reading: Sendable, Hashable {
    /// `student.logits`.
    case student
    /// `teacher.logits`, or `teachers.N.logits` where there are several.
    case teacher
    /// `peers.N.logits`, the learner's own first.
    case peers
    /// `student.features.N` and `teacher.features.N` of the chosen layers.
    case features
    /// `exits.N.logits`.
    case exits
    /// `images`, with a graph from them to both networks' logits.
    case imageGradients
    /// `flipped.images` and `student.flipped.logits`, with a graph.
    case flippedImages

    // Of language models; with any of these comes `attention_mask` `[batch, length]`.

    /// `student.hidden.N` and `teacher.hidden.N` `[batch, length, width]` of all layers, the embeddings first.
    case hidden
    /// `student.attentions.N` and `teacher.attentions.N` `[batch, heads, length, length]` of all layers: raw scores, before
    /// mask and softmax.
    case attentions
    /// `student.queries.N`, `.keys.N` and `.values.N` and the teacher's, `[batch, heads, length, size]`; the last layer's are
    /// enough.
    case queriesKeysValues
    /// Some tokens are masked for both networks: `labels` `[batch, length]` holds those, and −100 elsewhere;
    /// `student.logits` and `teacher.logits` are `[batch, length, vocabulary]`.
    case maskedLabels
    /// With `maskedLabels`: `student.logits` and `teacher.logits` of the masked tokens alone, `[masked, vocabulary]`, row by
    /// row.
    case maskedLogits
  }

  /// What is drawn from.
  public enum Material: Sendable, Equatable {
    case labelled
    /// Beside each labelled batch one that the teacher has labelled: `student.unlabelled.logits`, `pseudo.targets`.
    case pseudoLabelled
    /// Examples made up from the labelled ones.
    case synthetic
    /// Texts without labels.
    case corpus
  }

  /// What happens before the first step.
  public enum Opening: Sendable, Equatable {
    case goesOn
    /// The one that has learnt becomes the teacher, and a new student begins.
    case newGeneration
  }

  /// Which network the phase trains.
  public enum Learner: Sendable, Equatable {
    case student
    /// One between teacher and student: as many layers as the student, as wide as the teacher. It teaches the student
    /// once the phase with `Opening.newGeneration` begins.
    case assistant
  }

  /// Knobs of noise that hold in a phase, by name.
  public struct Noise: Sendable, Equatable {
    /// Inside the student, in the place of what its spec says.
    public var dropout: Knob
    public var survival: Knob
    /// Of RandAugment on its images.
    public var magnitude: Knob

    public init(dropout: Knob, survival: Knob, magnitude: Knob) {
      self.dropout = dropout
      self.survival = survival
      self.magnitude = magnitude
    }
  }

  /// One word: `distil`, `hint`.
  public var name: String
  /// Names of the loss terms, in the order charts list them.
  public var terms: [String]
  public var reads: Set<Reading>
  public var material: Material
  public var opening: Opening
  public var learner: Learner
  /// Whether the student learns its task here, so that other methods' terms may be added.
  public var isTask: Bool
  public var noise: Noise?

  public init(
    _ name: String, terms: [String], reads: Set<Reading>, material: Material = .labelled, opening: Opening = .goesOn,
    learner: Learner = .student, isTask: Bool = true, noise: Noise? = nil
  ) {
    self.name = name
    self.terms = terms
    self.reads = reads
    self.material = material
    self.opening = opening
    self.learner = learner
    self.isTask = isTask
    self.noise = noise
  }
}
