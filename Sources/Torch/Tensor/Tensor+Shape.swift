import CTorchAPI

// Shape, selection, joining. Dimensions may be negative: −1 is the last.
extension Tensor {
  /// The same elements in another shape; one size may be −1, found from the others.
  public func reshape(_ shape: [Int]) throws(EngineError) -> Tensor {
    try Tensor.make("reshape", self) { $0.pointee.reshape($1, shape.int64, Int32(shape.count)) }
  }
  /// Dimensions of size 1 repeated to `shape` without copying; −1 leaves a size.
  public func expand(_ shape: [Int]) throws(EngineError) -> Tensor {
    try Tensor.make("expand", self) { $0.pointee.expand($1, shape.int64, Int32(shape.count)) }
  }
  /// Dimensions `from` to `to` joined into one: `[batch, c, h, w]` to `[batch, chw]` by `flatten(from: 1)`.
  public func flatten(from: Int = 0, to: Int = -1) throws(EngineError) -> Tensor {
    try Tensor.make("flatten", self) { $0.pointee.flatten($1, Int64(from), Int64(to)) }
  }
  /// Two dimensions exchanged.
  public func transpose(_ x: Int = -2, _ y: Int = -1) throws(EngineError) -> Tensor {
    try Tensor.make("transpose", self) { $0.pointee.transpose($1, Int64(x), Int64(y)) }
  }
  /// Dimension i of the result is `order[i]` of `self`.
  public func permute(_ order: [Int]) throws(EngineError) -> Tensor {
    try Tensor.make("permute", self) { $0.pointee.permute($1, order.int64, Int32(order.count)) }
  }
  /// A new dimension of size 1 before `dimension`.
  public func unsqueeze(_ dimension: Int) throws(EngineError) -> Tensor {
    try Tensor.make("unsqueeze", self) { $0.pointee.unsqueeze($1, Int64(dimension)) }
  }
  /// Without `dimension` if its size is 1.
  public func squeeze(_ dimension: Int) throws(EngineError) -> Tensor {
    try Tensor.make("squeeze", self) { $0.pointee.squeeze($1, Int64(dimension)) }
  }
  /// The elements in row-major order in memory; `self`'s memory when they are already.
  public func contiguous() throws(EngineError) -> Tensor {
    try Tensor.make("contiguous", self) { $0.pointee.contiguous($1) }
  }
  /// A view of `length` entries along `dimension` from `start`.
  public func narrow(_ dimension: Int, from start: Int, length: Int) throws(EngineError) -> Tensor {
    try Tensor.make("narrow", self) { $0.pointee.narrow($1, Int64(dimension), Int64(start), Int64(length)) }
  }
  /// A view of one entry along `dimension`, which goes away.
  public func select(_ dimension: Int, _ index: Int) throws(EngineError) -> Tensor {
    try Tensor.make("select", self) { $0.pointee.select($1, Int64(dimension), Int64(index)) }
  }
  /// The entries named by `indices` (`[n]` int64) along `dimension`, copied.
  public func indexSelect(_ dimension: Int, _ indices: Tensor) throws(EngineError) -> Tensor {
    try Tensor.make("indexSelect", self, indices) { $0.pointee.index_select($1, Int64(dimension), $2) }
  }
  /// The elements where `mask` (bool) is true, `[n]`.
  public func maskedSelect(_ mask: Tensor) throws(EngineError) -> Tensor {
    try Tensor.make("maskedSelect", self, mask) { $0.pointee.masked_select($1, $2) }
  }
  /// result[i][j] = self[i][indices[i][j]] for dimension 1; shape of `indices` (int64).
  public func gather(_ dimension: Int, _ indices: Tensor) throws(EngineError) -> Tensor {
    try Tensor.make("gather", self, indices) { $0.pointee.gather($1, Int64(dimension), $2) }
  }
  /// A copy with result[i][indices[i][j]] = source[i][j] for dimension 1.
  public func scatter(_ dimension: Int, _ indices: Tensor, _ source: Tensor) throws(EngineError) -> Tensor {
    try Tensor.make("scatter", self, indices, source) { $0.pointee.scatter($1, Int64(dimension), $2, $3) }
  }
  /// Positions of elements that are not zero, `[n, rank]` int64.
  public func nonzero() throws(EngineError) -> Tensor { try Tensor.make("nonzero", self) { $0.pointee.nonzero($1) } }
  /// Reversed along `dimensions`.
  public func flip(_ dimensions: [Int]) throws(EngineError) -> Tensor {
    try Tensor.make("flip", self) { $0.pointee.flip($1, dimensions.int64, Int32(dimensions.count)) }
  }
  /// With a border of `value`: pairs (before, after) for the last dimension, then the one before it, and so on.
  public func pad(_ pads: [Int], value: Double = 0) throws(EngineError) -> Tensor {
    try Tensor.make("pad", self) { $0.pointee.pad($1, pads.int64, Int32(pads.count), value) }
  }
  /// `[…]` int64 to `[…, classes]` int64 with a 1 at each class.
  public func oneHot(classes: Int) throws(EngineError) -> Tensor {
    try Tensor.make("oneHot", self) { $0.pointee.one_hot($1, Int64(classes)) }
  }
  /// Zero above the `diagonal`-th diagonal.
  public func lowerTriangle(_ diagonal: Int = 0) throws(EngineError) -> Tensor {
    try Tensor.make("lowerTriangle", self) { $0.pointee.tril($1, Int64(diagonal)) }
  }
  /// Zero below the `diagonal`-th diagonal.
  public func upperTriangle(_ diagonal: Int = 0) throws(EngineError) -> Tensor {
    try Tensor.make("upperTriangle", self) { $0.pointee.triu($1, Int64(diagonal)) }
  }
  /// The diagonal of the first two dimensions.
  public func diagonal() throws(EngineError) -> Tensor { try Tensor.make("diagonal", self) { $0.pointee.diagonal($1) } }
  /// Joined along a dimension they have.
  public static func cat(_ tensors: [Tensor], _ dimension: Int = 0) throws(EngineError) -> Tensor {
    try make("cat", list: tensors) { $0.pointee.cat($1, Int64($1.count), Int64(dimension)) }
  }
  /// Joined along a new dimension.
  public static func stack(_ tensors: [Tensor], _ dimension: Int = 0) throws(EngineError) -> Tensor {
    try make("stack", list: tensors) { $0.pointee.stack($1, Int64($1.count), Int64(dimension)) }
  }
}
