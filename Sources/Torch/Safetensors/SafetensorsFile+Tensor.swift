import Foundation

// Between safetensors files and the engine's tensors.
extension SafetensorsFile {
  /// A tensor of the file: F32, F64, I64, U8 and BOOL as they are, F16 and BF16 as float32, smaller whole numbers as int64.
  /// Throws `SafetensorsError` or `EngineError`.
  public func tensor(_ tensor: String) throws -> Tensor {
    let entry = try entry(tensor)
    switch entry.type {
    case .float16, .bfloat16: return try Tensor(try floats(tensor), shape: entry.shape)
    case .int32, .uint32, .int16, .uint16, .int8: return try Tensor(try integers(tensor), shape: entry.shape)
    default:
      guard let type = Tensor.DType.allCases.first(where: { $0.stored == entry.type }) else {
        throw SafetensorsError(file: name, tensor: tensor, .unsupportedType(entry.type.rawValue))
      }
      return try bytes(tensor).withUnsafeBytes { try Tensor.from(bytes: $0, shape: entry.shape, dtype: type) }
    }
  }

  /// Every tensor of the file by name. Throws as `tensor(_:)`.
  public func tensors() throws -> [String: Tensor] {
    var result: [String: Tensor] = [:]
    for entry in entries { result[entry.name] = try tensor(entry.name) }
    return result
  }
}

extension SafetensorsWriter {
  /// Writes tensors as a safetensors file; see `write(_:metadata:to:)`. Throws `SafetensorsError` or `EngineError`.
  public static func write(_ tensors: [String: Tensor], metadata: [String: String] = [:], to path: String) throws {
    let items = try tensors.map { name, tensor in
      Item(name: name, type: tensor.dtype.stored, shape: tensor.shape, bytes: Data(try tensor.bytes()))
    }
    try write(items, metadata: metadata, to: path)
  }
}

extension Tensor.DType {
  /// What a safetensors file calls the type.
  public var stored: SafetensorsType {
    switch self {
    case .float32: .float32
    case .float64: .float64
    case .int64: .int64
    case .uint8: .uint8
    case .bool: .bool
    }
  }
}
