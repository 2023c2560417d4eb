/// An IDX file of images and the one of their labels, both open.
struct IDXPair {
  let images: IDXFile
  let labels: IDXFile

  var count: Int { images.dimensions[0] }
  var shape: ImageShape { ImageShape(channels: 1, height: images.dimensions[1], width: images.dimensions[2]) }

  /// - Throws: As `IDXFile.init`, and `countMismatch`.
  init(imagePath: String, labelPath: String) throws(DatasetError) {
    images = try IDXFile(path: imagePath, magic: IDXFile.imageMagic)
    labels = try IDXFile(path: labelPath, magic: IDXFile.labelMagic)
    guard images.dimensions[0] == labels.dimensions[0] else {
      throw DatasetError(
        file: imagePath,
        .countMismatch(images: images.dimensions[0], labels: labels.dimensions[0], labelFile: labelPath))
    }
  }

  /// Reads pairs, one behind the other, into one piece of memory; the second, if any, is the test set.
  ///
  /// - Parameter classNames: Nil takes as many classes as the largest label asks for, named by their number.
  /// - Throws: `DatasetError`: `shapeMismatch`, `labelOutOfRange` (item counted in its own file), and as
  ///   `IDXFile.readValues`.
  static func load(
    training: IDXPair, test: IDXPair?, name: String, classNames: [String]?, pixelMaximum: UInt8 = 255
  ) throws(DatasetError) -> ImageDataset {
    let parts = [training] + (test.map { [$0] } ?? [])
    if let test, test.shape != training.shape {
      throw DatasetError(
        file: test.images.path,
        .shapeMismatch(training: training.shape.dimensions, test: test.shape.dimensions))
    }
    // Labels first: they are small, and wrong ones are found before the images are read.
    var labels: [Int64] = []
    for part in parts {
      let values = try part.labels.values()
      if let classNames, let item = values.firstIndex(where: { Int($0) >= classNames.count }) {
        throw DatasetError(
          file: part.labels.path,
          .labelOutOfRange(item: item, value: Int(values[item]), classes: classNames.count))
      }
      labels += values.map(Int64.init)
    }
    let size = parts.reduce(0) { $0 + $1.images.valueCount }
    guard size <= ByteSource.contentLimit else {
      throw DatasetError(file: training.images.path, .tooLarge(limit: ByteSource.contentLimit))
    }
    var pixels = [UInt8](repeating: 0, count: size)
    try pixels.withUnsafeMutableBufferPointer { target throws(DatasetError) in
      var start = 0
      for part in parts {
        let end = start + part.images.valueCount
        try part.images.readValues(into: UnsafeMutableBufferPointer(rebasing: target[start..<end]))
        start = end
      }
    }
    return try ImageDataset(
      name: name, shape: training.shape, pixels: pixels, labels: labels,
      classNames: classNames ?? (0...(labels.max() ?? 0)).map(String.init), pixelMaximum: pixelMaximum,
      testRange: test.map { training.count..<training.count + $0.count })
  }
}
