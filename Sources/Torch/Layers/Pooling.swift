/// The largest element of each window.
public struct MaxPool2d: Sendable {
  public let kernel: Int
  public let stride: Int
  public let padding: Int

  /// The stride is the kernel if not given.
  public init(_ kernel: Int, stride: Int? = nil, padding: Int = 0) {
    self.kernel = kernel
    self.stride = stride ?? kernel
    self.padding = padding
  }

  /// `[batch, c, h, w]` to `[batch, c, h', w']`, h' = (h + 2·padding − kernel) / stride + 1.
  public func callAsFunction(_ x: Tensor) throws(EngineError) -> Tensor {
    try x.maxPool2d(kernel, stride: stride, padding: padding)
  }
}

/// The mean of each window.
public struct AveragePool2d: Sendable {
  public let kernel: Int
  public let stride: Int
  public let padding: Int

  /// The stride is the kernel if not given.
  public init(_ kernel: Int, stride: Int? = nil, padding: Int = 0) {
    self.kernel = kernel
    self.stride = stride ?? kernel
    self.padding = padding
  }

  /// `[batch, c, h, w]` to `[batch, c, h', w']`, h' = (h + 2·padding − kernel) / stride + 1.
  public func callAsFunction(_ x: Tensor) throws(EngineError) -> Tensor {
    try x.averagePool2d(kernel, stride: stride, padding: padding)
  }
}

/// Means over windows chosen so that the result has a given size.
public struct AdaptiveAveragePool2d: Sendable {
  public let height: Int
  public let width: Int

  /// A square if no width is given.
  public init(_ height: Int, _ width: Int? = nil) {
    self.height = height
    self.width = width ?? height
  }

  /// `[batch, c, h, w]` to `[batch, c, height, width]`.
  public func callAsFunction(_ x: Tensor) throws(EngineError) -> Tensor {
    try x.adaptiveAveragePool2d(height, width)
  }
}
