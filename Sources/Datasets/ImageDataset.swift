/// Extents of one image; pixels lie channel by channel, row by row.
public struct ImageShape: Sendable, Hashable, Codable {
  public var channels: Int
  public var height: Int
  public var width: Int

  public init(channels: Int, height: Int, width: Int) {
    self.channels = channels
    self.height = height
    self.width = width
  }

  /// `[channels, height, width]`.
  public var dimensions: [Int] { [channels, height, width] }
  /// Values in one channel.
  public var area: Int { height * width }
  /// Values in one image: channels · height · width.
  public var count: Int { channels * height * width }
}

/// Labelled images, all in one piece of memory at one byte a value: what a `DatasetProvider` loads. 70,000
/// fashion images take 55 MB; they become `Float` a batch (or a split) at a time, see `normalizedPixels(at:)`.
///
/// Items are addressed by index, 0 ..< `count`; `Split` says which index is for what.
public struct ImageDataset: LabelledItems {
  /// The provider's name, such as `fashion-mnist`.
  public let name: String
  public let shape: ImageShape
  /// `[count, channels, height, width]`, row-major, raw as in the file.
  public let pixels: [UInt8]
  /// One of 0 ..< `classNames.count` for each image.
  public let labels: [Int64]
  /// One for each class. May come from a file: strip control characters before drawing.
  public let classNames: [String]
  /// The raw value that stands for 1: 255 as a rule, 16 in `digits`.
  public let pixelMaximum: UInt8
  /// The items that the data set's makers set aside as a test set; nil where they did not.
  public let testRange: Range<Int>?
  public let normalizationRule: NormalizationRule

  /// - Throws: `DatasetError`: `empty`, `countMismatch`, `labelOutOfRange`, `badDimensions`, or
  ///   `impossibleRequest` when `testRange` is outside the items or `pixelMaximum` is 0.
  public init(
    name: String, shape: ImageShape, pixels: [UInt8], labels: [Int64], classNames: [String],
    pixelMaximum: UInt8 = 255, testRange: Range<Int>? = nil, normalizationRule: NormalizationRule = .measured
  ) throws(DatasetError) {
    guard !labels.isEmpty else { throw DatasetError(file: name, .empty) }
    guard shape.channels > 0, shape.height > 0, shape.width > 0 else {
      throw DatasetError(file: name, .badDimensions(shape.dimensions, limit: ByteSource.contentLimit))
    }
    guard pixels.count == labels.count * shape.count else {
      throw DatasetError(
        file: name,
        .countMismatch(images: pixels.count / shape.count, labels: labels.count, labelFile: "the list of labels"))
    }
    if let item = labels.firstIndex(where: { $0 < 0 || $0 >= Int64(classNames.count) }) {
      throw DatasetError(
        file: name, .labelOutOfRange(item: item, value: Int(labels[item]), classes: classNames.count))
    }
    guard pixelMaximum > 0 else {
      throw DatasetError(file: name, .impossibleRequest("the largest pixel value must be at least 1"))
    }
    if let testRange, testRange.lowerBound < 0 || testRange.upperBound > labels.count {
      throw DatasetError(
        file: name, .impossibleRequest("test range \(testRange) is outside the \(labels.count) items"))
    }
    self.name = name
    self.shape = shape
    self.pixels = pixels
    self.labels = labels
    self.classNames = classNames
    self.pixelMaximum = pixelMaximum
    self.testRange = testRange
    self.normalizationRule = normalizationRule
  }
}
