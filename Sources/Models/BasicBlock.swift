import Torch

/// Two 3×3 convolutions with batch norm beside a shortcut, ReLU after their sum (He et al. 2016, arXiv 1512.03385).
///
/// `[batch, inputs, h, w]` to `[batch, outputs, ⌈h/stride⌉, ⌈w/stride⌉]`. Where the shape changes the shortcut is a 1×1
/// convolution with batch norm (the paper's option B), named `downsample.0` and `downsample.1` as in torchvision.
final class BasicBlock: Module {
  private let conv1: Conv2d
  private let bn1: BatchNorm2d
  private let conv2: Conv2d
  private let bn2: BatchNorm2d
  private let downsample: (convolution: Conv2d, normalization: BatchNorm2d)?
  /// Whether the branch with the convolutions takes part.
  let depth: StochasticDepth
  var training = true {
    didSet {
      bn1.training = training
      bn2.training = training
      downsample?.normalization.training = training
      depth.training = training
    }
  }

  /// - Throws: `EngineError`.
  init(
    _ inputs: Int, _ outputs: Int, stride: Int, weights: RandomGenerator, noise: RandomGenerator
  ) throws(EngineError) {
    conv1 = try Conv2d(
      inputs, outputs, kernel: 3, stride: stride, padding: 1, bias: false, initial: .normal, weights)
    bn1 = try BatchNorm2d(outputs)
    conv2 = try Conv2d(outputs, outputs, kernel: 3, padding: 1, bias: false, initial: .normal, weights)
    bn2 = try BatchNorm2d(outputs)
    if stride != 1 || inputs != outputs {
      downsample = (
        try Conv2d(inputs, outputs, kernel: 1, stride: stride, bias: false, initial: .normal, weights),
        try BatchNorm2d(outputs)
      )
    } else {
      downsample = nil
    }
    depth = StochasticDepth(noise)
  }

  private var parts: [(name: String, module: any Module)] {
    [("conv1", conv1), ("bn1", bn1), ("conv2", conv2), ("bn2", bn2)]
      + (downsample.map { [("downsample.0", $0.convolution), ("downsample.1", $0.normalization)] } ?? [])
  }
  var namedParameters: [(name: String, tensor: Tensor)] { Models.namedParameters(of: parts) }
  var namedBuffers: [(name: String, tensor: Tensor)] { Models.namedBuffers(of: parts) }

  func callAsFunction(_ x: Tensor) throws(EngineError) -> Tensor {
    let inner = try bn1(conv1, x, relu: true)
    let shortcut =
      if let downsample { try downsample.normalization(downsample.convolution, x) } else { x }
    guard depth.isActive else { return try bn2(conv2, inner, adding: shortcut, relu: true) }
    return try (depth(bn2(conv2, inner)) + shortcut).relu()
  }
}
