/// Carries out an `AugmentationSpec`. What becomes of an image depends on seed, epoch, item and magnitude alone: there
/// is no state to save, and a resumed run sees the same pictures. Each option draws from a generator of its own, so
/// turning one on leaves the others' draws as they are.
public struct Augmentation: Sendable, Equatable {
  public let spec: AugmentationSpec
  /// The raw value that stands for white: images of another maximum than 255 are scaled to 0…255 and back where
  /// RandAugment works on them.
  public let pixelMaximum: UInt8
  /// What `cutout` paints, a raw value a channel; a missing one is half of `pixelMaximum`.
  public let grey: [UInt8]
  private let seed: UInt64
  private let toBytes: [UInt8]
  private let fromBytes: [UInt8]

  /// - Parameters:
  ///   - seed: Any; the run's own will do.
  ///   - pixelMaximum: As the data set's; 255 as a rule. 0 counts as 1.
  public init(_ spec: AugmentationSpec, seed: UInt64, pixelMaximum: UInt8 = 255, grey: [UInt8] = []) {
    self.spec = spec
    self.pixelMaximum = max(1, pixelMaximum)
    self.grey = grey
    var generator = SplitMix64(seed: seed, purpose: "augmentation")
    self.seed = generator.next()
    let maximum = Int(self.pixelMaximum)
    toBytes = (0..<256).map { UInt8((min($0, maximum) * 255 + maximum / 2) / maximum) }
    fromBytes = (0..<256).map { UInt8(($0 * maximum + 127) / 255) }
  }

  /// For images of `dataset`: `cutout` paints the mean that `normalization` subtracts, which is where DeVries and
  /// Taylor's zeros after normalising lie.
  public init(_ spec: AugmentationSpec, seed: UInt64, dataset: ImageDataset, normalization: Normalization) {
    let maximum = Float(dataset.pixelMaximum)
    let grey = normalization.mean.map { mean in
      // A mean that is no number compares as false: black.
      let raw = (mean * maximum).rounded()
      return raw >= 0 && raw <= maximum ? UInt8(raw) : raw > maximum ? dataset.pixelMaximum : 0
    }
    self.init(spec, seed: seed, pixelMaximum: dataset.pixelMaximum, grey: grey)
  }

  /// Changes one image, `[channels, height, width]` raw values.
  ///
  /// - Parameters:
  ///   - epoch: Another epoch, another picture.
  ///   - item: Whatever tells this image from the others, such as its index in the data set.
  ///   - magnitude: RandAugment's, instead of the spec's: a knob's value, 0…30. It does not change which operations are
  ///     drawn, nor their direction.
  /// - Precondition: the image has `shape.count` values.
  public func apply(
    to image: UnsafeMutableBufferPointer<UInt8>, shape: ImageShape, epoch: Int, item: Int, magnitude: Double? = nil
  ) {
    precondition(image.count == shape.count, "the image has another shape")
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: image.count) { scratch in
      guard let pixels = image.baseAddress, let scratch = scratch.baseAddress else { return }
      scratch.initialize(from: pixels, count: image.count)
      let workspace = PixelWorkspace(pixels: pixels, scratch: scratch, shape: shape)
      apply(from: scratch, in: workspace, epoch: epoch, item: item, magnitude: magnitude)
    }
  }

  /// Changes one image, `[channels, height, width]` raw values; see `apply(to:shape:epoch:item:magnitude:)`.
  public func apply(to image: inout [UInt8], shape: ImageShape, epoch: Int, item: Int, magnitude: Double? = nil) {
    image.withUnsafeMutableBufferPointer {
      apply(to: $0, shape: shape, epoch: epoch, item: item, magnitude: magnitude)
    }
  }

  /// The augmented copy of `source` goes to the workspace's pixels. `source` may be the workspace's scratch memory.
  func apply(
    from source: UnsafePointer<UInt8>, in workspace: PixelWorkspace, epoch: Int, item: Int, magnitude: Double?
  ) {
    placement(workspace.shape, epoch: epoch, item: item).copy(source, to: workspace.pixels, workspace.shape)
    if let randAugment = spec.randAugment {
      var generator = generator(.randAugment, epoch: epoch, item: item)
      let scaled = pixelMaximum != 255
      if scaled { workspace.map(through: toBytes) }
      randAugment.apply(in: workspace, magnitude: magnitude, using: &generator)
      if scaled { workspace.map(through: fromBytes) }
    }
    if spec.cutout > 0 { cutOut(workspace, epoch: epoch, item: item) }
  }

  /// Crop, flip and jitter in one.
  func placement(_ shape: ImageShape, epoch: Int, item: Int) -> PixelPlacement {
    var placement = PixelPlacement(shape)
    func shift(within distance: Int, _ purpose: Purpose) {
      guard distance > 0 else { return }
      var generator = generator(purpose, epoch: epoch, item: item)
      placement.vertical.shift(by: generator.next(within: distance))
      placement.horizontal.shift(by: generator.next(within: distance))
    }
    shift(within: spec.crop, .crop)
    if spec.flip {
      var generator = generator(.flip, epoch: epoch, item: item)
      if generator.next() >> 63 == 1 { placement.horizontal.mirror() }
    }
    shift(within: spec.jitter, .jitter)
    return placement
  }

  /// The square's centre is any pixel; what lies outside the image is not missed elsewhere.
  private func cutOut(_ workspace: PixelWorkspace, epoch: Int, item: Int) {
    let shape = workspace.shape
    var generator = generator(.cutout, epoch: epoch, item: item)
    func extent(_ size: Int) -> Range<Int> {
      let start = generator.next(below: size) - spec.cutout / 2
      return max(0, start)..<min(size, start + spec.cutout)
    }
    let (rows, columns) = (extent(shape.height), extent(shape.width))
    for channel in 0..<shape.channels {
      let value = channel < grey.count ? grey[channel] : UInt8((Int(pixelMaximum) + 1) / 2)
      for y in rows {
        let row = workspace.pixels + channel * shape.area + y * shape.width
        (row + columns.lowerBound).update(repeating: value, count: columns.count)
      }
    }
  }

  private enum Purpose: UInt64 {
    case crop = 1, flip, jitter, randAugment, cutout
  }

  private func generator(_ purpose: Purpose, epoch: Int, item: Int) -> SplitMix64 {
    SplitMix64(seed: seed, purpose: purpose.rawValue, epoch: epoch, item: item)
  }
}
