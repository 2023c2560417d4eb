import Torch

/// A kind of network that a spec can ask for. A new one is a file in this module and a line in `ModelRegistry`.
public protocol ModelFamily: SendableMetatype {
  /// What stands before the colon.
  static var name: String { get }
  /// How its specs look, for people.
  static var usage: String { get }
  /// How many numbers it takes.
  static var widths: ClosedRange<Int> { get }
  static var options: [ModelOption] { get }

  /// What is wrong with a spec's numbers, for people; nil when it can be built. By default every number will do.
  static func check(_ numbers: [Int]) -> String?

  /// - Parameters:
  ///   - inputShape: `[channels, height, width]`.
  ///   - weights: draws the first weights.
  ///   - dropout: draws what is dropped, step by step.
  /// - Throws: `ModelSpecError` when the images do not fit, `EngineError`.
  static func build(
    _ spec: ModelSpec, inputShape: [Int], classes: Int, weights: RandomGenerator, dropout: RandomGenerator
  ) throws -> any Network
}

extension ModelFamily {
  public static func check(_ numbers: [Int]) -> String? { nil }
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
  /// The share of the mean features dropped in training, before the classifier.
  static let dropoutBeforeHead = ModelOption(
    "dropout", 0...0.95, standard: 0, help: "share of units dropped before the classifier in training")
  /// Stochastic depth (Huang et al. 2016); see `StochasticDepth`.
  static let survival = ModelOption(
    "survival", 0.01...1, standard: 1,
    help: "probability that the last residual block is kept in training; 1 at the input, linear between")
  /// Channels are rounded to whole ones.
  static let width = ModelOption("width", 0.01...64, standard: 1, help: "how many times as many channels")
}

/// Every kind of network kdtop builds.
public enum ModelRegistry {
  public static let all: [any ModelFamily.Type] = [
    MLP.self, ConvNet.self, ResNet.self, WideResNet.self, VGG.self, MultiExit.self,
  ]

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
