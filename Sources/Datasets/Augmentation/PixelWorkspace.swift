/// One image in memory to work on, and as much memory beside it. Operations read and write `pixels` and may leave
/// anything in `scratch`.
struct PixelWorkspace {
  /// `[channels, height, width]`.
  let pixels: UnsafeMutablePointer<UInt8>
  /// As many bytes as `pixels`; the two do not overlap.
  let scratch: UnsafeMutablePointer<UInt8>
  let shape: ImageShape

  /// Copies the image to `scratch`, for operations that read what they have overwritten.
  func keepCopy() { scratch.update(from: pixels, count: shape.count) }

  /// Replaces each value by what `table` says, 256 entries.
  func map(through table: [UInt8]) {
    for channel in 0..<shape.channels { map(channel: channel, through: table) }
  }

  func map(channel: Int, through table: [UInt8]) {
    precondition(table.count == 256, "a table has an entry for each value")
    let values = pixels + channel * shape.area
    table.withUnsafeBufferPointer { table in
      for place in 0..<shape.area { values[place] = table[Int(values[place])] }
    }
  }

  /// How often each of the 256 values occurs in a channel.
  func histogram(channel: Int) -> [Int] {
    var counts = [Int](repeating: 0, count: 256)
    let values = pixels + channel * shape.area
    counts.withUnsafeMutableBufferPointer { counts in
      for place in 0..<shape.area { counts[Int(values[place])] += 1 }
    }
    return counts
  }
}
