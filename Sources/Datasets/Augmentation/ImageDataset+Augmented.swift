extension ImageDataset {
  /// `normalizedPixels(at:_:)` of augmented images: `[indices.count, channels, height, width]`. The same arguments
  /// give the same values.
  ///
  /// - Parameters:
  ///   - items: What tells the images apart in drawing, one for each index, so that an image that is there twice may
  ///     look different each time; nil: the indices themselves.
  ///   - augmentation: Best made by `Augmentation.init(_:seed:dataset:normalization:)`.
  ///   - epoch: Another epoch, other pictures.
  ///   - magnitude: RandAugment's, 0…30, instead of the spec's.
  /// - Precondition: every index is in 0 ..< `count`, `normalization` has as many channels as `shape`, and there are as
  ///   many items as indices.
  public func augmentedPixels(
    at indices: [Int], items: [Int]? = nil, normalization: Normalization, augmentation: Augmentation, epoch: Int,
    magnitude: Double? = nil
  ) -> [Float] {
    guard augmentation.spec != .none else { return normalizedPixels(at: indices, normalization) }
    let items = items ?? indices
    precondition(items.count == indices.count, "there must be an item for each index")
    precondition(normalization.mean.count == shape.channels, "normalization is for another number of channels")
    let tables = (0..<shape.channels).map { table(channel: $0, normalization) }
    var memory = [UInt8](repeating: 0, count: 2 * shape.count)
    return [Float](unsafeUninitializedCapacity: indices.count * shape.count) { target, initialized in
      pixels.withUnsafeBufferPointer { source in
        memory.withUnsafeMutableBufferPointer { memory in
          guard let source = source.baseAddress, let image = memory.baseAddress else { return }
          let workspace = PixelWorkspace(pixels: image, scratch: image + shape.count, shape: shape)
          for (index, item) in zip(indices, items) {
            precondition(index >= 0 && index < count, "index is outside the data set")
            augmentation.apply(
              from: source + index * shape.count, in: workspace, epoch: epoch, item: item, magnitude: magnitude)
            for (channel, table) in tables.enumerated() {
              let values = image + channel * shape.area
              table.withUnsafeBufferPointer { table in
                for offset in 0..<shape.area { target[initialized + offset] = table[Int(values[offset])] }
              }
              initialized += shape.area
            }
          }
        }
      }
    }
  }
}
