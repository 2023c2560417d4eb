/// Reads files of CIFAR's binary version: records of one or two label bytes and 3,072 bytes of pixels (32×32 red,
/// then green, then blue, each row by row), nothing before, between or after them.
///
/// Source: A. Krizhevsky, "Learning multiple layers of features from tiny images", 2009,
/// https://www.cs.toronto.edu/~kriz/cifar.html.
struct CIFARReader {
  static let shape = ImageShape(channels: 3, height: 32, width: 32)
  /// Label bytes before the pixels; the last of them is the label used (CIFAR-100: coarse, then fine).
  let labelBytes: Int
  let classCount: Int
  /// `[count, 3, 32, 32]` and `[count]`, over all files read.
  private(set) var pixels: [UInt8] = []
  private(set) var labels: [Int64] = []

  init(labelBytes: Int, classCount: Int) {
    self.labelBytes = labelBytes
    self.classCount = classCount
  }

  private var recordSize: Int { labelBytes + CIFARReader.shape.count }

  /// Asks for the memory of all `paths` at once, so that appending never moves what is there. Only a hint: files
  /// that cannot be opened, are compressed or too large are left to `append`.
  mutating func reserve(for paths: [String]) {
    var size = 0
    for path in paths {
      guard let source = try? ByteSource(path: path), !source.isCompressed else { continue }
      size += min(source.contentBound, ByteSource.contentLimit)
    }
    if size <= ByteSource.contentLimit { pixels.reserveCapacity(size) }
  }

  /// Appends all records of a file.
  ///
  /// - Throws: `DatasetError`: `empty`, `truncated` (it ends inside a record), `labelOutOfRange` (item counted in
  ///   this file), `tooLarge`, and as `ByteSource`.
  mutating func append(_ path: String) throws(DatasetError) {
    let source = try ByteSource(path: path)
    let before = labels.count
    var block = [UInt8](repeating: 0, count: recordSize * 256)
    while true {
      let count = try block.withUnsafeMutableBufferPointer { target throws(DatasetError) in
        try source.read(into: target)
      }
      guard count % recordSize == 0 else {
        throw DatasetError(file: path, .truncated(offset: source.offset, expected: recordSize - count % recordSize))
      }
      for start in stride(from: 0, to: count, by: recordSize) {
        let label = Int(block[start + labelBytes - 1])
        guard label < classCount else {
          throw DatasetError(
            file: path, .labelOutOfRange(item: labels.count - before, value: label, classes: classCount))
        }
        labels.append(Int64(label))
        pixels.append(contentsOf: block[start + labelBytes..<start + recordSize])
      }
      guard pixels.count <= ByteSource.contentLimit else {
        throw DatasetError(file: path, .tooLarge(limit: ByteSource.contentLimit))
      }
      if count < block.count { break }
    }
    guard labels.count > before else { throw DatasetError(file: path, .empty) }
  }
}
