/// A text file with one class name a line, as CIFAR's `batches.meta.txt`.
enum ClassNameFile {
  /// A list of names is never longer, in bytes.
  private static let limit = 1 << 16

  /// The names in `path`, blank lines and control characters left out, or nil when there is no such file.
  ///
  /// - Parameter expected: How many there must be; nil takes any number above 0.
  /// - Throws: `DatasetError`: `tooLarge`, `classNameCount`, and as `ByteSource`.
  static func read(_ path: String, expected: Int?) throws(DatasetError) -> [String]? {
    guard FileSearch.exists(path) else { return nil }
    let source = try ByteSource(path: path)
    var bytes = [UInt8](repeating: 0, count: limit + 1)
    let count = try bytes.withUnsafeMutableBufferPointer { target throws(DatasetError) in
      try source.read(into: target)
    }
    guard count <= limit else { throw DatasetError(file: path, .tooLarge(limit: limit)) }
    let names = String(decoding: bytes[..<count], as: UTF8.self)
      .split(whereSeparator: \.isNewline)
      .map { line in String(String.UnicodeScalarView(line.unicodeScalars.filter { !isControl($0) })) }
      .map { String($0.drop(while: \.isWhitespace)) }
      .filter { !$0.isEmpty }
    guard expected.map({ $0 == names.count }) ?? !names.isEmpty else {
      throw DatasetError(file: path, .classNameCount(found: names.count, expected: expected ?? 1))
    }
    return names
  }

  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.generalCategory == .control || scalar.properties.generalCategory == .format
  }
}
