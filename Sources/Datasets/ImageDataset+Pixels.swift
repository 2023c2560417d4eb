extension ImageDataset {
  /// Labels of the items at `indices`, in that order: `[indices.count]`.
  ///
  /// - Precondition: every index is in 0 ..< `count`.
  public func labels(at indices: [Int]) -> [Int64] { indices.map { labels[$0] } }

  /// Pixels of the items at `indices`, in that order, as a network takes them:
  /// `[indices.count, channels, height, width]`, row-major and in one piece (the same memory read as
  /// `[indices.count, channels·height·width]` feeds an MLP). Each is `(raw / pixelMaximum − mean) / deviation` of
  /// its channel. With `.identity` values are in 0 ... 1.
  ///
  /// Four bytes a value: 188 MB for 60,000 images of 28×28. Takes one table look-up a value.
  ///
  /// - Precondition: every index is in 0 ..< `count` and `normalization` has as many channels as `shape`.
  public func normalizedPixels(at indices: [Int], _ normalization: Normalization) -> [Float] {
    precondition(normalization.mean.count == shape.channels, "normalization is for another number of channels")
    let tables = (0..<shape.channels).map { table(channel: $0, normalization) }
    return [Float](unsafeUninitializedCapacity: indices.count * shape.count) { target, initialized in
      pixels.withUnsafeBufferPointer { source in
        var written = 0
        for index in indices {
          precondition(index >= 0 && index < count, "index is outside the data set")
          var read = index * shape.count
          for table in tables {
            table.withUnsafeBufferPointer { table in
              for offset in 0..<shape.area { target[written + offset] = table[Int(source[read + offset])] }
            }
            read += shape.area
            written += shape.area
          }
        }
        initialized = written
      }
    }
  }

  /// The raw bytes of one image: `[channels, height, width]`.
  ///
  /// - Precondition: `index` is in 0 ..< `count`.
  public func rawPixels(at index: Int) -> ArraySlice<UInt8> {
    pixels[index * shape.count..<(index + 1) * shape.count]
  }

  /// What each of the 256 raw values becomes.
  func table(channel: Int, _ normalization: Normalization) -> [Float] {
    let scale = Float(pixelMaximum)
    let mean = normalization.mean[channel]
    let deviation = normalization.deviation[channel]
    return (0..<256).map { (Float($0) / scale - mean) / deviation }
  }
}
