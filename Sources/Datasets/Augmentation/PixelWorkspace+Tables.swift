/// Operations that treat equal values of a channel alike.
extension PixelWorkspace {
  /// Stretches each channel so that its darkest value becomes 0 and its lightest 255; one of a single value stays.
  func autoContrast() {
    for channel in 0..<shape.channels {
      let counts = histogram(channel: channel)
      guard let low = counts.firstIndex(where: { $0 > 0 }), let high = counts.lastIndex(where: { $0 > 0 }), low < high
      else { continue }
      let scale = 255 / Double(high - low)
      let offset = -Double(low) * scale
      map(channel: channel, through: (0..<256).map { UInt8(max(0, min(255, Double($0) * scale + offset))) })
    }
  }

  /// Spreads each channel's values evenly. As in Pillow, nothing happens to images of less than 256 pixels, whose
  /// histograms are too thin.
  func equalize() {
    for channel in 0..<shape.channels {
      let counts = histogram(channel: channel)
      guard let last = counts.last(where: { $0 > 0 }) else { continue }
      let step = (shape.area - last) / 255
      guard step > 0 else { continue }
      var sum = step / 2
      let table = counts.map { count in
        defer { sum += count }
        return UInt8(min(255, sum / step))
      }
      map(channel: channel, through: table)
    }
  }

  /// Inverts values of at least `threshold`.
  func solarize(from threshold: Double) {
    map(through: (0..<256).map { Double($0) < threshold ? UInt8($0) : UInt8(255 - $0) })
  }

  /// Keeps the upper `bits` bits, 1…8.
  func posterize(bits: Int) {
    let mask = UInt8(truncatingIfNeeded: 0xff << (8 - max(1, min(8, bits))))
    for place in 0..<shape.count { pixels[place] &= mask }
  }

  /// Towards black (factor below 1) or away from it.
  func brightness(_ factor: Float) {
    guard factor != 1 else { return }
    map(through: (0..<256).map { blend(from: 0, to: UInt8($0), factor) })
  }

  /// Towards the image's mean grey (factor below 1) or away from it.
  func contrast(_ factor: Float) {
    guard factor != 1 else { return }
    let mean = meanGrey()
    map(through: (0..<256).map { blend(from: mean, to: UInt8($0), factor) })
  }

  /// Of three channels the mean luma, else the mean of all values; rounded.
  private func meanGrey() -> UInt8 {
    var sum = 0
    if shape.channels == 3 {
      for place in 0..<shape.area { sum += Int(luma(at: place)) }
      return UInt8(Double(sum) / Double(max(1, shape.area)) + 0.5)
    }
    for place in 0..<shape.count { sum += Int(pixels[place]) }
    return UInt8(Double(sum) / Double(max(1, shape.count)) + 0.5)
  }
}
