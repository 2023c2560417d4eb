import CTorchAPI

/// A seeded source of random numbers (libtorch's Mersenne Twister), whose state can be saved and restored exactly.
public final class RandomGenerator {
  let handle: OpaquePointer
  private let table: Engine.Table

  /// Throws `EngineError` when the engine is missing.
  public init(seed: UInt64) throws(EngineError) {
    table = try Engine.table()
    guard let handle = table.pointee.generator(seed) else { throw Engine.failure("RandomGenerator", []) }
    self.handle = handle
  }

  deinit {
    table.pointee.generator_free(handle)
  }

  /// Everything the next numbers depend on (about 5 kB).
  public func state() throws(EngineError) -> [UInt8] {
    try Tensor.make("state") { $0.pointee.generator_state(handle) }.bytes()
  }

  /// Continues as the generator that gave `state`. Throws when these bytes are no generator's state.
  public func restore(_ state: [UInt8]) throws(EngineError) {
    let tensor = try Tensor(state)
    try tensor.act("restore") { table, a, _ in table.pointee.generator_restore(handle, a) }
  }

  /// 0 ..< `count` in random order, `[count]` int64.
  public func permutation(_ count: Int) throws(EngineError) -> Tensor {
    try Tensor.make("permutation") { $0.pointee.permutation(Int64(count), handle) }
  }

  /// Standard normal numbers times `deviation` plus `mean`.
  public func normal(
    _ shape: [Int], mean: Double = 0, deviation: Double = 1, _ dtype: Tensor.DType = .float32
  ) throws(EngineError) -> Tensor {
    let result = try Tensor.zeros(shape, dtype)
    try result.fillNormal(mean: mean, deviation: deviation, self)
    return result
  }

  /// Numbers in [low, high).
  public func uniform(
    _ shape: [Int], low: Double = 0, high: Double = 1, _ dtype: Tensor.DType = .float32
  ) throws(EngineError) -> Tensor {
    let result = try Tensor.zeros(shape, dtype)
    try result.fillUniform(low: low, high: high, self)
    return result
  }

  /// Integers in `range`, int64.
  public func integers(_ shape: [Int], in range: Range<Int>) throws(EngineError) -> Tensor {
    let result = try Tensor.zeros(shape, .int64)
    try result.act("integers") { table, a, _ in
      table.pointee.fill_integers(a, Int64(range.lowerBound), Int64(range.upperBound), handle)
    }
    return result
  }

  /// `count` positions for each row of weights `[n]` or `[rows, n]`, drawn in proportion to them; int64.
  public func multinomial(
    _ weights: Tensor, count: Int, replacement: Bool = false
  ) throws(EngineError) -> Tensor {
    try Tensor.make("multinomial", weights) { $0.pointee.multinomial($1, Int64(count), replacement ? 1 : 0, handle) }
  }
}

extension Tensor {
  /// Overwrites every element with a normal number.
  public func fillNormal(mean: Double = 0, deviation: Double = 1, _ generator: RandomGenerator) throws(EngineError) {
    try act("fillNormal") { table, a, _ in table.pointee.fill_normal(a, mean, deviation, generator.handle) }
  }
  /// Overwrites every element with a number in [low, high).
  public func fillUniform(low: Double = 0, high: Double = 1, _ generator: RandomGenerator) throws(EngineError) {
    try act("fillUniform") { table, a, _ in table.pointee.fill_uniform(a, low, high, generator.handle) }
  }
  /// Overwrites every element with 1 with probability `p`, else 0.
  public func fillBernoulli(_ p: Double, _ generator: RandomGenerator) throws(EngineError) {
    try act("fillBernoulli") { table, a, _ in table.pointee.fill_bernoulli(a, p, generator.handle) }
  }
}
