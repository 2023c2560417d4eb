import Foundation

/// Writes safetensors files, byte for byte as the reference implementation lays them out.
public struct SafetensorsWriter {
  /// A tensor to write: `bytes` little-endian, row-major.
  public struct Item: Sendable {
    public let name: String
    public let type: SafetensorsType
    public let shape: [Int]
    public let bytes: Data

    public init(name: String, type: SafetensorsType, shape: [Int], bytes: Data) {
      self.name = name
      self.type = type
      self.shape = shape
      self.bytes = bytes
    }
  }

  /// Writes to a temporary name beside `path`, then renames: `path` is never half a file. Wider types come first, so that every
  /// tensor is aligned. Throws `SafetensorsError` for names given twice, bytes that do not fit the shape, or a failed write.
  public static func write(
    _ items: [Item], metadata: [String: String] = [:], to path: String
  ) throws(SafetensorsError) {
    let order = Dictionary(SafetensorsType.allCases.enumerated().map { ($1, $0) }, uniquingKeysWith: { $1 })
    let sorted = items.sorted {
      let (x, y) = (order[$0.type] ?? 0, order[$1.type] ?? 0)
      return x != y ? x > y : $0.name.utf8.lexicographicallyPrecedes($1.name.utf8)
    }
    let header = try header(sorted, metadata: metadata, file: path)
    let temporary = path + ".\(ProcessInfo.processInfo.processIdentifier).tmp"
    do {
      try Data().write(to: URL(fileURLWithPath: temporary))
      let file = try FileHandle(forWritingTo: URL(fileURLWithPath: temporary))
      defer { try? file.close() }
      try file.write(contentsOf: header)
      for item in sorted { try file.write(contentsOf: item.bytes) }
      try file.synchronize()
    } catch {
      unlink(temporary)
      throw SafetensorsError(file: path, .cannotWrite(error.localizedDescription))
    }
    guard rename(temporary, path) == 0 else {
      let reason = String(cString: strerror(errno))
      unlink(temporary)
      throw SafetensorsError(file: path, .cannotWrite(reason))
    }
  }

  /// The length and the header, padded with spaces so that the tensors begin at a multiple of 8.
  static func header(
    _ items: [Item], metadata: [String: String], file: String
  ) throws(SafetensorsError) -> Data {
    var members: [String] = []
    if !metadata.isEmpty {
      let pairs = metadata.sorted { $0.key < $1.key }.map { "\(quoted($0.key)):\(quoted($0.value))" }
      members.append("\"__metadata__\":{\(pairs.joined(separator: ","))}")
    }
    var names: Set<String> = ["__metadata__"]
    var offset = 0
    for item in items {
      guard names.insert(item.name).inserted else {
        throw SafetensorsError(file: file, tensor: item.name, .duplicateName)
      }
      var expected = item.type.size
      for size in item.shape {
        let (product, overflow) = expected.multipliedReportingOverflow(by: size)
        guard !overflow, size >= 0 else { throw SafetensorsError(file: file, tensor: item.name, .overflow) }
        expected = product
      }
      guard item.bytes.count == expected else {
        throw SafetensorsError(file: file, tensor: item.name, .size(expected: expected, found: item.bytes.count))
      }
      let shape = item.shape.map(String.init).joined(separator: ",")
      members.append(
        "\(quoted(item.name)):{\"dtype\":\"\(item.type.rawValue)\",\"shape\":[\(shape)],"
          + "\"data_offsets\":[\(offset),\(offset + expected)]}")
      offset += expected
    }
    var text = Array("{\(members.joined(separator: ","))}".utf8)
    text.append(contentsOf: repeatElement(UInt8(ascii: " "), count: (8 - text.count % 8) % 8))
    let length = (0..<8).map { UInt8(truncatingIfNeeded: text.count >> ($0 * 8)) }
    return Data(length + text)
  }

  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case "\u{8}": result += "\\b"
      case "\u{c}": result += "\\f"
      case "\u{0}"..<" ":
        let hex = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
