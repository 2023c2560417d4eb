import Foundation

extension RGB {
  /// How light the colour is, from 0 (black) to 1 (white): the relative luminance of WCAG 2.2.
  public var luminance: Double {
    let (red, green, blue) = linear
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
  }

  /// How well one colour reads on the other, from 1 (not at all) to 21 (black on white): WCAG 2.2's contrast ratio.
  public func contrast(with other: RGB) -> Double {
    let (a, b) = (luminance + 0.05, other.luminance + 0.05)
    return max(a, b) / min(a, b)
  }

  /// The channels without sRGB's transfer curve, from 0 to 1.
  var linear: (red: Double, green: Double, blue: Double) {
    func decode(_ value: UInt8) -> Double {
      let c = Double(value) / 255
      return c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4)
    }
    return (decode(r), decode(g), decode(b))
  }

  init(linear red: Double, _ green: Double, _ blue: Double) {
    func encode(_ value: Double) -> UInt8 {
      let c = min(max(value, 0), 1)
      let coded = c <= 0.0031308 ? 12.92 * c : 1.055 * pow(c, 1 / 2.4) - 0.055
      return UInt8(clamping: Int((coded * 255).rounded()))
    }
    self.init(r: encode(red), g: encode(green), b: encode(blue))
  }

  /// Lightness and two opponent colours of OKLab, in which equal steps look equal
  /// (Björn Ottosson, "A perceptual color space for image processing", 2020).
  var okLab: SIMD3<Double> {
    let (red, green, blue) = linear
    let l = cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    let m = cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    let s = cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    return SIMD3(
      0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s,
      1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s,
      0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s)
  }

  init(okLab lab: SIMD3<Double>) {
    let l = pow(lab.x + 0.3963377774 * lab.y + 0.2158037573 * lab.z, 3)
    let m = pow(lab.x - 0.1055613458 * lab.y - 0.0638541728 * lab.z, 3)
    let s = pow(lab.x - 0.0894841775 * lab.y - 1.2914855480 * lab.z, 3)
    self.init(
      linear: 4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
      -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
      -0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s)
  }
}
