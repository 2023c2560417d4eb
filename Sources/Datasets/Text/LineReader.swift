import Glibc

/// The lines of a text, one after the other; memory for the longest of them, however long the text is.
///
/// Lines end at a line feed; a carriage return before it goes with it. The last line needs no end. A gzipped file is
/// unpacked on the way.
public final class LineReader {
  /// A line without its end.
  public struct Line: Equatable, Sendable {
    /// From 1.
    public var number: Int
    public var bytes: [UInt8]

    /// The line as text; bytes that are not UTF-8 become U+FFFD.
    public var text: String { String(decoding: bytes, as: UTF8.self) }

    /// Whether there is nothing but spaces and tabs.
    public var isBlank: Bool { bytes.allSatisfy { $0 == 0x20 || $0 == 0x09 } }
  }

  /// The longest line, in bytes, that is taken for one if nothing else is said: 16 MiB.
  public static let standardLimit = 1 << 24

  /// What errors call the text.
  public let name: String
  private let limit: Int
  private let read: (UnsafeMutableBufferPointer<UInt8>) throws(DatasetError) -> Int
  private var buffer = [UInt8](repeating: 0, count: 1 << 16)
  private var filled = 0..<0
  private var number = 0

  /// - Throws: `DatasetError`: `unreadable` or `notAFile`.
  public convenience init(path: String, limit: Int = standardLimit) throws(DatasetError) {
    let source = try ByteSource(path: path)
    self.init(name: path, limit: limit) { target throws(DatasetError) in try source.read(into: target) }
  }

  /// Reads what is open already, such as standard input, which is 0; does not close it.
  public convenience init(descriptor: CInt, name: String, limit: Int = standardLimit) {
    self.init(name: name, limit: limit) { target throws(DatasetError) in
      while true {
        let count = Glibc.read(descriptor, target.baseAddress, target.count)
        if count >= 0 { return count }
        if errno != EINTR { throw DatasetError(file: name, .unreadable(reason: ByteSource.systemMessage(errno))) }
      }
    }
  }

  private init(
    name: String, limit: Int, read: @escaping (UnsafeMutableBufferPointer<UInt8>) throws(DatasetError) -> Int
  ) {
    (self.name, self.limit, self.read) = (name, limit, read)
  }

  /// The next line, nil after the last one.
  ///
  /// - Throws: `DatasetError`: `badLine` for one longer than the limit, `unreadable`, `corruptCompression`.
  public func next() throws(DatasetError) -> Line? {
    var line: [UInt8] = []
    while true {
      if filled.isEmpty {
        let count = try buffer.withUnsafeMutableBufferPointer { target throws(DatasetError) in try read(target) }
        filled = 0..<count
        if count == 0 {
          guard !line.isEmpty else { return nil }
          break
        }
      }
      let end = endOfLine()
      line.append(contentsOf: buffer[filled.lowerBound..<(end ?? filled.upperBound)])
      guard line.count <= limit else {
        throw DatasetError(file: name, .badLine(number + 1, "is longer than \(limit) bytes; break it up"))
      }
      filled = (end.map { $0 + 1 } ?? filled.upperBound)..<filled.upperBound
      if end != nil { break }
    }
    number += 1
    if line.last == 0x0d { line.removeLast() }
    return Line(number: number, bytes: line)
  }

  /// Where in the buffer the present line ends, if it does.
  private func endOfLine() -> Int? {
    let range = filled
    return buffer.withUnsafeBytes { bytes in
      guard let start = bytes.baseAddress else { return nil }
      return memchr(start + range.lowerBound, 0x0a, range.count).map { UnsafeRawPointer($0) - start }
    }
  }
}
