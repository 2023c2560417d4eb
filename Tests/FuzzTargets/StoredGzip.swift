/// A gzip file with its content as it is (RFC 1952 around stored blocks of RFC 1951), so that changed content keeps a
/// right checksum.
enum StoredGzip {
  static func file(of content: [UInt8]) -> [UInt8] {
    var bytes: [UInt8] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3]
    var start = 0
    repeat {
      let end = min(content.count, start + 0xffff)
      let size = UInt16(end - start)
      bytes.append(end == content.count ? 1 : 0)
      bytes += littleEndian(UInt32(size) | UInt32(~size) << 16)
      bytes += content[start..<end]
      start = end
    } while start < content.count
    return bytes + littleEndian(checksum(content)) + littleEndian(UInt32(truncatingIfNeeded: content.count))
  }

  private static func littleEndian(_ number: UInt32) -> [UInt8] {
    [0, 8, 16, 24].map { UInt8(truncatingIfNeeded: number >> UInt32($0)) }
  }

  private static func checksum(_ content: [UInt8]) -> UInt32 {
    ~content.reduce(~UInt32(0)) { ($0 >> 8) ^ table[Int(($0 ^ UInt32($1)) & 0xff)] }
  }

  private static let table: [UInt32] = (0..<256).map { byte in
    (0..<8).reduce(UInt32(byte)) { crc, _ in (crc >> 1) ^ (crc & 1 == 1 ? 0xedb8_8320 : 0) }
  }
}
