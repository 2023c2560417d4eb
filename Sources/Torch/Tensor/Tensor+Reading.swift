import CTorchAPI

// Numbers out of the engine, and changes in place that gradients do not see.
extension Tensor {
  /// The one element as a number. Throws unless `count` is 1.
  public func item() throws(EngineError) -> Double {
    var value = 0.0
    try act("item") { table, a, _ in table.pointee.item(a, &value) }
    return value
  }

  /// Every element as Float, in row-major order.
  public func floats() throws(EngineError) -> [Float] { try elements(.float32, zero: 0) }

  /// Every element as Double, in row-major order.
  public func doubles() throws(EngineError) -> [Double] { try elements(.float64, zero: 0) }

  /// Every element as Int (fractions are cut off), in row-major order.
  public func ints() throws(EngineError) -> [Int] { try elements(.int64, zero: Int64(0)).map { Int($0) } }

  /// The elements' memory, in row-major order.
  public func bytes() throws(EngineError) -> [UInt8] {
    var result = [UInt8](repeating: 0, count: count * dtype.size)
    try copyElements(into: &result)
    return result
  }

  /// Copies the elements' memory in row-major order. Throws unless the buffer has exactly `count * dtype.size` bytes.
  public func copy(into buffer: UnsafeMutableRawBufferPointer) throws(EngineError) {
    try act("copy") { table, a, _ in table.pointee.copy_out(a, buffer.baseAddress, Int64(buffer.count)) }
  }

  /// Takes over the other tensor's numbers, converted and broadcast to `self`'s type and shape.
  public func copy(from other: Tensor) throws(EngineError) {
    try act("copy", other) { $0.pointee.copy_in($1, $2) }
  }

  /// Sets every element.
  public func fill(_ value: Double) throws(EngineError) {
    try act("fill") { table, a, _ in table.pointee.fill(a, value) }
  }

  /// self += scale · other, without a gradient.
  public func add(inPlace other: Tensor, scale: Double = 1) throws(EngineError) {
    try act("add", other) { $0.pointee.add_in_place($1, $2, scale) }
  }

  /// self *= scale, without a gradient.
  public func multiply(inPlace scale: Double) throws(EngineError) {
    try act("multiply") { table, a, _ in table.pointee.scale_in_place(a, scale) }
  }

  /// Whether no element is an infinity or NaN.
  public func isFinite() throws(EngineError) -> Bool {
    var finite: Int32 = 0
    try act("isFinite") { table, a, _ in table.pointee.all_finite(a, &finite) }
    return finite != 0
  }

  private func elements<Element: BitwiseCopyable>(_ type: DType, zero: Element) throws(EngineError) -> [Element] {
    var result = [Element](repeating: zero, count: count)
    try to(type).copyElements(into: &result)
    return result
  }

  private func copyElements<Element: BitwiseCopyable>(into array: inout [Element]) throws(EngineError) {
    try act("copy") { table, a, _ in
      array.withUnsafeMutableBytes { table.pointee.copy_out(a, $0.baseAddress, Int64($0.count)) }
    }
  }
}
