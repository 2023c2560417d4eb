/// Where the pixels along one axis of an image come from after moves and mirrorings, so that several of them cost one
/// pass over the image. A pixel that a move pushed out is lost for the following ones, as if each had been carried out.
struct AxisMap: Equatable {
  private let size: Int
  /// Position x shows what was at `origin + step · x`.
  private(set) var origin = 0
  /// 1, or −1 when mirrored.
  private(set) var step = 1
  /// The positions that show a pixel of the image; outside it there are zeros.
  private(set) var valid: Range<Int>

  /// Everything stays in its place.
  init(size: Int) {
    self.size = max(0, size)
    valid = 0..<self.size
  }

  /// Towards higher positions; zeros come in.
  mutating func shift(by distance: Int) {
    origin -= step * distance
    let start = min(max(valid.lowerBound + distance, 0), size)
    valid = start..<max(start, min(valid.upperBound + distance, size))
  }

  mutating func mirror() {
    origin += step * (size - 1)
    step = -step
    valid = (size - valid.upperBound)..<(size - valid.lowerBound)
  }
}

/// An image's two axes.
struct PixelPlacement: Equatable {
  var vertical: AxisMap
  var horizontal: AxisMap

  init(_ shape: ImageShape) {
    vertical = AxisMap(size: shape.height)
    horizontal = AxisMap(size: shape.width)
  }

  /// Copies an image of `shape` to its places. `source` and `target` must not overlap.
  func copy(_ source: UnsafePointer<UInt8>, to target: UnsafeMutablePointer<UInt8>, _ shape: ImageShape) {
    let (width, columns) = (shape.width, horizontal.valid)
    for channel in 0..<shape.channels {
      let input = source + channel * shape.area
      let output = target + channel * shape.area
      for y in 0..<shape.height {
        let row = output + y * width
        guard vertical.valid.contains(y), !columns.isEmpty else {
          row.update(repeating: 0, count: width)
          continue
        }
        let from = input + (vertical.origin + vertical.step * y) * width + horizontal.origin
        row.update(repeating: 0, count: columns.lowerBound)
        if horizontal.step > 0 {
          (row + columns.lowerBound).update(from: from + columns.lowerBound, count: columns.count)
        } else {
          for x in columns { row[x] = from[-x] }
        }
        (row + columns.upperBound).update(repeating: 0, count: width - columns.upperBound)
      }
    }
  }
}
