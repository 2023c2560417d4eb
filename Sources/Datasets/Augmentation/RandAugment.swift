/// A few operations drawn at random, all of one magnitude: E. D. Cubuk, B. Zoph, J. Shlens, Q. V. Le, "RandAugment:
/// practical automated data augmentation with a reduced search space", 2019. Each is one of the paper's fourteen
/// (`ImageOperation`), all equally likely, repetitions allowed; one that has a direction goes either way half of the
/// time.
public struct RandAugment: Sendable, Hashable, CustomStringConvertible {
  /// N, 1…14; 2 in most of the paper.
  public let operations: Int
  /// M, 0…30, not only whole. 9 for ImageNet in the paper, 27 in Noisy Student.
  public let magnitude: Double

  public static let greatestMagnitude = 30.0
  public static let operationRange = 1...ImageOperation.allCases.count

  /// Nil for numbers outside their ranges.
  public init?(operations: Int, magnitude: Double) {
    guard RandAugment.operationRange.contains(operations) else { return nil }
    guard magnitude >= 0, magnitude <= RandAugment.greatestMagnitude else { return nil }
    self.operations = operations
    self.magnitude = magnitude + 0  // −0 becomes 0
  }

  /// `2x9`.
  init?(text: String) {
    let parts = text.lowercased().split(separator: "x", omittingEmptySubsequences: false)
    guard parts.count == 2, let operations = Int(parts[0]), let magnitude = Double(parts[1]) else { return nil }
    self.init(operations: operations, magnitude: magnitude)
  }

  /// `2x9`; reads back to the same.
  public var description: String {
    let text = "\(magnitude)"
    return "\(operations)x\(text.hasSuffix(".0") ? String(text.dropLast(2)) : text)"
  }

  /// Values in the workspace are 0…255.
  ///
  /// - Parameter magnitude: Instead of its own; taken into 0…30.
  func apply(in workspace: PixelWorkspace, magnitude: Double?, using generator: inout SplitMix64) {
    let magnitude = magnitude ?? self.magnitude
    for _ in 0..<operations {
      // A direction is drawn whether the operation has one or not: what follows does not depend on it.
      let operation = ImageOperation.allCases[generator.next(below: ImageOperation.allCases.count)]
      let negative = generator.next() >> 63 == 1
      operation.apply(in: workspace, magnitude: magnitude, negative: negative)
    }
  }
}
