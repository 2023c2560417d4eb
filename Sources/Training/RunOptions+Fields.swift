/// The table of all fields: their names in a file, their types, where they are kept. Reading, writing and merging
/// all go over it, so that a new option is one line here.
extension RunOptions {
  public struct Field: Sendable {
    enum Kind: Sendable {
      case text(WritableKeyPath<RunOptions, String?> & Sendable)
      case integer(WritableKeyPath<RunOptions, Int?> & Sendable)
      case unsigned(WritableKeyPath<RunOptions, UInt64?> & Sendable)
      case number(WritableKeyPath<RunOptions, Double?> & Sendable)
      case flag(WritableKeyPath<RunOptions, Bool?> & Sendable)
    }

    public let name: String
    let kind: Kind

    /// Whether `options` has a value of its own for the field.
    public func isGiven(in options: RunOptions) -> Bool {
      switch kind {
      case .text(let path): options[keyPath: path] != nil
      case .integer(let path): options[keyPath: path] != nil
      case .unsigned(let path): options[keyPath: path] != nil
      case .number(let path): options[keyPath: path] != nil
      case .flag(let path): options[keyPath: path] != nil
      }
    }

    /// Takes the field from `other` where `options` has none.
    func fill(_ options: inout RunOptions, _ other: RunOptions) {
      switch kind {
      case .text(let path): options[keyPath: path] = options[keyPath: path] ?? other[keyPath: path]
      case .integer(let path): options[keyPath: path] = options[keyPath: path] ?? other[keyPath: path]
      case .unsigned(let path): options[keyPath: path] = options[keyPath: path] ?? other[keyPath: path]
      case .number(let path): options[keyPath: path] = options[keyPath: path] ?? other[keyPath: path]
      case .flag(let path): options[keyPath: path] = options[keyPath: path] ?? other[keyPath: path]
      }
    }
  }

  public static let fields: [Field] = [
    Field(name: "method", kind: .text(\.method)),
    Field(name: "with", kind: .text(\.added)),
    Field(name: "dataset", kind: .text(\.dataset)),
    Field(name: "data-dir", kind: .text(\.dataDirectory)),
    Field(name: "teacher", kind: .text(\.teacher)),
    Field(name: "student", kind: .text(\.student)),
    Field(name: "teacher-weights", kind: .text(\.teacherWeights)),
    Field(name: "teacher-outputs", kind: .text(\.teacherOutputs)),
    Field(name: "teacher-stop", kind: .integer(\.teacherStop)),
    Field(name: "layers", kind: .text(\.layers)),
    Field(name: "augment", kind: .text(\.augmentation)),
    Field(name: "corpus", kind: .text(\.corpus)),
    Field(name: "max-tokens", kind: .integer(\.maximumTokens)),
    Field(name: "epochs", kind: .integer(\.epochs)),
    Field(name: "steps", kind: .integer(\.steps)),
    Field(name: "teacher-epochs", kind: .integer(\.teacherEpochs)),
    Field(name: "batch-size", kind: .integer(\.batchSize)),
    Field(name: "student-examples", kind: .integer(\.studentExamples)),
    Field(name: "seed", kind: .unsigned(\.seed)),
    Field(name: "threads", kind: .integer(\.threads)),
    Field(name: "optimizer", kind: .text(\.optimizer)),
    Field(name: "schedule", kind: .text(\.schedule)),
    Field(name: "clip-norm", kind: .number(\.clipNorm)),
    Field(name: "teacher-cache", kind: .flag(\.teacherCache)),
    Field(name: "run-dir", kind: .text(\.runDirectory)),
    Field(name: "name", kind: .text(\.name)),
    Field(name: "log-every", kind: .integer(\.logEvery)),
    Field(name: "checkpoint-every", kind: .text(\.checkpointEvery)),
    Field(name: "concepts", kind: .integer(\.concepts)),
    Field(name: "concepts-baseline", kind: .text(\.conceptsBaseline)),
    Field(name: "theme", kind: .text(\.theme)),
  ]
}
