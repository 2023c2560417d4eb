/// Walks the fields of a protocol buffer message without building it.
///
/// Every read is checked against the end; nil means that the bytes are not such a message.
struct WireReader {
  private var next: UnsafeRawPointer
  private let end: UnsafeRawPointer

  init?(_ bytes: UnsafeRawBufferPointer) {
    guard let start = bytes.baseAddress else { return nil }
    next = start
    end = start + bytes.count
  }

  @inline(__always)
  var isAtEnd: Bool { next >= end }

  @inline(__always)
  private var left: Int { end - next }

  @inline(__always)
  mutating func byte() -> UInt8? {
    guard left > 0 else { return nil }
    defer { next += 1 }
    return next.load(as: UInt8.self)
  }

  @inline(__always)
  mutating func varint() -> UInt64? {
    guard let first = byte() else { return nil }
    return first < 0x80 ? UInt64(first) : longVarint(UInt64(first))
  }

  private mutating func longVarint(_ first: UInt64) -> UInt64? {
    var value = first & 0x7f
    var shift: UInt64 = 7
    while shift < 64 {
      guard let byte = byte() else { return nil }
      if shift == 63, byte > 1 { return nil }
      value |= UInt64(byte & 0x7f) << shift
      if byte < 0x80 { return value }
      shift += 7
    }
    return nil
  }

  @inline(__always)
  mutating func fixed64() -> UInt64? {
    guard left >= 8 else { return nil }
    defer { next += 8 }
    return UInt64(littleEndian: next.loadUnaligned(as: UInt64.self))
  }

  @inline(__always)
  mutating func fixed32() -> UInt32? {
    guard left >= 4 else { return nil }
    defer { next += 4 }
    return UInt32(littleEndian: next.loadUnaligned(as: UInt32.self))
  }

  /// The bytes of a string, of bytes or of a message.
  @inline(__always)
  mutating func delimited() -> UnsafeRawBufferPointer? {
    guard let length = varint(), length <= UInt64(left) else { return nil }
    defer { next += Int(length) }
    return UnsafeRawBufferPointer(start: next, count: Int(length))
  }

  /// Passes over the value of a field of this wire type; false for groups, which TensorBoard does not use.
  mutating func skip(wireType: UInt64) -> Bool {
    switch wireType {
    case 0: varint() != nil
    case 1: fixed64() != nil
    case 2: delimited() != nil
    case 5: fixed32() != nil
    default: false
    }
  }
}
