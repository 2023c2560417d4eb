/// Normalises each channel by the batch's statistics in training, by running ones otherwise.
public final class BatchNorm2d: Module {
  /// `[channels]`, 1 at first.
  public let weight: Tensor
  /// `[channels]`, 0 at first.
  public let bias: Tensor
  /// `[channels]`, 0 at first.
  public let runningMean: Tensor
  /// `[channels]` (of n − 1), 1 at first.
  public let runningVariance: Tensor
  /// Training batches seen, an int64 scalar; PyTorch keeps it too.
  public let batchesTracked: Tensor
  public let momentum: Double
  public let epsilon: Double
  public var training = true

  /// Throws `EngineError`.
  public init(_ channels: Int, momentum: Double = 0.1, epsilon: Double = 1e-5) throws(EngineError) {
    weight = try Initialization.parameter(.ones([channels]))
    bias = try Initialization.parameter(.zeros([channels]))
    runningMean = try .zeros([channels])
    runningVariance = try .ones([channels])
    batchesTracked = try .zeros([], .int64)
    self.momentum = momentum
    self.epsilon = epsilon
  }

  public var namedParameters: [(name: String, tensor: Tensor)] { [("weight", weight), ("bias", bias)] }
  public var namedBuffers: [(name: String, tensor: Tensor)] {
    [("running_mean", runningMean), ("running_var", runningVariance), ("num_batches_tracked", batchesTracked)]
  }

  /// `[batch, channels, h, w]` to the same shape; `shortcut`, of that shape, is added to the result, and ReLU taken of that.
  /// In training, throws `EngineError` when a channel has one value only: its variance is no number, and would stay in the
  /// running one for good.
  public func callAsFunction(
    _ x: Tensor, adding shortcut: Tensor? = nil, relu: Bool = false
  ) throws(EngineError) -> Tensor {
    if training, let channels = x.shape.dropFirst().first, x.count == channels {
      throw .operation(
        name: "batch_norm", message: "one value a channel has no variance; use a larger batch or fewer poolings",
        shapes: [x.shape])
    }
    if training { try batchesTracked.add(inPlace: batchesTracked.zerosLike() + 1) }
    return try x.batchNorm(arguments(shortcut, relu))
  }

  /// The same of what `convolution` makes of `x`. Outside training and without gradients the two are one operation: batch norm
  /// is part of the convolution's weights there.
  public func callAsFunction(
    _ convolution: Conv2d, _ x: Tensor, adding shortcut: Tensor? = nil, relu: Bool = false
  ) throws(EngineError) -> Tensor {
    if training { return try self(convolution(x), adding: shortcut, relu: relu) }
    return try convolution(x, norm: arguments(shortcut, relu))
  }

  private func arguments(_ shortcut: Tensor?, _ relu: Bool) -> BatchNormArguments {
    BatchNormArguments(
      weight: weight, bias: bias, mean: runningMean, variance: runningVariance, training: training,
      momentum: momentum, epsilon: epsilon, shortcut: shortcut, relu: relu)
  }
}
