import Torch

/// Students made from their teachers.
public enum BertStudent {
  /// The teacher's layers that a student begins with.
  ///
  /// Every L_T/L_S-th from the first: 0, 2, 4 of 6. Of 12 to 6 they are 0, 2, 4, 7, 9, 11, as in the code of DistilBERT (Sanh et al.
  /// 2019, arXiv 1910.01108, section 2, says one out of two).
  public static func copiedLayers(teacher: Int, student: Int) -> [Int] {
    if teacher == 12, student == 6 { return [0, 2, 4, 7, 9, 11] }
    guard student >= 1, student <= teacher else { return [] }
    return (0..<student).map { $0 * teacher / student }
  }

  /// The student's configuration.
  /// - Throws: `BertSpecError` for sizes that do not go together.
  public static func config(_ spec: BertSpec, teacher: BertConfig) throws(BertSpecError) -> BertConfig {
    var config = teacher
    config.layers = spec.layers ?? teacher.layers
    config.hidden = spec.hidden ?? teacher.hidden
    config.heads = spec.heads ?? teacher.heads
    config.intermediate = spec.intermediate ?? (spec.hidden == nil ? teacher.intermediate : 4 * config.hidden)
    config.form = spec.form ?? teacher.form
    if config.form != teacher.form {
      config.tokenTypes = config.form == .bert ? 2 : 0
      config.classifierDropout = config.form == .bert ? config.dropout : 0.2
    }
    // DistilBERT's files have no place for it.
    if config.form == .distilbert { config.epsilon = 1e-12 }
    do { try config.check() } catch {
      throw BertSpecError(spec: spec.description, problem: .sizes(error.description))
    }
    if canCopy(config, teacher), config.layers > teacher.layers {
      throw BertSpecError(spec: spec.description, problem: .tooDeep(config.layers, teacher: teacher.layers))
    }
    return config
  }

  /// Whether a student's layers have the teacher's sizes, and so can begin with its weights.
  public static func canCopy(_ student: BertConfig, _ teacher: BertConfig) -> Bool {
    student.hidden == teacher.hidden && student.heads == teacher.heads && student.intermediate == teacher.intermediate
  }

  /// A student, in training mode.
  ///
  /// Of the teacher's sizes, it begins with copies of the teacher's embeddings, of `copiedLayers`, and of the head where both have
  /// the same; a student without token types begins without what these added, as in DistilBERT's code. Of other sizes all weights
  /// are fresh.
  ///
  /// - Parameter head: The teacher's if not given; a pooler goes where the form has none.
  /// - Throws: `BertSpecError`, `BertConfigError`, `EngineError`.
  public static func make(
    from teacher: Bert, _ spec: BertSpec, head: BertHead? = nil, weights generator: RandomGenerator,
    dropout: RandomGenerator
  ) throws -> Bert {
    let config = try config(spec, teacher: teacher.config)
    let standard = teacher.head == .pooler && config.form == .distilbert ? .none : teacher.head
    let head = head ?? standard
    var given = BertWeights()
    if canCopy(config, teacher.config) {
      let layers = copiedLayers(teacher: teacher.config.layers, student: config.layers)
      for parameter in config.parameters(head) {
        guard let source = teacher.tensor(place(of: parameter.key, layers)), source.shape == parameter.shape else {
          continue
        }
        given.tensors[parameter.key] = try withoutGradients { () throws(EngineError) in try source.clone().detached() }
      }
    }
    return try Bert(config, head: head, given, fresh: generator, dropout: dropout)
  }

  /// The teacher's key for a student's.
  private static func place(of key: String, _ layers: [Int]) -> String {
    var parts = key.split(separator: ".").map(String.init)
    guard parts.count == 4, parts[0] == "layer", let index = Int(parts[1]), layers.indices.contains(index) else {
      return key
    }
    parts[1] = "\(layers[index])"
    return parts.joined(separator: ".")
  }
}
