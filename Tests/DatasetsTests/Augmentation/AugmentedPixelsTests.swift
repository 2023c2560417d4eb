import Testing

@testable import Datasets

@Suite struct AugmentedPixelsTests {
  private func dataset() throws -> ImageDataset {
    let shape = ImageShape(channels: 2, height: 5, width: 4)
    var generator = SplitMix64(seed: 4)
    return try ImageDataset(
      name: "small", shape: shape, pixels: (0..<12 * shape.count).map { _ in UInt8(generator.next(below: 17)) },
      labels: [Int64](repeating: 0, count: 12), classNames: ["a"], pixelMaximum: 16)
  }

  @Test func eachImageIsAugmentedThenNormalised() throws {
    let data = try dataset()
    let normalization = data.normalization(training: Array(0..<8))
    let augmentation = Augmentation(
      try AugmentationSpec("crop=1,flip,cutout=2,randaugment=2x9"), seed: 11, dataset: data,
      normalization: normalization)
    let indices = [3, 0, 3, 11]
    let pixels = data.augmentedPixels(
      at: indices, items: [3, 0, 77, 11], normalization: normalization, augmentation: augmentation, epoch: 2)
    let again = data.augmentedPixels(
      at: indices, items: [3, 0, 77, 11], normalization: normalization, augmentation: augmentation, epoch: 2)
    #expect(pixels == again)
    var expected: [Float] = []
    for (index, item) in zip(indices, [3, 0, 77, 11]) {
      var image = Array(data.rawPixels(at: index))
      augmentation.apply(to: &image, shape: data.shape, epoch: 2, item: item)
      let one = try ImageDataset(
        name: "one", shape: data.shape, pixels: image, labels: [0], classNames: ["a"], pixelMaximum: 16)
      expected += one.normalizedPixels(at: [0], normalization)
    }
    #expect(pixels == expected)
    // The order of a batch is no matter.
    let alone = data.augmentedPixels(at: [11], normalization: normalization, augmentation: augmentation, epoch: 2)
    #expect(alone == Array(pixels.suffix(data.shape.count)))
    #expect(
      data.augmentedPixels(at: [11], normalization: normalization, augmentation: augmentation, epoch: 3) != alone)
  }

  @Test func withoutAugmentationNothingChanges() throws {
    let data = try dataset()
    let normalization = data.normalization(training: [0, 1])
    let none = Augmentation(.none, seed: 1, dataset: data, normalization: normalization)
    #expect(
      data.augmentedPixels(at: [5, 2], normalization: normalization, augmentation: none, epoch: 9)
        == data.normalizedPixels(at: [5, 2], normalization))
    let jitter = Augmentation(try AugmentationSpec("jitter=1"), seed: 1)
    #expect(data.augmentedPixels(at: [], normalization: normalization, augmentation: jitter, epoch: 0).isEmpty)
  }

  @Test func cutoutIsGreyWhereNormalisedValuesAreZero() throws {
    let data = try dataset()
    let fixed = Normalization(mean: [0.25, 3], deviation: [1, 1])
    let augmentation = Augmentation(try AugmentationSpec("cutout=2"), seed: 1, dataset: data, normalization: fixed)
    #expect(augmentation.grey == [4, 16])
    #expect(
      Augmentation(
        .none, seed: 1, dataset: data, normalization: Normalization(mean: [.nan, -1], deviation: [1, 1])
      ).grey == [0, 0])
    let pixels = data.augmentedPixels(at: [0], normalization: fixed, augmentation: augmentation, epoch: 0)
    #expect(pixels.prefix(data.shape.area).contains(0))
  }
}
