import CTorchAPI

/// One tensor of an optimiser's memory for each parameter, made by the engine at the parameter's first step.
struct OptimizerMemory {
  /// What the tensors are called in a saved state.
  let name: String
  private(set) var tensors: [Tensor?]

  init(_ name: String, count: Int) {
    self.name = name
    tensors = Array(repeating: nil, count: count)
  }

  /// Calls `body` with the handles, and takes over those it made.
  mutating func withHandles(
    _ table: Engine.Table, _ body: (UnsafeMutablePointer<OpaquePointer?>?) -> Void
  ) {
    var handles = tensors.map { $0?.handle }
    handles.withUnsafeMutableBufferPointer { body($0.baseAddress) }
    for (index, handle) in handles.enumerated() {
      if tensors[index] == nil, let handle { tensors[index] = Tensor(handle: handle, table: table) }
    }
  }

  /// Copies of the tensors as `parameter.name`.
  func saved(_ parameters: [(name: String, tensor: Tensor)]) throws(EngineError) -> [String: Tensor] {
    var result: [String: Tensor] = [:]
    for (parameter, tensor) in zip(parameters, tensors) {
      if let tensor { result["\(parameter.name).\(name)"] = try tensor.clone() }
    }
    return result
  }

  /// The memory `state` holds, taking what it uses out of `state`.
  static func restored(
    _ name: String, _ parameters: [(name: String, tensor: Tensor)], from state: inout [String: Tensor]
  ) throws -> OptimizerMemory {
    var memory = OptimizerMemory(name, count: parameters.count)
    for (index, parameter) in parameters.enumerated() {
      let key = "\(parameter.name).\(name)"
      guard let saved = state.removeValue(forKey: key) else { continue }
      guard saved.shape == parameter.tensor.shape else {
        throw ModuleError.shape(key, expected: parameter.tensor.shape, found: saved.shape)
      }
      memory.tensors[index] = try saved.to(parameter.tensor.dtype).clone()
    }
    return memory
  }
}
