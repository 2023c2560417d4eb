import Foundation

/// A safetensors file: named arrays of bytes with a type and a shape. Needs no engine.
///
/// Format: u64 little-endian length of the header, the header (JSON, at most 100 MB), the tensors' bytes. Everything the
/// reference reader checks is checked before any byte is handed out, and names given twice are refused.
public struct SafetensorsFile: Sendable {
  /// One tensor of the file.
  public struct Entry: Equatable, Sendable {
    public let name: String
    public let type: SafetensorsType
    /// Empty for a scalar.
    public let shape: [Int]
    /// Where its bytes are, counted from the end of the header.
    public let range: Range<Int>
  }

  /// What errors call the file.
  public let name: String
  /// The tensors in the order of their bytes.
  public let entries: [Entry]
  /// The free-form `__metadata__`.
  public let metadata: [String: String]
  private let places: [String: Int]
  private let data: Data
  private let start: Int

  static let headerLimit: UInt64 = 100_000_000

  /// Maps a file into memory and checks it. Throws `SafetensorsError`.
  public init(path: String) throws(SafetensorsError) {
    let data: Data
    do {
      data = try Data(contentsOf: URL(fileURLWithPath: path), options: .mappedIfSafe)
    } catch {
      throw SafetensorsError(file: path, .cannotRead(error.localizedDescription))
    }
    try self.init(data, name: path)
  }

  /// Checks a file already in memory; errors call it `name`. Throws `SafetensorsError`.
  public init(_ data: Data, name: String) throws(SafetensorsError) {
    guard data.count >= 8 else { throw SafetensorsError(file: name, .tooShort) }
    let length = data.prefix(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard length <= Self.headerLimit else { throw SafetensorsError(file: name, .headerTooLarge(length)) }
    guard length <= UInt64(data.count - 8) else { throw SafetensorsError(file: name, .headerBeyondFile(length)) }
    start = 8 + Int(length)
    let header = try SafetensorsHeader(
      [UInt8](data.dropFirst(8).prefix(Int(length))), bufferSize: data.count - start, file: name)
    self.name = name
    self.data = data
    entries = header.entries
    metadata = header.metadata
    places = Dictionary(entries.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// The tensor of that name. Throws `SafetensorsError` when there is none.
  public func entry(_ tensor: String) throws(SafetensorsError) -> Entry {
    guard let place = places[tensor] else { throw SafetensorsError(file: name, tensor: tensor, .noSuchTensor) }
    return entries[place]
  }

  /// A tensor's bytes, little-endian, row-major. Throws `SafetensorsError` when there is no such tensor.
  public func bytes(_ tensor: String) throws(SafetensorsError) -> Data {
    let range = try entry(tensor).range
    let first = data.startIndex + start
    return data[(first + range.lowerBound)..<(first + range.upperBound)]
  }
}
