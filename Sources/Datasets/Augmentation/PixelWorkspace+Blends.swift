/// Operations between an image and a duller version of it: factor 0 is that version, 1 the image, above 1 beyond it.
///
/// Source: P. Haeberli, D. Voorhies, "Image processing by linear interpolation and extrapolation", 1994; as in Pillow's
/// `ImageEnhance`.
extension PixelWorkspace {
  /// Fractions are dropped, results kept in 0…255.
  @inline(__always)
  func blend(from dull: UInt8, to value: UInt8, _ factor: Float) -> UInt8 {
    let mixed = Float(dull) + factor * Float(Int(value) - Int(dull))
    return UInt8(max(0, min(255, mixed)))
  }

  /// Luma of the pixel at `place` of a channel, of red, green and blue, by ITU-R BT.601 in 16-bit fixed point.
  @inline(__always)
  func luma(at place: Int) -> UInt8 {
    let red = Int(pixels[place])
    let green = Int(pixels[place + shape.area])
    let blue = Int(pixels[place + 2 * shape.area])
    let sum: Int = 19595 * red + 38470 * green + 7471 * blue
    return UInt8((sum + 0x8000) >> 16)
  }

  /// Towards grey or away from it. Images of other than three channels have no colour and stay.
  func color(_ factor: Float) {
    guard shape.channels == 3, factor != 1 else { return }
    for place in 0..<shape.area {
      let grey = luma(at: place)
      for channel in 0..<3 {
        let value = pixels + channel * shape.area + place
        value.pointee = blend(from: grey, to: value.pointee, factor)
      }
    }
  }

  /// Towards a smoothed image or away from it. The smoothed one is the mean of a pixel, five times, and its eight
  /// neighbours, rounded; pixels at the border stay.
  func sharpness(_ factor: Float) {
    guard shape.height > 2, shape.width > 2, factor != 1 else { return }
    keepCopy()
    let width = shape.width
    for channel in 0..<shape.channels {
      for y in 1..<shape.height - 1 {
        let row = channel * shape.area + y * width
        for x in 1..<width - 1 {
          let centre = scratch + row + x
          let above = sumOfThree(centre - width)
          let beside = sumOfThree(centre) + 4 * Int(centre[0])
          let sum = above + beside + sumOfThree(centre + width)
          pixels[row + x] = blend(from: UInt8((2 * sum + 13) / 26), to: centre[0], factor)
        }
      }
    }
  }

  /// A value and its two neighbours in the row.
  @inline(__always)
  private func sumOfThree(_ centre: UnsafeMutablePointer<UInt8>) -> Int {
    Int(centre[-1]) + Int(centre[0]) + Int(centre[1])
  }
}
