import CTorchAPI

// + − × ÷ with PyTorch's broadcasting and types; scalars keep the tensor's type, but for
// fractions added to or multiplied with integers, and any division of them, which give float32.
extension Tensor {
  public static func + (a: Tensor, b: Tensor) throws(EngineError) -> Tensor {
    try make("+", a, b) { $0.pointee.add($1, $2) }
  }
  public static func - (a: Tensor, b: Tensor) throws(EngineError) -> Tensor {
    try make("-", a, b) { $0.pointee.sub($1, $2) }
  }
  public static func * (a: Tensor, b: Tensor) throws(EngineError) -> Tensor {
    try make("*", a, b) { $0.pointee.mul($1, $2) }
  }
  public static func / (a: Tensor, b: Tensor) throws(EngineError) -> Tensor {
    try make("/", a, b) { $0.pointee.div($1, $2) }
  }

  public static func + (a: Tensor, b: Double) throws(EngineError) -> Tensor {
    try make("+", a) { $0.pointee.add_scalar($1, b) }
  }
  public static func - (a: Tensor, b: Double) throws(EngineError) -> Tensor {
    try make("-", a) { $0.pointee.add_scalar($1, -b) }
  }
  public static func * (a: Tensor, b: Double) throws(EngineError) -> Tensor {
    try make("*", a) { $0.pointee.mul_scalar($1, b) }
  }
  public static func / (a: Tensor, b: Double) throws(EngineError) -> Tensor {
    try make("/", a) { $0.pointee.div_scalar($1, b) }
  }

  public static func + (a: Double, b: Tensor) throws(EngineError) -> Tensor { try b + a }
  public static func - (a: Double, b: Tensor) throws(EngineError) -> Tensor {
    try make("-", b) { $0.pointee.rsub_scalar($1, a) }
  }
  public static func * (a: Double, b: Tensor) throws(EngineError) -> Tensor { try b * a }
  public static func / (a: Double, b: Tensor) throws(EngineError) -> Tensor {
    try make("/", b) { $0.pointee.rdiv_scalar($1, a) }
  }

  public static prefix func - (a: Tensor) throws(EngineError) -> Tensor { try make("-", a) { $0.pointee.neg($1) } }

  /// self^exponent, element by element.
  public func power(_ exponent: Double) throws(EngineError) -> Tensor {
    try Tensor.make("power", self) { $0.pointee.pow_scalar($1, exponent) }
  }
  /// self^exponent, element by element, broadcast.
  public func power(_ exponent: Tensor) throws(EngineError) -> Tensor {
    try Tensor.make("power", self, exponent) { $0.pointee.pow($1, $2) }
  }
  /// The larger of two elements, broadcast.
  public static func maximum(_ a: Tensor, _ b: Tensor) throws(EngineError) -> Tensor {
    try make("maximum", a, b) { $0.pointee.maximum($1, $2) }
  }
  /// The smaller of two elements, broadcast.
  public static func minimum(_ a: Tensor, _ b: Tensor) throws(EngineError) -> Tensor {
    try make("minimum", a, b) { $0.pointee.minimum($1, $2) }
  }
}
