import Testing

@testable import Datasets

@Suite struct AugmentationTests {
  private let shape = ImageShape(channels: 3, height: 6, width: 7)
  /// Every value different, none 0.
  private var image: [UInt8] { (1...UInt8(shape.count)).map { $0 } }

  private func augmented(
    _ text: String, seed: UInt64 = 1, epoch: Int = 0, item: Int = 0, magnitude: Double? = nil, grey: [UInt8] = []
  ) throws -> [UInt8] {
    var image = image
    Augmentation(try AugmentationSpec(text), seed: seed, grey: grey)
      .apply(to: &image, shape: shape, epoch: epoch, item: item, magnitude: magnitude)
    return image
  }

  /// Value by value as the definition says: (x, y) shows what was at (x − dx, y − dy), mirrored or not.
  private func moved(_ image: [UInt8], right dx: Int, down dy: Int, mirrored: Bool = false) -> [UInt8] {
    var made: [UInt8] = []
    for channel in 0..<shape.channels {
      for y in 0..<shape.height {
        for x in 0..<shape.width {
          let (row, column) = (y - dy, (mirrored ? shape.width - 1 - x : x) - dx)
          let inside = (0..<shape.height).contains(row) && (0..<shape.width).contains(column)
          made.append(inside ? image[channel * shape.area + row * shape.width + column] : 0)
        }
      }
    }
    return made
  }

  @Test func noneChangesNothing() throws {
    #expect(try augmented("none") == image)
  }

  @Test func sameArgumentsSamePicture() throws {
    let text = "crop=2,flip,jitter=1,cutout=3,randaugment=2x12"
    for item in 0..<20 {
      #expect(try augmented(text, item: item) == augmented(text, item: item))
    }
    let pictures = try (0..<50).map { try augmented(text, item: $0) }
    #expect(Set(pictures).count > 45)
    #expect(try (0..<50).count { try augmented(text, epoch: 1, item: $0) == pictures[$0] } < 5)
    #expect(try (0..<50).count { try augmented(text, seed: 2, item: $0) == pictures[$0] } < 5)
  }

  @Test(arguments: ["crop", "jitter"])
  func everyOffsetOccursAsOftenAsTheOthers(option: String) throws {
    var counts: [[UInt8]: Int] = [:]
    for item in 0..<2500 { counts[try augmented("\(option)=2", item: item), default: 0] += 1 }
    #expect(counts.count == 25)
    for dy in -2...2 {
      for dx in -2...2 {
        // 100 expected, deviation 10.
        let count = counts[moved(image, right: dx, down: dy)] ?? 0
        #expect(count > 60 && count < 140, "\(dx), \(dy): \(count)")
      }
    }
  }

  @Test func halfAreMirrored() throws {
    let mirrored = moved(image, right: 0, down: 0, mirrored: true)
    var count = 0
    for item in 0..<2000 {
      let picture = try augmented("flip", item: item)
      #expect(picture == image || picture == mirrored)
      if picture == mirrored { count += 1 }
    }
    // Deviation 22.
    #expect(count > 910 && count < 1090)
    // Another epoch mirrors others.
    let both = try (0..<2000).count {
      try augmented("flip", item: $0) == mirrored && augmented("flip", epoch: 1, item: $0) == mirrored
    }
    #expect(both > 420 && both < 580)
  }

  @Test func movesAndMirroringsAreOnePass() {
    var placement = PixelPlacement(shape)
    placement.horizontal.shift(by: 2)
    placement.horizontal.mirror()
    placement.vertical.shift(by: -1)
    placement.horizontal.shift(by: -3)
    placement.vertical.shift(by: 4)
    let steps = moved(
      moved(moved(moved(image, right: 2, down: 0), right: 0, down: 0, mirrored: true), right: 0, down: -1),
      right: -3, down: 4)
    var made = [UInt8](repeating: 99, count: image.count)
    image.withUnsafeBufferPointer { source in
      made.withUnsafeMutableBufferPointer { target in
        guard let source = source.baseAddress, let target = target.baseAddress else { return }
        placement.copy(source, to: target, shape)
      }
    }
    #expect(made == steps)
  }

  @Test(arguments: [-1000, -7, 7, 1000])
  func nothingIsLeftWhenMovedTooFar(distance: Int) {
    var axis = AxisMap(size: 7)
    axis.shift(by: distance)
    axis.mirror()
    axis.shift(by: -distance)
    #expect(axis.valid.isEmpty && axis.valid.lowerBound >= 0 && axis.valid.upperBound <= 7)
  }

  @Test func optionsDrawIndependently() throws {
    for item in 0..<200 {
      let both = try augmented("crop=2,flip", item: item)
      let cropped = try augmented("crop=2", item: item)
      let isMirrored = try augmented("flip", item: item) != image
      #expect(both == (isMirrored ? moved(cropped, right: 0, down: 0, mirrored: true) : cropped))
    }
  }

  @Test func cutoutPaintsOneSquare() throws {
    let grey: [UInt8] = [200, 201, 202]
    var centres: Set<[Int]> = []
    for item in 0..<1000 {
      let picture = try augmented("cutout=3", item: item, grey: grey)
      let painted = (0..<shape.area).filter { picture[$0] == 200 }
      let rows = Set(painted.map { $0 / shape.width }).sorted()
      let columns = Set(painted.map { $0 % shape.width }).sorted()
      #expect(painted.count == rows.count * columns.count && !painted.isEmpty)
      #expect((rows.last ?? 9) - (rows.first ?? 0) + 1 == rows.count && rows.count <= 3 && columns.count <= 3)
      // Three wide unless cut off at a border.
      #expect(rows.count == 3 || rows.first == 0 || rows.last == shape.height - 1)
      var expected = image
      for channel in 0..<3 {
        for place in painted { expected[channel * shape.area + place] = grey[channel] }
      }
      #expect(picture == expected)
      centres.insert([rows.first ?? 0, rows.count, columns.first ?? 0, columns.count])
    }
    #expect(centres.count == shape.area)
    #expect(try augmented("cutout=3").contains(128))
  }

  @Test func everyOperationIsDrawn() throws {
    let randAugment = try #require(RandAugment(operations: 1, magnitude: 20))
    let base = image.map { $0 &* 37 }
    var made: Set<[UInt8]> = []
    for item in 0..<600 {
      var picture = base
      Augmentation(try AugmentationSpec("randaugment=\(randAugment)"), seed: 3)
        .apply(to: &picture, shape: shape, epoch: 0, item: item)
      made.insert(picture)
    }
    var possible: Set<[UInt8]> = []
    for operation in ImageOperation.allCases {
      for negative in [false, true] {
        possible.insert(base.applying(operation, magnitude: 20, negative: negative, shape))
      }
    }
    #expect(made == possible)
    #expect(possible.count >= 20)
  }

  @Test func aKnobMovesTheStrengthOnly() throws {
    for item in 0..<50 {
      #expect(
        try augmented("flip,randaugment=2x9", item: item, magnitude: 21)
          == augmented("flip,randaugment=2x21", item: item))
      #expect(try augmented("flip", item: item, magnitude: 21) == augmented("flip", item: item))
    }
  }

  @Test func otherMaximaAreScaledThereAndBack() throws {
    let spec = try AugmentationSpec("randaugment=3x15")
    let small = ImageShape(channels: 1, height: 17, width: 16)
    for maximum: UInt8 in [1, 16, 100, 254, 255] {
      let augmentation = Augmentation(spec, seed: 5, pixelMaximum: maximum)
      let image = (0..<small.count).map { UInt8($0 * 7 % (Int(maximum) + 1)) }
      var lightest: UInt8 = 0
      for item in 0..<200 {
        var picture = image
        augmentation.apply(to: &picture, shape: small, epoch: 0, item: item)
        lightest = max(lightest, picture.max() ?? 0)
      }
      #expect(lightest == maximum)
      // Without operations that change values the way there and back loses nothing.
      var still = image
      augmentation.apply(to: &still, shape: small, epoch: 0, item: 0, magnitude: 0)
      if maximum < 255 { #expect(still.allSatisfy { $0 <= maximum }) }
    }
    var broken: [UInt8] = [255, 17, 16, 3]
    Augmentation(try AugmentationSpec("randaugment=1x0"), seed: 0, pixelMaximum: 0)
      .apply(to: &broken, shape: ImageShape(channels: 1, height: 2, width: 2), epoch: -1, item: .min)
    #expect(broken.count == 4)
  }
}
