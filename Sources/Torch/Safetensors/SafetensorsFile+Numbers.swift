import Foundation

extension SafetensorsFile {
  /// A tensor of any float type but the 8-bit ones (F16 and BF16 widened, F64 rounded) as Float, row-major.
  /// Throws `SafetensorsError` when there is no such tensor or it is of another type.
  public func floats(_ tensor: String) throws(SafetensorsError) -> [Float] {
    let type = try entry(tensor).type
    let bytes = try bytes(tensor)
    switch type {
    case .float32: return Self.read(bytes, UInt32.self) { Float(bitPattern: $0) }
    case .float64: return Self.read(bytes, UInt64.self) { Float(Double(bitPattern: $0)) }
    case .float16: return Self.read(bytes, UInt16.self) { Float(Float16(bitPattern: $0)) }
    case .bfloat16: return Self.read(bytes, UInt16.self) { Float(bitPattern: UInt32($0) << 16) }
    default: throw SafetensorsError(file: name, tensor: tensor, .unsupportedType(type.rawValue))
    }
  }

  /// A tensor of any whole-number type that fits Int64, row-major. Throws as `floats(_:)`.
  public func integers(_ tensor: String) throws(SafetensorsError) -> [Int64] {
    let type = try entry(tensor).type
    let bytes = try bytes(tensor)
    switch type {
    case .int64: return Self.read(bytes, Int64.self) { $0 }
    case .int32: return Self.read(bytes, Int32.self) { Int64($0) }
    case .uint32: return Self.read(bytes, UInt32.self) { Int64($0) }
    case .int16: return Self.read(bytes, Int16.self) { Int64($0) }
    case .uint16: return Self.read(bytes, UInt16.self) { Int64($0) }
    case .int8: return Self.read(bytes, Int8.self) { Int64($0) }
    case .uint8, .bool: return Self.read(bytes, UInt8.self) { Int64($0) }
    default: throw SafetensorsError(file: name, tensor: tensor, .unsupportedType(type.rawValue))
    }
  }

  private static func read<Bits: FixedWidthInteger & BitwiseCopyable, Number>(
    _ bytes: Data, _: Bits.Type, _ convert: (Bits) -> Number
  ) -> [Number] {
    bytes.withUnsafeBytes { raw in
      (0..<raw.count / MemoryLayout<Bits>.size).map {
        convert(Bits(littleEndian: raw.loadUnaligned(fromByteOffset: $0 * MemoryLayout<Bits>.size, as: Bits.self)))
      }
    }
  }
}
