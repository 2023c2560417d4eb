import Torch

/// A residual block that normalises before it convolves, with dropout between its two convolutions (Zagoruyko & Komodakis
/// 2016, arXiv 1605.07146).
///
/// `[batch, inputs, h, w]` to `[batch, outputs, ⌈h/stride⌉, ⌈w/stride⌉]`, without ReLU. Where the number of channels changes
/// the shortcut is a 1×1 convolution (`convShortcut`) of the normalised input; otherwise the input as it came.
final class WideBlock: Module {
  private let bn1: BatchNorm2d
  private let conv1: Conv2d
  private let bn2: BatchNorm2d
  private let conv2: Conv2d
  private let shortcut: Conv2d?
  private let dropout: Dropout
  /// Whether the branch with the convolutions takes part.
  let depth: StochasticDepth
  var training = true {
    didSet {
      bn1.training = training
      bn2.training = training
      dropout.training = training
      depth.training = training
    }
  }

  /// - Parameter dropout: one for all blocks of a network.
  /// - Throws: `EngineError`.
  init(
    _ inputs: Int, _ outputs: Int, stride: Int, dropout: Dropout, weights: RandomGenerator, noise: RandomGenerator
  ) throws(EngineError) {
    bn1 = try BatchNorm2d(inputs)
    conv1 = try Conv2d(
      inputs, outputs, kernel: 3, stride: stride, padding: 1, bias: false, initial: .normal, weights)
    bn2 = try BatchNorm2d(outputs)
    conv2 = try Conv2d(outputs, outputs, kernel: 3, padding: 1, bias: false, initial: .normal, weights)
    shortcut =
      inputs == outputs && stride == 1
      ? nil : try Conv2d(inputs, outputs, kernel: 1, stride: stride, bias: false, initial: .normal, weights)
    self.dropout = dropout
    depth = StochasticDepth(noise)
  }

  private var parts: [ModulePart] {
    [("bn1", bn1), ("conv1", conv1), ("bn2", bn2), ("conv2", conv2)] + (shortcut.map { [("convShortcut", $0)] } ?? [])
  }
  var namedParameters: [(name: String, tensor: Tensor)] { Models.namedParameters(of: parts) }
  var namedBuffers: [(name: String, tensor: Tensor)] { Models.namedBuffers(of: parts) }

  func callAsFunction(_ x: Tensor) throws(EngineError) -> Tensor {
    let active = try bn1(x, relu: true)
    let inner = try dropout(bn2(conv1, active, relu: true))
    let branch = try depth(conv2(inner))
    return try branch + (shortcut?(active) ?? x)
  }
}
