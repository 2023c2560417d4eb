/// What is done to an image before a network sees it in training, as asked for: `crop=4,flip`, in any order, or `none`.
///
/// | option | meaning | range |
/// |---|---|---|
/// | `crop=n` | pads with n zeros (raw 0) on each side, then cuts out the size it had at a random place | 1…1000 |
/// | `flip` | mirrors left and right, half of the time | |
/// | `jitter=n` | moves by −n…n pixels in both directions; zeros come in | 1…1000 |
/// | `cutout=n` | a square of n×n pixels, its centre anywhere, becomes mean grey | 1…1000 |
/// | `randaugment=NxM` | N random operations (`ImageOperation`) of magnitude M | N 1…14, M 0…30 |
///
/// They are applied in the table's order, but `cutout` last. Sources: crop and flip, K. He et al., "Deep residual
/// learning", CVPR 2016, section 4.2; jitter, G. Hinton, O. Vinyals, J. Dean, "Distilling the knowledge in a neural
/// network", 2015 (±2 pixels on MNIST); T. DeVries, G. W. Taylor, "Improved regularization of convolutional neural
/// networks with cutout", 2017; E. D. Cubuk et al., "RandAugment", 2019.
public struct AugmentationSpec: Sendable, Hashable {
  /// Zeros put on each side before cropping; 0: no crop.
  public private(set) var crop = 0
  /// Mirrored left and right with probability ½.
  public private(set) var flip = false
  /// The farthest that an image is moved, in pixels; 0: not at all.
  public private(set) var jitter = 0
  /// Side of the square that is greyed, in pixels; 0: none.
  public private(set) var cutout = 0
  public private(set) var randAugment: RandAugment?

  /// Nothing is done.
  public static let none = AugmentationSpec()

  /// One line of what may be written, for help.
  public static let usage = "crop=N, flip, jitter=N, cutout=N, randaugment=NxM, separated by commas; or none"

  private init() {}

  /// - Throws: `AugmentationSpecError`, naming the option that is wrong.
  public init(_ text: String) throws(AugmentationSpecError) {
    func fail(_ problem: AugmentationSpecError.Problem) -> AugmentationSpecError {
      AugmentationSpecError(spec: text, problem: problem)
    }
    guard let parts = AugmentationSpec.split(text) else { throw fail(.empty) }
    var given: Set<String> = []
    for part in parts {
      guard let option = Option(rawValue: part.name) else {
        throw fail(.unknownOption(part.name, known: Option.allCases.map(\.rawValue)))
      }
      guard given.insert(part.name).inserted else { throw fail(.repeated(part.name)) }
      guard option.takesValue || part.value == nil else { throw fail(.needlessValue(part.name)) }
      let value = part.value ?? ""
      guard set(option, value) else {
        throw fail(.badValue(option: part.name, value: value, expected: option.expected))
      }
    }
    guard !given.contains(Option.none.rawValue) || given.count == 1 else { throw fail(.noneAndMore) }
  }

  /// The options, names in lower case and without spaces; nil when there are none.
  private static func split(_ text: String) -> [(name: String, value: String?)]? {
    let text = text.filter { !$0.isWhitespace }
    guard !text.isEmpty else { return nil }
    return text.split(separator: ",", omittingEmptySubsequences: false).map { part in
      let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      return (pair[0].lowercased(), pair.count > 1 ? String(pair[1]) : nil)
    }
  }

  /// False when the value is not one of the option's.
  private mutating func set(_ option: Option, _ value: String) -> Bool {
    switch option {
    case .none: break
    case .flip: flip = true
    case .crop, .jitter, .cutout:
      guard let pixels = Int(value), AugmentationSpec.pixelRange.contains(pixels) else { return false }
      switch option {
      case .crop: crop = pixels
      case .jitter: jitter = pixels
      default: cutout = pixels
      }
    case .randaugment:
      guard let wanted = RandAugment(text: value) else { return false }
      randAugment = wanted
    }
    return true
  }

  static let pixelRange = 1...1000

  enum Option: String, CaseIterable {
    case crop, flip, jitter, cutout, randaugment, none

    var takesValue: Bool { self != .flip && self != .none }

    /// What its value may be, for people.
    var expected: String {
      switch self {
      case .randaugment:
        "operations and magnitude such as 2x9: "
          + "\(RandAugment.operationRange.lowerBound) to \(RandAugment.operationRange.upperBound) operations, "
          + "magnitude 0 to \(Int(RandAugment.greatestMagnitude))"
      default: "a whole number of pixels, \(pixelRange.lowerBound) to \(pixelRange.upperBound)"
      }
    }
  }
}

extension AugmentationSpec: CustomStringConvertible {
  /// Reads back to the same spec.
  public var description: String {
    var parts: [String] = []
    if crop > 0 { parts.append("crop=\(crop)") }
    if flip { parts.append("flip") }
    if jitter > 0 { parts.append("jitter=\(jitter)") }
    if cutout > 0 { parts.append("cutout=\(cutout)") }
    if let randAugment { parts.append("randaugment=\(randAugment)") }
    return parts.isEmpty ? "none" : parts.joined(separator: ",")
  }
}

extension AugmentationSpec {
  /// Refuses what would leave nothing of some images: a crop or jitter as far as the image is wide or high, and a
  /// cutout as large as the image.
  ///
  /// - Throws: `AugmentationSpecError.Problem.tooLarge`.
  public func check(fits shape: ImageShape) throws(AugmentationSpecError) {
    let shift = min(shape.height, shape.width) - 1
    let square = max(shape.height, shape.width) - 1
    for (option, value, limit) in [("crop", crop, shift), ("jitter", jitter, shift), ("cutout", cutout, square)]
    where value > limit && value > 0 {
      throw AugmentationSpecError(
        spec: description, problem: .tooLarge(option: option, limit: limit, shape: shape.dimensions))
    }
  }
}
