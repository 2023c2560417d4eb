import CTorchAPI

/// Adam and AdamW, as `torch.optim.Adam` and `AdamW` (without AMSGrad): one pass over the memory of all parameters.
///
/// m and v are running means of the gradient and its square, corrected for starting at zero;
/// p −= rate·m̂ / (√v̂ + ε). Adam adds decay·p to the gradient; AdamW (`decoupled`) shrinks p by rate·decay instead.
public final class Adam: Optimizer {
  public let namedParameters: [(name: String, tensor: Tensor)]
  public var learningRate: Double
  public var beta1: Double
  public var beta2: Double
  public var epsilon: Double
  public var weightDecay: Double
  /// Whether weight decay bypasses the running means (AdamW).
  public let decoupled: Bool
  private let handles: [OpaquePointer?]
  private var means: OptimizerMemory
  private var squares: OptimizerMemory
  private var steps: [Int64]

  public init(
    _ parameters: [(name: String, tensor: Tensor)], learningRate: Double = 1e-3, beta1: Double = 0.9,
    beta2: Double = 0.999, epsilon: Double = 1e-8, weightDecay: Double = 0, decoupled: Bool = false
  ) {
    namedParameters = parameters
    self.learningRate = learningRate
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    self.weightDecay = weightDecay
    self.decoupled = decoupled
    handles = parameters.map(\.tensor.handle)
    means = OptimizerMemory("mean", count: parameters.count)
    squares = OptimizerMemory("square", count: parameters.count)
    steps = Array(repeating: 0, count: parameters.count)
  }

  /// AdamW with PyTorch's defaults.
  public static func w(
    _ parameters: [(name: String, tensor: Tensor)], learningRate: Double = 1e-3, beta1: Double = 0.9,
    beta2: Double = 0.999, epsilon: Double = 1e-8, weightDecay: Double = 0.01
  ) -> Adam {
    Adam(
      parameters, learningRate: learningRate, beta1: beta1, beta2: beta2, epsilon: epsilon, weightDecay: weightDecay,
      decoupled: true)
  }

  @discardableResult
  public func step() throws(EngineError) -> Bool {
    let table = try Engine.table()
    for (index, parameter) in namedParameters.enumerated() {
      // A parameter without a gradient is not moved and its corrections do not advance.
      if table.pointee.has_grad(parameter.tensor.handle) != 0 { steps[index] += 1 }
    }
    var step = KDOptimizerStep()
    var failed: Int32 = 0
    handles.withUnsafeBufferPointer { handles in
      steps.withUnsafeBufferPointer { steps in
        means.withHandles(table) { means in
          squares.withHandles(table) { squares in
            step.parameters = handles.baseAddress
            step.state1 = means
            step.state2 = squares
            step.count = Int64(handles.count)
            step.steps = steps.baseAddress
            step.learning_rate = learningRate
            step.weight_decay = weightDecay
            step.beta1 = beta1
            step.beta2 = beta2
            step.epsilon = epsilon
            step.decoupled = decoupled ? 1 : 0
            failed = table.pointee.adam_step(&step)
          }
        }
      }
    }
    if failed != 0 { throw Engine.failure("Adam.step", []) }
    return step.all_finite != 0
  }

  /// `name.mean`, `name.square` and `name.step` (int64 scalar) for each parameter that has been moved.
  public func state() throws(EngineError) -> [String: Tensor] {
    var result = try means.saved(namedParameters)
    result.merge(try squares.saved(namedParameters)) { first, _ in first }
    for (parameter, count) in zip(namedParameters, steps) where count > 0 {
      result["\(parameter.name).step"] = try Tensor([count], shape: [])
    }
    return result
  }

  public func restore(_ state: [String: Tensor]) throws {
    var rest = state
    let newMeans = try OptimizerMemory.restored("mean", namedParameters, from: &rest)
    let newSquares = try OptimizerMemory.restored("square", namedParameters, from: &rest)
    let newSteps = try namedParameters.map { parameter -> Int64 in
      let saved = try rest.removeValue(forKey: "\(parameter.name).step")?.item() ?? 0
      guard let count = Int64(exactly: saved), count >= 0 else {
        throw ModuleError.value("\(parameter.name).step", saved)
      }
      return count
    }
    if let extra = rest.keys.min() { throw ModuleError.unknown(extra) }
    means = newMeans
    squares = newSquares
    steps = newSteps
  }
}
