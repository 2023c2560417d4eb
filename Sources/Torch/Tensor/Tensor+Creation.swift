import CTorchAPI

// New tensors. Every function throws `EngineError` when the engine is missing or the numbers do not fill the shape.
extension Tensor {
  /// Every element `value`.
  public static func full(_ shape: [Int], _ value: Double, _ dtype: DType = .float32) throws(EngineError) -> Tensor {
    try make("full") { $0.pointee.full(shape.int64, Int32(shape.count), value, dtype.code) }
  }

  /// Every element 0.
  public static func zeros(_ shape: [Int], _ dtype: DType = .float32) throws(EngineError) -> Tensor {
    try full(shape, 0, dtype)
  }

  /// Every element 1.
  public static func ones(_ shape: [Int], _ dtype: DType = .float32) throws(EngineError) -> Tensor {
    try full(shape, 1, dtype)
  }

  /// A scalar, shape `[]`.
  public static func scalar(_ value: Double, _ dtype: DType = .float32) throws(EngineError) -> Tensor {
    try full([], value, dtype)
  }

  /// 0, 1, … `count` − 1; shape `[count]`.
  public static func range(_ count: Int, _ dtype: DType = .int64) throws(EngineError) -> Tensor {
    try make("range") { $0.pointee.arange(Int64(count), dtype.code) }
  }

  /// A copy of raw memory, elements in row-major order in the machine's byte order.
  public static func from(
    bytes: UnsafeRawBufferPointer, shape: [Int], dtype: DType
  ) throws(EngineError) -> Tensor {
    try make("from") {
      $0.pointee.from_bytes(bytes.baseAddress, Int64(bytes.count), shape.int64, Int32(shape.count), dtype.code)
    }
  }

  /// A float32 copy of `values` in row-major order; shape `[values.count]` when none is given.
  public convenience init(_ values: [Float], shape: [Int]? = nil) throws(EngineError) {
    try self.init(copying: values, shape: shape, dtype: .float32)
  }

  /// A float64 copy of `values` in row-major order; shape `[values.count]` when none is given.
  public convenience init(_ values: [Double], shape: [Int]? = nil) throws(EngineError) {
    try self.init(copying: values, shape: shape, dtype: .float64)
  }

  /// An int64 copy of `values` in row-major order; shape `[values.count]` when none is given.
  public convenience init(_ values: [Int64], shape: [Int]? = nil) throws(EngineError) {
    try self.init(copying: values, shape: shape, dtype: .int64)
  }

  /// An int64 copy of `values` in row-major order; shape `[values.count]` when none is given.
  public convenience init(_ values: [Int], shape: [Int]? = nil) throws(EngineError) {
    try self.init(values.int64, shape: shape)
  }

  /// A uint8 copy of `values` in row-major order; shape `[values.count]` when none is given.
  public convenience init(_ values: [UInt8], shape: [Int]? = nil) throws(EngineError) {
    try self.init(copying: values, shape: shape, dtype: .uint8)
  }

  private convenience init<Element: BitwiseCopyable>(
    copying values: [Element], shape: [Int]?, dtype: DType
  ) throws(EngineError) {
    let table = try Engine.table()
    let shape = shape ?? [values.count]
    let handle = values.withUnsafeBytes {
      table.pointee.from_bytes($0.baseAddress, Int64($0.count), shape.int64, Int32(shape.count), dtype.code)
    }
    guard let handle else { throw Engine.failure("Tensor.init", []) }
    self.init(handle: handle, table: table)
  }

  /// A copy with memory of its own; gradients flow through it.
  public func clone() throws(EngineError) -> Tensor { try Tensor.make("clone", self) { $0.pointee.clone($1) } }

  /// The numbers as another type; `self`'s memory when it is that type already.
  public func to(_ dtype: DType) throws(EngineError) -> Tensor {
    try Tensor.make("to", self) { $0.pointee.to_type($1, dtype.code) }
  }

  /// Zeros of `self`'s shape and type.
  public func zerosLike() throws(EngineError) -> Tensor { try .zeros(shape, dtype) }
}
