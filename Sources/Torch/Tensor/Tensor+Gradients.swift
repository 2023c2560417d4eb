import CTorchAPI

// Automatic differentiation.
extension Tensor {
  /// Whether operations on this tensor are recorded for `backward()`.
  public var requiresGradient: Bool { table.pointee.requires_grad(handle) != 0 }

  /// Turns recording on or off. Throws for tensors that are results of recorded operations, or not floating-point.
  public func setRequiresGradient(_ on: Bool = true) throws(EngineError) {
    try act("setRequiresGradient") { table, a, _ in table.pointee.set_requires_grad(a, on ? 1 : 0) }
  }

  /// What `backward()` has added up here so far; nil for none. Shape as `self`.
  public func gradient() throws(EngineError) -> Tensor? {
    var result: OpaquePointer?
    try act("gradient") { table, a, _ in table.pointee.grad(a, &result) }
    return result.map { Tensor(handle: $0, table: table) }
  }

  /// Replaces or removes the gradient.
  public func setGradient(_ gradient: Tensor?) throws(EngineError) {
    try act("setGradient", gradient) { $0.pointee.set_grad($1, $2) }
  }

  /// The same memory, cut off from the recording.
  public func detached() throws(EngineError) -> Tensor {
    try Tensor.make("detached", self) { $0.pointee.detach($1) }
  }

  /// Adds d self / d leaf to the gradient of every leaf that requires one. `seed` (of `self`'s shape) may be left out
  /// for a scalar. The recording is freed unless `keepGraph`.
  public func backward(seed: Tensor? = nil, keepGraph: Bool = false) throws(EngineError) {
    try act("backward", seed) { $0.pointee.backward($1, $2, keepGraph ? 1 : 0) }
  }

  /// d (sum of outputs) / d inputs, nil where nothing depends on an input; the inputs' `gradient()` is left alone. With
  /// `createGraph` the results can be differentiated again.
  public static func gradients(
    of outputs: [Tensor], withRespectTo inputs: [Tensor], createGraph: Bool = false
  ) throws(EngineError) -> [Tensor?] {
    defer { withExtendedLifetime((outputs, inputs)) {} }
    let table = try Engine.table()
    var results = [OpaquePointer?](repeating: nil, count: inputs.count)
    let failed = table.pointee.gradients(
      outputs.map(\.handle), Int64(outputs.count), inputs.map(\.handle), Int64(inputs.count), createGraph ? 1 : 0,
      &results)
    if failed != 0 { throw Engine.failure("gradients", outputs + inputs) }
    return results.map { $0.map { Tensor(handle: $0, table: table) } }
  }

  /// d (sum of output) / d inputs; see `gradients(of:withRespectTo:createGraph:)` with several outputs.
  public static func gradients(
    of output: Tensor, withRespectTo inputs: [Tensor], createGraph: Bool = false
  ) throws(EngineError) -> [Tensor?] {
    let scalar = output.count == 1 ? output : try output.sum()
    return try gradients(of: [scalar], withRespectTo: inputs, createGraph: createGraph)
  }
}

/// Runs `body` without recording for `backward()` on this thread; what was before is restored, also when `body` throws.
public func withoutGradients<Result, Failure: Error>(
  _ body: () throws(Failure) -> Result
) throws(Failure) -> Result {
  // Without an engine there is nothing to switch off: the body's first tensor says what is missing.
  guard let table = try? Engine.table() else { return try body() }
  let before = table.pointee.set_grad_enabled(0)
  defer { _ = table.pointee.set_grad_enabled(before) }
  return try body()
}
