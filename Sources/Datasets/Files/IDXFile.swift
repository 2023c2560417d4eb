/// One IDX file of unsigned bytes, open, its header read and checked.
///
/// Source: Y. LeCun, "The MNIST database", http://yann.lecun.com/exdb/mnist/: two zero bytes, the type (8: unsigned
/// byte), the number of dimensions, then each dimension as a big-endian 32-bit number, then the values.
struct IDXFile {
  /// The magic number of labels (one dimension) and of grey images (three).
  static let labelMagic: UInt32 = 0x0000_0801
  static let imageMagic: UInt32 = 0x0000_0803

  /// Items first: `[items]` or `[items, height, width]`; all at least 1.
  let dimensions: [Int]
  /// Product of the dimensions: at most what the file can hold and at most `ByteSource.contentLimit`.
  let valueCount: Int
  var path: String { source.path }
  private let source: ByteSource

  /// Reads the header of a file that should start with `magic`.
  ///
  /// - Throws: `DatasetError`: as `ByteSource`, and `wrongMagicNumber`, `empty` (no items), `badDimensions`,
  ///   `headerExceedsFile`.
  init(path: String, magic: UInt32) throws(DatasetError) {
    source = try ByteSource(path: path)
    let found = try IDXFile.number(source)
    guard found == magic else {
      throw DatasetError(file: path, .wrongMagicNumber(found: found, expected: magic))
    }
    var dimensions: [Int] = []
    for _ in 0..<Int(magic & 0xff) { dimensions.append(Int(try IDXFile.number(source))) }
    guard dimensions.first != 0 else { throw DatasetError(file: path, .empty) }
    var product = 1
    for size in dimensions {
      let (next, overflow) = product.multipliedReportingOverflow(by: size)
      guard !overflow, next > 0, next <= ByteSource.contentLimit else {
        throw DatasetError(file: path, .badDimensions(dimensions, limit: ByteSource.contentLimit))
      }
      product = next
    }
    // Before any memory is asked for.
    let available = max(0, source.contentBound - source.offset)
    guard product <= available else {
      throw DatasetError(file: path, .headerExceedsFile(declared: product, available: available))
    }
    self.dimensions = dimensions
    valueCount = product
  }

  /// Reads the values and makes sure that nothing follows them. May be called once.
  ///
  /// - Parameter target: `valueCount` bytes.
  /// - Throws: As `ByteSource`, with `truncated` and `trailingBytes`.
  func readValues(into target: UnsafeMutableBufferPointer<UInt8>) throws(DatasetError) {
    try source.fill(target)
    try source.expectEnd()
  }

  /// The values as a list, for labels.
  func values() throws(DatasetError) -> [UInt8] {
    var values = [UInt8](repeating: 0, count: valueCount)
    try values.withUnsafeMutableBufferPointer { target throws(DatasetError) in try readValues(into: target) }
    return values
  }

  private static func number(_ source: ByteSource) throws(DatasetError) -> UInt32 {
    try source.bytes(4).reduce(0) { $0 << 8 | UInt32($1) }
  }
}
