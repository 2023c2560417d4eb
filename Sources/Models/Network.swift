import Torch

/// A network that tells classes apart.
public protocol Network: Module {
  /// Places inside whose values can be asked for, in order from input to output; `logits` is not among them.
  var tapNames: [String] { get }

  /// - Parameters:
  ///   - images: `[batch, channels, height, width]`, normalised.
  ///   - taps: names out of `tapNames` to return; others are ignored.
  /// - Throws: `EngineError`.
  func forward(_ images: Tensor, taps: Set<String>) throws -> NetworkOutput
}

/// What a network says of a batch.
public struct NetworkOutput {
  /// `[batch, classes]`.
  public var logits: Tensor
  /// The taps asked for, by name.
  public var taps: [String: Tensor]

  public init(logits: Tensor, taps: [String: Tensor] = [:]) {
    self.logits = logits
    self.taps = taps
  }
}

extension Network {
  /// The logits alone: `[batch, classes]`.
  public func logits(_ images: Tensor) throws -> Tensor { try forward(images, taps: []).logits }
}
