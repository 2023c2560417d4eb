import Torch

/// Where a layer looks: Σ|A|² over channels, divided by its L2 norm (Zagoruyko & Komodakis 2017, arXiv 1612.03928).
public enum AttentionMap {
  /// - Parameter features: `[batch, channels, height, width]`.
  /// - Returns: `[batch, height, width]`.
  /// - Throws: `EngineError`.
  public static func maps(of features: Tensor) throws(EngineError) -> Tensor {
    let sums = try features.square().sum([1])
    return try sums / sums.norm([1, 2], keep: true).clamped(to: 1e-30 ... .infinity)
  }
}
