import CTorchAPI

// Functions of each element; the result has `self`'s shape.
extension Tensor {
  public func exp() throws(EngineError) -> Tensor { try Tensor.make("exp", self) { $0.pointee.exp($1) } }
  /// The natural logarithm.
  public func log() throws(EngineError) -> Tensor { try Tensor.make("log", self) { $0.pointee.log($1) } }
  public func sqrt() throws(EngineError) -> Tensor { try Tensor.make("sqrt", self) { $0.pointee.sqrt($1) } }
  public func abs() throws(EngineError) -> Tensor { try Tensor.make("abs", self) { $0.pointee.abs($1) } }
  public func square() throws(EngineError) -> Tensor { try Tensor.make("square", self) { $0.pointee.square($1) } }
  /// −1, 0 or 1.
  public func sign() throws(EngineError) -> Tensor { try Tensor.make("sign", self) { $0.pointee.sign($1) } }
  /// To the nearest integer, halves to even.
  public func rounded() throws(EngineError) -> Tensor { try Tensor.make("rounded", self) { $0.pointee.round($1) } }
  public func floor() throws(EngineError) -> Tensor { try Tensor.make("floor", self) { $0.pointee.floor($1) } }
  public func sin() throws(EngineError) -> Tensor { try Tensor.make("sin", self) { $0.pointee.sin($1) } }
  public func cos() throws(EngineError) -> Tensor { try Tensor.make("cos", self) { $0.pointee.cos($1) } }
  /// The error function.
  public func erf() throws(EngineError) -> Tensor { try Tensor.make("erf", self) { $0.pointee.erf($1) } }
  /// max(x, 0).
  public func relu() throws(EngineError) -> Tensor { try Tensor.make("relu", self) { $0.pointee.relu($1) } }
  /// x·Φ(x), Φ exact by erf.
  public func gelu() throws(EngineError) -> Tensor { try Tensor.make("gelu", self) { $0.pointee.gelu($1) } }
  /// 1 / (1 + e⁻ˣ).
  public func sigmoid() throws(EngineError) -> Tensor { try Tensor.make("sigmoid", self) { $0.pointee.sigmoid($1) } }
  /// log(1 + eˣ).
  public func softplus() throws(EngineError) -> Tensor { try Tensor.make("softplus", self) { $0.pointee.softplus($1) } }
  public func tanh() throws(EngineError) -> Tensor { try Tensor.make("tanh", self) { $0.pointee.tanh($1) } }
  /// Every element moved into `range`.
  public func clamped(to range: ClosedRange<Double>) throws(EngineError) -> Tensor {
    try Tensor.make("clamped", self) { $0.pointee.clamp($1, range.lowerBound, range.upperBound) }
  }
}
