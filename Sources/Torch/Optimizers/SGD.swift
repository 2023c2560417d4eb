import CTorchAPI

/// Stochastic gradient descent with momentum, as `torch.optim.SGD`: one pass over the memory of all parameters.
///
/// d = g + decay·p; m = momentum·m + (1 − dampening)·d (the first m is d); p −= rate·m, with Nesterov
/// rate·(d + momentum·m).
public final class SGD: Optimizer {
  public let namedParameters: [(name: String, tensor: Tensor)]
  public var learningRate: Double
  public var momentum: Double
  public var dampening: Double
  public var weightDecay: Double
  public var nesterov: Bool
  private let handles: [OpaquePointer?]
  private var momenta: OptimizerMemory

  public init(
    _ parameters: [(name: String, tensor: Tensor)], learningRate: Double, momentum: Double = 0, dampening: Double = 0,
    weightDecay: Double = 0, nesterov: Bool = false
  ) {
    namedParameters = parameters
    self.learningRate = learningRate
    self.momentum = momentum
    self.dampening = dampening
    self.weightDecay = weightDecay
    self.nesterov = nesterov
    handles = parameters.map(\.tensor.handle)
    momenta = OptimizerMemory("momentum", count: parameters.count)
  }

  @discardableResult
  public func step() throws(EngineError) -> Bool {
    let table = try Engine.table()
    var step = KDOptimizerStep()
    var failed: Int32 = 0
    handles.withUnsafeBufferPointer { handles in
      momenta.withHandles(table) { momenta in
        step.parameters = handles.baseAddress
        step.state1 = momenta
        step.count = Int64(handles.count)
        step.learning_rate = learningRate
        step.weight_decay = weightDecay
        step.momentum = momentum
        step.dampening = dampening
        step.nesterov = nesterov ? 1 : 0
        failed = table.pointee.sgd_step(&step)
      }
    }
    if failed != 0 { throw Engine.failure("SGD.step", []) }
    return step.all_finite != 0
  }

  /// `name.momentum` for each parameter that has been moved with momentum.
  public func state() throws(EngineError) -> [String: Tensor] { try momenta.saved(namedParameters) }

  public func restore(_ state: [String: Tensor]) throws {
    var rest = state
    let restored = try OptimizerMemory.restored("momentum", namedParameters, from: &rest)
    if let extra = rest.keys.min() { throw ModuleError.unknown(extra) }
    momenta = restored
  }
}
