/// The JSON header of a safetensors file, checked.
struct SafetensorsHeader {
  let entries: [SafetensorsFile.Entry]
  let metadata: [String: String]

  /// `bufferSize`: bytes of the file after the header.
  init(_ bytes: [UInt8], bufferSize: Int, file: String) throws(SafetensorsError) {
    guard bytes.first == UInt8(ascii: "{") else { throw SafetensorsError(file: file, .headerStart) }
    guard String(validating: bytes, as: UTF8.self) != nil else { throw SafetensorsError(file: file, .headerNotUTF8) }
    let parsed: StrictJSON
    do {
      parsed = try StrictJSON.parse(bytes)
    } catch {
      throw SafetensorsError(file: file, .header("\(error.reason) at byte \(error.offset)"))
    }
    guard case .object(let members) = parsed else { throw SafetensorsError(file: file, .headerStart) }
    var names: Set<String> = []
    var metadata: [String: String] = [:]
    var entries: [SafetensorsFile.Entry] = []
    for (name, value) in members {
      guard names.insert(name).inserted else { throw SafetensorsError(file: file, tensor: name, .duplicateName) }
      if name == "__metadata__" {
        metadata = try Self.metadata(value, file: file)
      } else {
        entries.append(try Self.entry(name, value, file: file))
      }
    }
    entries.sort { ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound) }
    try Self.checkLayout(entries, bufferSize: bufferSize, file: file)
    self.entries = entries
    self.metadata = metadata
  }

  private static func metadata(_ value: StrictJSON, file: String) throws(SafetensorsError) -> [String: String] {
    guard case .object(let members) = value else {
      throw SafetensorsError(file: file, .header("__metadata__ is not an object"))
    }
    var result: [String: String] = [:]
    for (name, value) in members {
      guard case .string(let text) = value else {
        throw SafetensorsError(file: file, .header("__metadata__ holds something that is not text"))
      }
      guard result.updateValue(text, forKey: name) == nil else {
        throw SafetensorsError(file: file, .header("__metadata__ holds \(name) twice"))
      }
    }
    return result
  }

  private static func entry(
    _ name: String, _ value: StrictJSON, file: String
  ) throws(SafetensorsError) -> SafetensorsFile.Entry {
    func failure(_ problem: SafetensorsError.Problem) -> SafetensorsError {
      SafetensorsError(file: file, tensor: name, problem)
    }
    guard case .object(let members) = value else { throw failure(.header("not an object")) }
    var fields: [String: StrictJSON] = [:]
    for (key, value) in members {
      guard fields.updateValue(value, forKey: key) == nil else { throw failure(.header("\(key) given twice")) }
    }
    guard case .string(let code) = fields["dtype"] else { throw failure(.header("no dtype")) }
    guard let type = SafetensorsType(rawValue: code) else { throw failure(.unknownType(code)) }
    let shape = try sizes(fields["shape"], "shape", failure)
    let offsets = try sizes(fields["data_offsets"], "data_offsets", failure)
    guard offsets.count == 2 else { throw failure(.header("data_offsets is not a pair")) }
    guard offsets[0] <= offsets[1] else { throw failure(.offsets) }
    var bytes = type.size
    for size in shape {
      let (product, overflow) = bytes.multipliedReportingOverflow(by: size)
      if overflow { throw failure(.overflow) }
      bytes = product
    }
    let span = offsets[1] - offsets[0]
    guard bytes == span else { throw failure(.size(expected: bytes, found: span)) }
    return .init(name: name, type: type, shape: shape, range: offsets[0]..<offsets[1])
  }

  private static func sizes(
    _ value: StrictJSON?, _ field: String, _ failure: (SafetensorsError.Problem) -> SafetensorsError
  ) throws(SafetensorsError) -> [Int] {
    guard case .array(let elements) = value else { throw failure(.header("no \(field)")) }
    var result: [Int] = []
    for element in elements {
      guard let number = element.unsigned else {
        throw failure(.header("\(field) holds something that is not a size"))
      }
      result.append(number)
    }
    return result
  }

  /// The tensors follow each other from 0 without holes to the end of the file.
  private static func checkLayout(
    _ entries: [SafetensorsFile.Entry], bufferSize: Int, file: String
  ) throws(SafetensorsError) {
    var end = 0
    for entry in entries {
      guard entry.range.lowerBound == end else { throw SafetensorsError(file: file, tensor: entry.name, .offsets) }
      end = entry.range.upperBound
    }
    guard end == bufferSize else { throw SafetensorsError(file: file, .buffer(expected: end, found: bufferSize)) }
  }
}
