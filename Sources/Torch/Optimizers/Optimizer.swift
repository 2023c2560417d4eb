import CTorchAPI

/// Moves parameters along their gradients. Every setting may be changed between two steps.
public protocol Optimizer: AnyObject {
  /// The tensors this optimiser moves, by name.
  var namedParameters: [(name: String, tensor: Tensor)] { get }
  /// The size of a step.
  var learningRate: Double { get set }
  /// The pull of parameters towards zero.
  var weightDecay: Double { get set }
  /// Moves every parameter that has a gradient. Returns whether every number moved is still finite.
  @discardableResult func step() throws(EngineError) -> Bool
  /// Everything but the settings that the next steps depend on, by name; copies.
  func state() throws(EngineError) -> [String: Tensor]
  /// Continues as the optimiser that gave `state`. Throws `ModuleError` for names or shapes that do not belong.
  func restore(_ state: [String: Tensor]) throws
}

extension Optimizer {
  var parameters: [Tensor] { namedParameters.map(\.tensor) }

  /// Forgets the gradients; the next `backward()` starts afresh and takes over its memory.
  public func zeroGradients() throws(EngineError) {
    try Gradients.zero(parameters)
  }
}

/// What is done to the gradients of a whole list of parameters.
public enum Gradients {
  /// Forgets them.
  public static func zero(_ parameters: [Tensor]) throws(EngineError) {
    defer { withExtendedLifetime(parameters) {} }
    try Engine.check(Engine.table().pointee.zero_grads(parameters.map(\.handle), Int64(parameters.count)), "zero")
  }

  /// Scales them so that their common L2 norm is at most `limit`; returns the norm before. A norm that is not finite
  /// leaves NaN or zero gradients alone.
  @discardableResult
  public static func clip(_ parameters: [Tensor], toNorm limit: Double) throws(EngineError) -> Double {
    defer { withExtendedLifetime(parameters) {} }
    var norm = 0.0
    try Engine.check(
      Engine.table().pointee.clip_norm(parameters.map(\.handle), Int64(parameters.count), limit, &norm), "clip")
    return norm
  }

  /// Moves every gradient into ±`limit`.
  public static func clip(_ parameters: [Tensor], toValue limit: Double) throws(EngineError) {
    defer { withExtendedLifetime(parameters) {} }
    try Engine.check(
      Engine.table().pointee.clip_value(parameters.map(\.handle), Int64(parameters.count), limit), "clip")
  }
}
