import Torch

/// A kind of network that a spec can ask for. A new one is a file in this module and a line in `ModelRegistry`.
public protocol ModelFamily: SendableMetatype {
  /// What stands before the colon.
  static var name: String { get }
  /// How its specs look, for people.
  static var usage: String { get }
  /// How many widths it takes.
  static var widths: ClosedRange<Int> { get }
  static var options: [ModelOption] { get }

  /// - Parameters:
  ///   - inputShape: `[channels, height, width]`.
  ///   - weights: draws the first weights.
  ///   - dropout: draws what is dropped, step by step.
  /// - Throws: `ModelSpecError` when the images do not fit, `EngineError`.
  static func build(
    _ spec: ModelSpec, inputShape: [Int], classes: Int, weights: RandomGenerator, dropout: RandomGenerator
  ) throws -> any Network
}

/// A number that a spec may set by name.
public struct ModelOption: Sendable {
  public var name: String
  public var range: ClosedRange<Double>
  /// What it is when the spec does not say.
  public var standard: Double
  public var help: String

  public init(_ name: String, _ range: ClosedRange<Double>, standard: Double, help: String) {
    self.name = name
    self.range = range
    self.standard = standard
    self.help = help
  }

  /// The share of units dropped in training, after each hidden layer.
  static let dropout = ModelOption("dropout", 0...0.95, standard: 0, help: "share of hidden units dropped in training")
}

/// Every kind of network kdtop builds.
public enum ModelRegistry {
  public static let all: [any ModelFamily.Type] = [MLP.self, ConvNet.self]

  /// - Throws: `ModelSpecError`, `EngineError`.
  public static func build(
    _ spec: ModelSpec, inputShape: [Int], classes: Int, weights: RandomGenerator, dropout: RandomGenerator
  ) throws -> any Network {
    guard let family = all.first(where: { $0.name == spec.family }) else {
      throw ModelSpecError(spec: spec.description, problem: .unknownFamily(spec.family, known: all.map { $0.name }))
    }
    return try family.build(spec, inputShape: inputShape, classes: classes, weights: weights, dropout: dropout)
  }
}
