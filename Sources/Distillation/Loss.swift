import Torch

/// The loss of one batch: named terms and what each counts for.
public struct Loss {
  public struct Term {
    /// The log tag is `loss/<name>`.
    public var name: String
    /// Scalar, before its weight.
    public var value: Tensor
    public var weight: Double
  }

  public internal(set) var terms: [Term] = []
  /// Scalars that are looked at and not minimised; the log tag is `measure/<name>`.
  public internal(set) var measurements: [(name: String, value: Tensor)] = []

  public init() {}

  /// - Parameter value: scalar.
  public mutating func add(_ name: String, _ value: Tensor, weight: Double = 1) {
    terms.append(Term(name: name, value: value, weight: weight))
  }

  /// - Parameter value: scalar without a gradient.
  public mutating func measure(_ name: String, _ value: Tensor) { measurements.append((name, value)) }

  /// Σ weight · term, scalar: what is minimised.
  ///
  /// A term of weight 0 is left out of the graph, so that an infinite value there cannot turn the total into NaN.
  public func total() throws -> Tensor {
    var total: Tensor?
    for term in terms where term.weight != 0 {
      let weighted = term.weight == 1 ? term.value : try term.value * term.weight
      total = try total.map { try $0 + weighted } ?? weighted
    }
    if let total { return total }
    guard let first = terms.first else { throw LossError.missing("any loss term", known: []) }
    return try first.value * 0
  }
}
