import Torch

/// Which examples a layer finds alike: the matrix G of similarity-preserving distillation (Tung & Mori 2019, arXiv
/// 1907.09682), of a batch sorted by class.
public struct SimilarityMatrix: Sendable {
  public let size: Int
  /// `[size, size]`, row-major.
  public let values: [Double]
  /// Of rows and columns, ascending.
  public let labels: [Int]

  /// G = Q·Qᵀ with every row L2-normalised, Q the features as `[batch, …]` flattened.
  /// - Parameter labels: of the rows of `features`, in any order.
  /// - Throws: `EngineError`.
  public init(features: Tensor, labels: [Int]) throws(EngineError) {
    let order = labels.indices.sorted { labels[$0] != labels[$1] ? labels[$0] < labels[$1] : $0 < $1 }
    let sorted = try features.flatten(from: 1).to(.float64).indexSelect(0, Tensor(order))
    let products = try sorted.matmul(sorted.transpose(0, 1))
    let lengths = try products.norm([1], keep: true).clamped(to: 1e-300 ... .infinity)
    self.init(values: try (products / lengths).doubles(), labels: order.map { labels[$0] })
  }

  /// - Precondition: `values` are `labels.count` squared.
  public init(values: [Double], labels: [Int]) {
    precondition(values.count == labels.count * labels.count, "not a square matrix of the labels")
    (size, self.values, self.labels) = (labels.count, values, labels)
  }

  /// How clearly the classes stand out as blocks: (mean within classes − mean between) / (mean of all), the diagonal left
  /// out; 0 for no blocks. Nil when there are no two examples of one class, or of different ones.
  public var blockContrast: Double? {
    var (inside, outside, insides, outsides) = (0.0, 0.0, 0, 0)
    for row in 0..<size {
      for column in 0..<size where row != column {
        if labels[row] == labels[column] {
          inside += values[row * size + column]
          insides += 1
        } else {
          outside += values[row * size + column]
          outsides += 1
        }
      }
    }
    guard insides > 0, outsides > 0 else { return nil }
    let mean = (inside + outside) / Double(insides + outsides)
    guard mean != 0 else { return nil }
    return (inside / Double(insides) - outside / Double(outsides)) / abs(mean)
  }
}
