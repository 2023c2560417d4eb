import Torch

/// How alike two layers see a set of examples, whatever their sizes: linear centred kernel alignment (Kornblith, Norouzi, Lee,
/// Hinton: Similarity of neural network representations revisited, ICML 2019, arXiv 1905.00414, equation 3).
///
/// 1 for features that are the same up to an orthogonal turn and a scale.
public struct KernelAlignment {
  /// Centred Gram matrices `[examples, examples]` of each layer, divided by their norm.
  private let first: [Tensor]
  private let second: [Tensor]

  /// - Parameters: features `[examples, …]` of the same examples, layer by layer.
  /// - Throws: `EngineError`.
  public init(_ first: [Tensor], _ second: [Tensor]) throws(EngineError) {
    var grams: [[Tensor]] = []
    for layers in [first, second] {
      var part: [Tensor] = []
      for layer in layers { part.append(try KernelAlignment.gram(layer)) }
      grams.append(part)
    }
    (self.first, self.second) = (grams[0], grams[1])
  }

  /// `[first][second]`, each 0…1.
  public func matrix() throws(EngineError) -> [[Double]] {
    var rows: [[Double]] = []
    for a in first {
      var row: [Double] = []
      for b in second { row.append(try (a * b).sum().item()) }
      rows.append(row)
    }
    return rows
  }

  private static func gram(_ features: Tensor) throws(EngineError) -> Tensor {
    let flat = try features.flatten(from: 1).to(.float64)
    let centred = try flat - flat.mean([0], keep: true)
    let products = try centred.matmul(centred.transpose(0, 1))
    let norm = try products.norm().item()
    return norm > 0 ? try products / norm : products
  }
}
