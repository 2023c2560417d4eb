/// How TensorBoard frames a record in a file (the TFRecord format): `u64` length, masked CRC-32C of the length,
/// the data, masked CRC-32C of the data; all little-endian.
package enum RecordFrame {
  /// Bytes before the data.
  static let headerSize = 12
  /// Bytes a record takes besides its data.
  static let overhead = 16
  /// Longest data that counts as a record; a greater length is taken for damage.
  static let maximumLength = 256 << 20

  /// The length that the header at `bytes` (at least 12) announces, nil if it is no header of a plausible record.
  @inline(__always)
  static func length(at bytes: UnsafeRawPointer) -> Int? {
    let length = UInt64(littleEndian: bytes.loadUnaligned(as: UInt64.self))
    guard length <= UInt64(maximumLength) else { return nil }
    let stored = UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt32.self))
    return CRC32C.masked(CRC32C.checksum(of: length)) == stored ? Int(length) : nil
  }

  /// Whether the data of the whole record at `bytes`, `length` bytes of data, matches its checksum.
  @inline(__always)
  static func dataIsIntact(at bytes: UnsafeRawPointer, length: Int) -> Bool {
    let data = UnsafeRawBufferPointer(start: bytes + headerSize, count: length)
    let stored = (bytes + headerSize + length).loadUnaligned(as: UInt32.self)
    return CRC32C.masked(CRC32C.checksum(data)) == UInt32(littleEndian: stored)
  }

  /// Appends a record whose data `body` appends to `bytes`.
  @inline(__always)
  package static func append(to bytes: inout [UInt8], _ body: (inout [UInt8]) throws -> Void) rethrows {
    let start = bytes.count
    for _ in 0..<headerSize { bytes.append(0) }
    do {
      try body(&bytes)
    } catch {
      bytes.removeSubrange(start...)
      throw error
    }
    let length = bytes.count - start - headerSize
    var checksum: UInt32 = 0
    bytes.withUnsafeMutableBytes { all in
      let word = UInt64(length)
      all.storeBytes(of: word.littleEndian, toByteOffset: start, as: UInt64.self)
      let header = CRC32C.masked(CRC32C.checksum(of: word))
      all.storeBytes(of: header.littleEndian, toByteOffset: start + 8, as: UInt32.self)
      let data = UnsafeRawBufferPointer(rebasing: all[(start + headerSize)...])
      checksum = CRC32C.masked(CRC32C.checksum(data))
    }
    for shift in [0, 8, 16, 24] { bytes.append(UInt8(truncatingIfNeeded: checksum >> UInt32(shift))) }
  }
}
