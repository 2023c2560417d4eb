import RunModel

/// Every method kdtop knows.
public enum MethodRegistry {
  /// In the order `kdtop methods` lists them.
  public static let all: [any DistillationMethod.Type] = [
    Scratch.self,
    KnowledgeDistillation.self,
    DeepMutualLearning.self,
    EarlyStoppedDistillation.self,
    NoisyStudent.self,
    TolerantTeacher.self,
    MultiExit.self,
    MultiTeacher.self,
    ModelCompression.self,
    FitNets.self,
    AttentionTransfer.self,
    GradientAttention.self,
    VariationalInformation.self,
    FlowOfSolution.self,
    SimilarityPreserving.self,
    DistilBERT.self,
    TinyBERT.self,
    MiniLM.self,
  ]

  /// - Throws: `UnknownMethod`, with the nearest known name.
  public static func method(named name: String) throws(UnknownMethod) -> any DistillationMethod.Type {
    guard let method = all.first(where: { $0.declaration.name == name }) else {
      throw UnknownMethod(name: name, known: all.map { $0.declaration.name })
    }
    return method
  }
}

/// A method was asked for that kdtop does not have.
public struct UnknownMethod: Error, CustomStringConvertible {
  public var name: String
  public var known: [String]

  public var description: String {
    let near = nearestName(to: name, among: known).map { "; did you mean \($0)?" } ?? ""
    return "there is no method \(name)\(near) (methods: \(known.joined(separator: ", ")))"
  }
}
