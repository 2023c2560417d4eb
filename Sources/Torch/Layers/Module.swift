/// Something with parameters that are learned and buffers that are kept with them: a layer or a network of layers.
///
/// Names are PyTorch's dotted ones, such as `0.weight`, in a fixed order.
public protocol Module: AnyObject {
  /// Learned tensors, leaves that require a gradient.
  var namedParameters: [(name: String, tensor: Tensor)] { get }
  /// Other tensors a checkpoint needs, such as running statistics.
  var namedBuffers: [(name: String, tensor: Tensor)] { get }
  /// Whether the module behaves as in training: dropout drops, batch norm uses the batch's statistics.
  var training: Bool { get set }
}

extension Module {
  public var namedBuffers: [(name: String, tensor: Tensor)] { [] }

  /// The learned tensors in order.
  public var parameters: [Tensor] { namedParameters.map(\.tensor) }

  /// The number of learned numbers.
  public var parameterCount: Int { parameters.reduce(0) { $0 + $1.count } }

  /// Parameters and buffers by name, the live tensors.
  public var state: [String: Tensor] {
    Dictionary((namedParameters + namedBuffers).map { ($0.name, $0.tensor) }, uniquingKeysWith: { first, _ in first })
  }

  /// Copies saved tensors into the parameters and buffers. Throws `ModuleError` before anything is changed when a
  /// name is missing, unknown or has another shape.
  public func load(_ saved: [String: Tensor]) throws {
    let mine = state
    for (name, tensor) in mine {
      guard let other = saved[name] else { throw ModuleError.missing(name) }
      guard other.shape == tensor.shape else {
        throw ModuleError.shape(name, expected: tensor.shape, found: other.shape)
      }
    }
    if let extra = saved.keys.filter({ mine[$0] == nil }).min() { throw ModuleError.unknown(extra) }
    for (name, tensor) in mine {
      if let other = saved[name] { try tensor.copy(from: other) }
    }
  }
}

/// Names of sub-modules put before the names of their tensors: `prefixed("0", layer.namedParameters)` gives `0.weight`.
public func prefixed(
  _ prefix: String, _ tensors: [(name: String, tensor: Tensor)]
) -> [(name: String, tensor: Tensor)] {
  tensors.map { ("\(prefix).\($0.name)", $0.tensor) }
}

/// Saved tensors that are not this module's.
public enum ModuleError: Error, Equatable, CustomStringConvertible {
  case missing(String)
  case unknown(String)
  case shape(String, expected: [Int], found: [Int])
  /// A number that cannot be.
  case value(String, Double)

  public var description: String {
    switch self {
    case .missing(let name): "the saved tensors have no \(name)"
    case .unknown(let name): "the model has no \(name)"
    case .shape(let name, let expected, let found): "\(name) has shape \(found), the model needs \(expected)"
    case .value(let name, let value): "\(name) is \(value), which cannot be; the file is damaged"
    }
  }
}
