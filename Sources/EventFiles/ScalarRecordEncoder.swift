import RunModel

/// Writes the plain scalar record byte for byte as the generated encoder would, many times faster.
enum ScalarRecordEncoder {
  /// Appends the message (not its frame) to `bytes`: one `Value` with a `simple_value` for each scalar.
  @inline(__always)
  static func append(_ scalars: [Scalar], step: Int, wallTime: Double, to bytes: inout [UInt8]) {
    if wallTime.bitPattern != 0 {
      bytes.append(1 << 3 | 1)
      append(fixed: wallTime.bitPattern, to: &bytes)
    }
    if step != 0 {
      bytes.append(2 << 3)
      append(varint: UInt64(bitPattern: Int64(step)), to: &bytes)
    }
    var length = 0
    for scalar in scalars {
      let size = valueSize(scalar)
      length += 1 + varintSize(size) + size
    }
    bytes.append(5 << 3 | 2)
    append(varint: UInt64(length), to: &bytes)
    for scalar in scalars { append(scalar, to: &bytes) }
  }

  @inline(__always)
  private static func append(_ scalar: Scalar, to bytes: inout [UInt8]) {
    bytes.append(1 << 3 | 2)
    append(varint: UInt64(valueSize(scalar)), to: &bytes)
    let tag = scalar.tag.utf8
    if !tag.isEmpty {
      bytes.append(1 << 3 | 2)
      append(varint: UInt64(tag.count), to: &bytes)
      bytes.append(contentsOf: tag)
    }
    bytes.append(2 << 3 | 5)
    append(fixed: scalar.value.bitPattern, to: &bytes)
  }

  /// Bytes of a `Value`: the tag, if not empty, and five for the number.
  @inline(__always)
  private static func valueSize(_ scalar: Scalar) -> Int {
    let tag = scalar.tag.utf8.count
    return (tag == 0 ? 0 : 1 + varintSize(tag) + tag) + 5
  }

  @inline(__always)
  private static func varintSize(_ value: Int) -> Int { (70 - (value | 1).leadingZeroBitCount) / 7 }

  @inline(__always)
  private static func append(varint value: UInt64, to bytes: inout [UInt8]) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  @inline(__always)
  private static func append(fixed value: some FixedWidthInteger, to bytes: inout [UInt8]) {
    withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
  }
}
