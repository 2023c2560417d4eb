import Torch

/// How far a network's weights have come, along the way they took: Σ_{k ≤ m} ‖w_k − w_{k−1}‖ / ‖w_0‖ (Cheng et al. 2020,
/// section 3.3). Unlike epochs it tells learning from marking time.
public struct WeightDistance {
  private let names: [String]
  private let origin: Double
  private var previous: [String: Tensor]
  /// After each call of `add`, in order.
  public private(set) var values: [Double] = []

  /// - Parameter first: the learned weights before the first step, by name.
  /// - Throws: `EngineError`.
  public init(from first: [String: Tensor]) throws(EngineError) {
    names = first.keys.sorted()
    previous = try WeightDistance.copies(first)
    var squares = 0.0
    for name in names {
      guard let tensor = first[name] else { continue }
      squares += try tensor.to(.float64).square().sum().item()
    }
    origin = squares.squareRoot()
  }

  /// Goes on to the next weights, of the same names and shapes.
  /// - Throws: `EngineError` for other shapes.
  public mutating func add(_ weights: [String: Tensor]) throws(EngineError) {
    var squares = 0.0
    for name in names {
      guard let old = previous[name], let new = weights[name] else { continue }
      squares += try (new.to(.float64) - old.to(.float64)).square().sum().item()
    }
    previous = try WeightDistance.copies(weights)
    values.append((values.last ?? 0) + (origin > 0 ? squares.squareRoot() / origin : 0))
  }

  /// Optimisers write into the weights themselves.
  private static func copies(_ weights: [String: Tensor]) throws(EngineError) -> [String: Tensor] {
    var copies: [String: Tensor] = [:]
    for (name, tensor) in weights { copies[name] = try tensor.detached().clone() }
    return copies
  }
}
