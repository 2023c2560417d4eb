import Torch

/// A network that tells classes apart.
public protocol Network: Module {
  /// Places inside whose values can be asked for, in order from input to output; `logits` is not among them.
  var tapNames: [String] { get }
  /// Those of `tapNames` at which a group of layers ends: what methods compare when nobody chooses.
  var groupNames: [String] { get }
  /// Those of `tapNames` that are classifiers of their own, `[batch, classes]`, from the earliest to the last, which is
  /// what `logits` returns; empty for a network with one classifier.
  var exitNames: [String] { get }

  /// - Parameter images: `[batch, channels, height, width]`, normalised.
  /// - Throws: `EngineError`.
  func forward(_ images: Tensor, _ request: ForwardRequest) throws -> NetworkOutput

  /// Changes how much noise there is inside while training; parts that a network does not have are ignored.
  func setNoise(_ noise: NetworkNoise)
}

/// What somebody wants of a network.
public struct ForwardRequest: Sendable, Equatable {
  /// Names out of `tapNames` to return; others are ignored.
  public var taps: Set<String>
  /// Without, a network stops after the last of the taps: nothing behind it is touched, running statistics neither.
  public var needsLogits: Bool

  public init(taps: Set<String> = [], needsLogits: Bool = true) {
    self.taps = taps
    self.needsLogits = needsLogits
  }
}

/// What a network says of a batch.
public struct NetworkOutput {
  /// `[batch, classes]`; nil where nobody asked for them.
  public var logits: Tensor?
  /// The taps asked for, by name.
  public var taps: [String: Tensor]

  public init(logits: Tensor?, taps: [String: Tensor] = [:]) {
    self.logits = logits
    self.taps = taps
  }
}

/// Noise inside a network while it trains; nil leaves what its spec says.
public struct NetworkNoise: Sendable, Equatable {
  /// Share of hidden units dropped, 0…0.95; where, a family's options say.
  public var dropout: Double?
  /// Probability that the last residual block is kept, in (0, 1]; of the l-th of L it is 1 − l/L·(1 − survival).
  public var survival: Double?

  public init(dropout: Double? = nil, survival: Double? = nil) {
    self.dropout = dropout
    self.survival = survival
  }
}

extension Network {
  public var groupNames: [String] { tapNames }
  public var exitNames: [String] { [] }
  public func setNoise(_ noise: NetworkNoise) {}

  /// The logits alone: `[batch, classes]`.
  public func logits(_ images: Tensor) throws -> Tensor {
    guard let logits = try forward(images, ForwardRequest()).logits else { throw NetworkError.noLogits }
    return logits
  }
}

/// A network that does not do what its protocol says.
public enum NetworkError: Error, CustomStringConvertible {
  case noLogits

  public var description: String { "the network was asked for logits and gave none" }
}
