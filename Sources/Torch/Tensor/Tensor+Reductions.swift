import CTorchAPI

// Over dimensions: none named means all of them; `keep` leaves them with size 1.
extension Tensor {
  public func sum(_ dimensions: [Int] = [], keep: Bool = false) throws(EngineError) -> Tensor {
    try Tensor.make("sum", self) { $0.pointee.sum($1, dimensions.int64, Int32(dimensions.count), keep ? 1 : 0) }
  }
  public func mean(_ dimensions: [Int] = [], keep: Bool = false) throws(EngineError) -> Tensor {
    try Tensor.make("mean", self) { $0.pointee.mean($1, dimensions.int64, Int32(dimensions.count), keep ? 1 : 0) }
  }
  /// The largest element; ties share the gradient equally.
  public func max(_ dimensions: [Int] = [], keep: Bool = false) throws(EngineError) -> Tensor {
    try Tensor.make("max", self) { $0.pointee.max($1, dimensions.int64, Int32(dimensions.count), keep ? 1 : 0) }
  }
  /// The smallest element; ties share the gradient equally.
  public func min(_ dimensions: [Int] = [], keep: Bool = false) throws(EngineError) -> Tensor {
    try Tensor.make("min", self) { $0.pointee.min($1, dimensions.int64, Int32(dimensions.count), keep ? 1 : 0) }
  }
  /// The variance; divided by n − 1 when `unbiased`, else by n.
  public func variance(
    _ dimensions: [Int] = [], unbiased: Bool = true, keep: Bool = false
  ) throws(EngineError) -> Tensor {
    try Tensor.make("variance", self) {
      $0.pointee.variance($1, dimensions.int64, Int32(dimensions.count), unbiased ? 1 : 0, keep ? 1 : 0)
    }
  }
  /// (Σ|x|^p)^(1/p); the gradient at zero is zero.
  public func norm(_ dimensions: [Int] = [], p: Double = 2, keep: Bool = false) throws(EngineError) -> Tensor {
    try Tensor.make("norm", self) { $0.pointee.norm($1, p, dimensions.int64, Int32(dimensions.count), keep ? 1 : 0) }
  }
  /// log Σ eˣ without overflow.
  public func logSumExp(_ dimensions: [Int] = [], keep: Bool = false) throws(EngineError) -> Tensor {
    try Tensor.make("logSumExp", self) {
      $0.pointee.log_sum_exp($1, dimensions.int64, Int32(dimensions.count), keep ? 1 : 0)
    }
  }
  /// The position of the largest element along a dimension, int64.
  public func argmax(_ dimension: Int = -1, keep: Bool = false) throws(EngineError) -> Tensor {
    try Tensor.make("argmax", self) { $0.pointee.argmax($1, Int64(dimension), keep ? 1 : 0) }
  }
  /// Running sums along a dimension.
  public func cumulativeSum(_ dimension: Int = -1) throws(EngineError) -> Tensor {
    try Tensor.make("cumulativeSum", self) { $0.pointee.cumulative_sum($1, Int64(dimension)) }
  }
  /// eˣ / Σ eˣ along a dimension.
  public func softmax(_ dimension: Int = -1) throws(EngineError) -> Tensor {
    try Tensor.make("softmax", self) { $0.pointee.softmax($1, Int64(dimension)) }
  }
  /// x − log Σ eˣ along a dimension.
  public func logSoftmax(_ dimension: Int = -1) throws(EngineError) -> Tensor {
    try Tensor.make("logSoftmax", self) { $0.pointee.log_softmax($1, Int64(dimension)) }
  }
  /// Sorted along a dimension; `indices` (int64) say where each came from.
  public func sort(
    _ dimension: Int = -1, descending: Bool = false
  ) throws(EngineError) -> (values: Tensor, indices: Tensor) {
    try Tensor.makeTwo("sort", self) { $0.pointee.sort($1, Int64(dimension), descending ? 1 : 0, $2, $3) }
  }
  /// The `k` largest (or smallest) along a dimension, best first, and their positions (int64).
  public func topK(
    _ k: Int, _ dimension: Int = -1, largest: Bool = true
  ) throws(EngineError) -> (values: Tensor, indices: Tensor) {
    try Tensor.makeTwo("topK", self) { $0.pointee.top_k($1, Int64(k), Int64(dimension), largest ? 1 : 0, $2, $3) }
  }
}
