import Foundation

/// The elements of a `TensorProto`, whichever of its many fields holds them: packed bytes, or one of a repeated
/// field for each type. One value in a repeated field stands for a whole tensor of it.
struct TensorContent {
  /// Extents, checked: none negative, the product does not overflow.
  let shape: [Int]
  /// Product of the extents.
  let count: Int
  private let type: TensorType
  private let message: Tensorboard_TensorProto

  /// Nil for types that are not read, and for a shape that contradicts the content.
  init?(_ message: Tensorboard_TensorProto) {
    guard let type = TensorType(rawValue: message.dtype), type != .string, !message.tensorShape.unknownRank else {
      return nil
    }
    var count = 1
    var shape: [Int] = []
    for dimension in message.tensorShape.dim {
      guard let extent = Int(exactly: dimension.size), extent >= 0 else { return nil }
      let (product, overflow) = count.multipliedReportingOverflow(by: extent)
      guard !overflow else { return nil }
      count = product
      shape.append(extent)
    }
    (self.shape, self.count, self.type, self.message) = (shape, count, type, message)
    if message.tensorContent.isEmpty {
      guard storedCount == count || storedCount == 1 else { return nil }
    } else {
      let (bytes, overflow) = count.multipliedReportingOverflow(by: type.size)
      guard !overflow, message.tensorContent.count == bytes else { return nil }
    }
  }

  /// Whether its elements are bytes.
  var isBytes: Bool { type == .uint8 }

  /// Whether one stored value stands for several elements.
  var isBroadcast: Bool { message.tensorContent.isEmpty && count > 1 && storedCount == 1 }

  /// Values in the repeated field of the tensor's type.
  private var storedCount: Int {
    switch type {
    case .float: message.floatVal.count
    case .double: message.doubleVal.count
    case .int32, .uint8, .int16, .int8, .uint16: message.intVal.count
    case .int64: message.int64Val.count
    case .bool: message.boolVal.count
    case .half, .bfloat16: message.halfVal.count
    case .uint32: message.uint32Val.count
    case .uint64: message.uint64Val.count
    case .string: 0
    }
  }

  /// The first `limit` elements, row-major.
  func elements(limit: Int) -> [Double] {
    let wanted = min(count, limit)
    guard message.tensorContent.isEmpty else { return packed(wanted) }
    let stored: [Double] =
      switch type {
      case .float: message.floatVal.prefix(wanted).map { Double($0) }
      case .double: Array(message.doubleVal.prefix(wanted))
      case .int32, .uint8, .int16, .int8, .uint16: message.intVal.prefix(wanted).map { Double($0) }
      case .int64: message.int64Val.prefix(wanted).map { Double($0) }
      case .bool: message.boolVal.prefix(wanted).map { $0 ? 1 : 0 }
      case .half: message.halfVal.prefix(wanted).map { Self.half(UInt16(truncatingIfNeeded: $0)) }
      case .bfloat16: message.halfVal.prefix(wanted).map { Self.bfloat16(UInt16(truncatingIfNeeded: $0)) }
      case .uint32: message.uint32Val.prefix(wanted).map { Double($0) }
      case .uint64: message.uint64Val.prefix(wanted).map { Double($0) }
      case .string: []
      }
    if stored.count < wanted, let only = stored.first { return Array(repeating: only, count: wanted) }
    return stored
  }

  private func packed(_ wanted: Int) -> [Double] {
    message.tensorContent.withUnsafeBytes { bytes in
      func load<T: FixedWidthInteger>(_: T.Type, _ convert: (T) -> Double) -> [Double] {
        (0..<wanted).map {
          convert(T(littleEndian: bytes.loadUnaligned(fromByteOffset: $0 * MemoryLayout<T>.size, as: T.self)))
        }
      }
      return switch type {
      case .float: load(UInt32.self) { Double(Float(bitPattern: $0)) }
      case .double: load(UInt64.self) { Double(bitPattern: $0) }
      case .int32: load(Int32.self) { Double($0) }
      case .uint8: load(UInt8.self) { Double($0) }
      case .int16: load(Int16.self) { Double($0) }
      case .int8: load(Int8.self) { Double($0) }
      case .int64: load(Int64.self) { Double($0) }
      case .bool: load(UInt8.self) { $0 == 0 ? 0 : 1 }
      case .bfloat16: load(UInt16.self, Self.bfloat16)
      case .uint16: load(UInt16.self) { Double($0) }
      case .half: load(UInt16.self, Self.half)
      case .uint32: load(UInt32.self) { Double($0) }
      case .uint64: load(UInt64.self) { Double($0) }
      case .string: []
      }
    }
  }

  /// IEEE 754 half precision, spelled out because `Float16` does not exist on every platform Swift runs on.
  static func half(_ bits: UInt16) -> Double {
    let sign: Double = bits & 0x8000 == 0 ? 1 : -1
    let exponent = Int(bits >> 10) & 0x1f
    let fraction = Double(bits & 0x3ff)
    return switch exponent {
    case 0: sign * fraction * 0x1p-24
    case 31: fraction == 0 ? sign * .infinity : .nan
    default: sign * (1 + fraction * 0x1p-10) * Double(sign: .plus, exponent: exponent - 15, significand: 1)
    }
  }

  /// The upper half of a single-precision number.
  static func bfloat16(_ bits: UInt16) -> Double { Double(Float(bitPattern: UInt32(bits) << 16)) }
}
