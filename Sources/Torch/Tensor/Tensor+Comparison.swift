import CTorchAPI

// Comparisons give bool tensors, broadcast; `where` and masks choose by them.
extension Tensor {
  /// A comparison of two elements.
  public enum Comparison: UInt32, Sendable {
    case equal, notEqual, less, lessOrEqual, greater, greaterOrEqual
  }

  /// Element by element against another tensor, such as `a.compare(.greater, b)`.
  public func compare(_ how: Comparison, _ other: Tensor) throws(EngineError) -> Tensor {
    try Tensor.make("compare", self, other) { $0.pointee.compare($1, $2, KDCompare(how.rawValue)) }
  }
  /// Every element against one number.
  public func compare(_ how: Comparison, _ number: Double) throws(EngineError) -> Tensor {
    try Tensor.make("compare", self) { $0.pointee.compare_scalar($1, number, KDCompare(how.rawValue)) }
  }
  /// True where zero or false.
  public func not() throws(EngineError) -> Tensor { try Tensor.make("not", self) { $0.pointee.logical_not($1) } }
  /// True where both are.
  public func and(_ other: Tensor) throws(EngineError) -> Tensor {
    try Tensor.make("and", self, other) { $0.pointee.logical_and($1, $2) }
  }
  /// True where either is.
  public func or(_ other: Tensor) throws(EngineError) -> Tensor {
    try Tensor.make("or", self, other) { $0.pointee.logical_or($1, $2) }
  }
  /// `a` where `condition` (bool) is true, else `b`; broadcast.
  public static func `where`(_ condition: Tensor, _ a: Tensor, _ b: Tensor) throws(EngineError) -> Tensor {
    try make("where", condition, a, b) { $0.pointee.where($1, $2, $3) }
  }
  /// `self` with `value` where `mask` (bool, broadcast) is true.
  public func filled(where mask: Tensor, with value: Double) throws(EngineError) -> Tensor {
    try Tensor.make("filled", self, mask) { $0.pointee.masked_fill($1, $2, value) }
  }
}
