import Glibc

/// A plain text with one sentence or document a line, of which any line can be read at any time; the text stays on disk.
///
/// Opening it reads it once and keeps where lines begin, 8 bytes a line. Lines without a visible character are no examples.
public final class TextCorpus: Sendable {
  public let path: String
  /// Where each example begins, and where the one after the last would, in bytes; the length goes up to the line's end.
  private let starts: [Int]
  private let lengths: [Int32]
  private let descriptor: CInt

  /// - Throws: `DatasetError`: `missing`; `malformed` for a gzipped file, which cannot be read at any place; `empty`; as
  ///   `LineReader`.
  public init(path: String) throws(DatasetError) {
    guard FileSearch.exists(path) else {
      throw DatasetError(
        file: path, .missing(lookedFor: ["the file"], installation: "Give a text file with one sentence a line."))
    }
    let source = try ByteSource(path: path)
    guard !source.isCompressed else {
      throw DatasetError(file: path, .malformed("is gzipped; unpack it: its lines are read in any order"))
    }
    let index = try TextCorpus.index(source)
    guard !index.starts.isEmpty else { throw DatasetError(file: path, .empty) }
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw DatasetError(file: path, .unreadable(reason: ByteSource.systemMessage(errno)))
    }
    (self.path, starts, lengths, self.descriptor) = (path, index.starts, index.lengths, descriptor)
  }

  deinit { close(descriptor) }

  /// The number of examples.
  public var count: Int { starts.count }

  /// Bytes of each example: known without reading, and close to proportional to its tokens.
  public var byteLengths: [Int32] { lengths }

  /// An example's text; bytes that are not UTF-8 become U+FFFD.
  ///
  /// - Throws: `DatasetError`: `unreadable`, or `truncated` when the file is shorter than it was; `impossibleRequest` when there
  ///   is no such example.
  public func line(_ example: Int) throws(DatasetError) -> String {
    guard starts.indices.contains(example) else {
      throw DatasetError(file: path, .impossibleRequest("there is no example \(example) among \(count)"))
    }
    var bytes = [UInt8](repeating: 0, count: Int(lengths[example]))
    var done = 0
    while done < bytes.count {
      let count = bytes.withUnsafeMutableBytes {
        pread(descriptor, $0.baseAddress.map { $0 + done }, $0.count - done, starts[example] + done)
      }
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else {
        throw DatasetError(file: path, .unreadable(reason: ByteSource.systemMessage(errno)))
      }
      guard count > 0 else {
        throw DatasetError(file: path, .truncated(offset: starts[example] + done, expected: bytes.count - done))
      }
      done += count
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func index(_ source: ByteSource) throws(DatasetError) -> (starts: [Int], lengths: [Int32]) {
    var (starts, lengths): ([Int], [Int32]) = ([], [])
    var buffer = [UInt8](repeating: 0, count: 1 << 18)
    var (begin, place, isVisible, line) = (0, 0, false, 1)
    var previous: UInt8 = 0
    func end(at place: Int) throws(DatasetError) {
      guard place - begin <= LineReader.standardLimit else {
        throw DatasetError(
          file: source.path, .badLine(line, "is longer than \(LineReader.standardLimit) bytes; break it up"))
      }
      guard isVisible else { return }
      starts.append(begin)
      // A carriage return before the line's end goes with it.
      lengths.append(Int32(truncatingIfNeeded: place - begin - (previous == 0x0d ? 1 : 0)))
    }
    while true {
      let count = try buffer.withUnsafeMutableBufferPointer { target throws(DatasetError) in
        try source.read(into: target)
      }
      if count == 0 { break }
      for byte in buffer[..<count] {
        if byte == 0x0a {
          try end(at: place)
          (begin, isVisible, line) = (place + 1, false, line + 1)
        } else if byte > 0x20 {
          isVisible = true
        }
        previous = byte
        place += 1
      }
    }
    try end(at: place)
    return (starts, lengths)
  }
}
