/// The fourteen operations of RandAugment, on values 0…255: results are, byte for byte, those of Pillow and of
/// torchvision's `RandAugment` (`num_magnitude_bins=31`, nearest pixel, fill 0).
///
/// What a magnitude M of 0…30 means, ± where the direction is drawn:
///
/// | operation | strength |
/// |---|---|
/// | `identity`, `autoContrast`, `equalize` | M has no meaning |
/// | `rotate` | ±M degrees, counterclockwise when positive, about the centre |
/// | `shearX`, `shearY` | ±0.3·M/30 pixels a pixel, from the upper left corner |
/// | `translateX`, `translateY` | ±150/331·M/30 of the width or height, whole pixels, rounded towards 0 |
/// | `color`, `contrast`, `brightness`, `sharpness` | factor 1 ± 0.9·M/30 |
/// | `posterize` | keeps the upper 8 − 4·M/30 bits, rounded: 8…4 |
/// | `solarize` | inverts values from 255 − 255·M/30 on |
///
/// At 0 the ones with a strength leave an image as it is (torchvision's `solarize` would still invert 255). The code of
/// Noisy Student adds `invert`, `solarizeAdd` and `cutout`; here `cutout` is an option of its own.
public enum ImageOperation: String, Sendable, CaseIterable {
  case identity, autoContrast, equalize
  case rotate, solarize, color, posterize, contrast, brightness, sharpness
  case shearX, shearY, translateX, translateY

  /// Whether it has two directions.
  public var isSigned: Bool {
    switch self {
    case .identity, .autoContrast, .equalize, .solarize, .posterize: false
    default: true
    }
  }

  /// - Parameters:
  ///   - magnitude: Taken into 0…30; NaN counts as 0.
  ///   - negative: The other direction, for those that have one.
  func apply(in workspace: PixelWorkspace, magnitude: Double, negative: Bool) {
    // The order of arguments lets NaN become 0.
    let magnitude = max(0, min(magnitude.isNaN ? 0 : magnitude, RandAugment.greatestMagnitude))
    func strength(_ greatest: Float) -> Float {
      let value = ImageOperation.strength(magnitude, greatest: greatest)
      return negative ? -value : value
    }
    func factor() -> Float { Float(1 + Double(strength(0.9))) }
    let shape = workspace.shape
    switch self {
    case .identity: break
    case .autoContrast: workspace.autoContrast()
    case .equalize: workspace.equalize()
    case .rotate: workspace.rotate(degrees: Double(strength(30)))
    case .solarize: if magnitude > 0 { workspace.solarize(from: 255 - 255 * magnitude / 30) }
    case .color: workspace.color(factor())
    case .posterize: workspace.posterize(bits: 8 - Int((magnitude / 7.5).rounded(.toNearestOrEven)))
    case .contrast: workspace.contrast(factor())
    case .brightness: workspace.brightness(factor())
    case .sharpness: workspace.sharpness(factor())
    case .shearX: workspace.shear(x: Double(strength(0.3)), y: 0)
    case .shearY: workspace.shear(x: 0, y: Double(strength(0.3)))
    case .translateX: workspace.translate(x: Int(strength(Float(150.0 / 331 * Double(shape.width)))), y: 0)
    case .translateY: workspace.translate(x: 0, y: Int(strength(Float(150.0 / 331 * Double(shape.height)))))
    }
  }

  /// Between 0 at 0 and `greatest` at 30. In single precision, from the nearer end and rounded once, as `torch.linspace`
  /// counts: a difference in the last digit may change a pixel.
  static func strength(_ magnitude: Double, greatest: Float) -> Float {
    let step = greatest / 30
    let magnitude = Float(magnitude)
    return magnitude < 15 ? step * magnitude : greatest.addingProduct(-step, 30 - magnitude)
  }
}
