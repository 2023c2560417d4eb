/// CRC-32C (Castagnoli, reflected polynomial 0x82f63b78), the checksum of TensorBoard's records, by slicing:
/// sixteen tables let sixteen bytes be taken at a time (Kounavis and Berry, "A Systematic Approach to Building High
/// Performance Software-Based CRC Generators", ISCC 2005).
package enum CRC32C {
  /// The checksum of `bytes`.
  package static func checksum(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
    guard var next = bytes.baseAddress else { return 0 }
    let table = tables.base
    var count = bytes.count
    var crc = ~UInt32(0)
    while count >= 16 {
      let low = UInt64(littleEndian: next.loadUnaligned(as: UInt64.self)) ^ UInt64(crc)
      let high = UInt64(littleEndian: next.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
      crc = slice(low, table, from: 8) ^ slice(high, table, from: 0)
      next += 16
      count -= 16
    }
    if count >= 8 {
      crc = slice(UInt64(littleEndian: next.loadUnaligned(as: UInt64.self)) ^ UInt64(crc), table, from: 0)
      next += 8
      count -= 8
    }
    while count > 0 {
      crc = (crc >> 8) ^ table[Int((crc ^ UInt32(next.load(as: UInt8.self))) & 0xff)]
      next += 1
      count -= 1
    }
    return ~crc
  }

  /// The checksum of the eight bytes of `word` in little-endian order: a record's length.
  static func checksum(of word: UInt64) -> UInt32 {
    ~slice(word ^ 0xffff_ffff, tables.base, from: 0)
  }

  /// What a record stores for a checksum: rotated right by 15 bits, plus a constant, so that the checksum of data
  /// that holds checksums stays meaningful.
  static func masked(_ crc: UInt32) -> UInt32 {
    ((crc >> 15) | (crc << 17)) &+ 0xa282_ead8
  }

  /// Takes eight bytes through tables `from` to `from + 7`.
  @inline(__always)
  private static func slice(_ word: UInt64, _ table: UnsafePointer<UInt32>, from first: Int) -> UInt32 {
    let t = table + first * 256
    let low = t[1792 + Int(word & 0xff)] ^ t[1536 + Int((word >> 8) & 0xff)]
    let lowHalf = low ^ t[1280 + Int((word >> 16) & 0xff)] ^ t[1024 + Int((word >> 24) & 0xff)]
    let high = t[768 + Int((word >> 32) & 0xff)] ^ t[512 + Int((word >> 40) & 0xff)]
    let highHalf = high ^ t[256 + Int((word >> 48) & 0xff)] ^ t[Int((word >> 56) & 0xff)]
    return lowHalf ^ highHalf
  }

  /// Sixteen tables of 256: entry `[k][b]` is the effect of byte `b` followed by `k` zero bytes. Made once, never
  /// freed, never written again.
  private struct Tables: @unchecked Sendable {
    let base: UnsafePointer<UInt32>

    init() {
      let table = UnsafeMutablePointer<UInt32>.allocate(capacity: 16 * 256)
      for byte in 0..<256 {
        var crc = UInt32(byte)
        for _ in 0..<8 { crc = (crc >> 1) ^ (crc & 1 == 1 ? 0x82f6_3b78 : 0) }
        table[byte] = crc
      }
      for index in 256..<(16 * 256) {
        let crc = table[index - 256]
        table[index] = (crc >> 8) ^ table[Int(crc & 0xff)]
      }
      base = UnsafePointer(table)
    }
  }

  private static let tables = Tables()
}
