/// The visual concepts that a network's features hold of one image (Cheng et al. 2020, section 3.2): pixels, or cells of them,
/// whose entropy lies clearly below that of the image's background.
public struct VisualConcepts: Sendable, Equatable {
  /// N_fg: concepts on the object.
  public let foreground: Int
  /// N_bg: concepts beside it.
  public let background: Int
  /// The pixels of the object that are concepts, in row-major order.
  public let places: Set<Int>

  /// Pixels i with H̄ − H_i > b, H̄ the mean entropy of the background's pixels.
  ///
  /// Nil where the mask has no background to compare with, or is not of the picture's size.
  /// - Parameters:
  ///   - entropies: of every pixel, in row-major order.
  ///   - mask: true for the pixels of the object.
  ///   - threshold: b; the paper's is 0.2.
  public init?(entropies: [Double], mask: [Bool], threshold: Double = 0.2) {
    guard entropies.count == mask.count else { return nil }
    let outside = zip(entropies, mask).compactMap { $1 ? nil : $0 }
    guard !outside.isEmpty else { return nil }
    let mean = outside.reduce(0, +) / Double(outside.count)
    let low = entropies.indices.filter { mean - entropies[$0] > threshold }
    places = Set(low.filter { mask[$0] })
    foreground = places.count
    background = low.count - places.count
  }

  /// λ = N_fg / (N_fg + N_bg); nil without any concept.
  public var ratio: Double? {
    foreground + background > 0 ? Double(foreground) / Double(foreground + background) : nil
  }
}
