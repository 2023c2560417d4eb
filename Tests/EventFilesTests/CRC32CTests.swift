import Testing

@testable import EventFiles

@Suite struct CRC32CTests {
  /// RFC 3720, appendix B.4, and the usual check value.
  @Test func knownVectors() {
    #expect(crc(Array("123456789".utf8)) == 0xe306_9283)
    #expect(crc([UInt8](repeating: 0, count: 32)) == 0x8a91_36aa)
    #expect(crc([UInt8](repeating: 0xff, count: 32)) == 0x62a8_ab43)
    #expect(crc((0..<32).map { UInt8($0) }) == 0x46dd_794e)
    #expect(crc((0..<32).reversed().map { UInt8($0) }) == 0x113f_db5c)
    #expect(crc([]) == 0)
  }

  @Test func everyLengthAgreesWithOneByteAtATime() {
    var generator = SeededGenerator(state: 1)
    for length in 0..<100 {
      let bytes = (0..<length).map { _ in UInt8.random(in: 0...255, using: &generator) }
      #expect(crc(bytes) == slow(bytes))
    }
  }

  @Test func wordAgreesWithItsBytes() {
    for word in [0, 1, 72, 0x0123_4567_89ab_cdef, UInt64.max] {
      let bytes = (0..<8).map { UInt8(truncatingIfNeeded: word >> (8 * UInt64($0))) }
      #expect(CRC32C.checksum(of: word) == crc(bytes))
    }
  }

  /// The first header of the sample that PyTorch wrote: length 72 and its checksum.
  @Test func maskAsPyTorchWritesIt() {
    #expect(CRC32C.masked(CRC32C.checksum(of: 72)) == 0x9d48_92fe)
  }

  private func crc(_ bytes: [UInt8]) -> UInt32 { bytes.withUnsafeBytes { CRC32C.checksum($0) } }

  private func slow(_ bytes: [UInt8]) -> UInt32 {
    var crc = ~UInt32(0)
    for byte in bytes {
      crc ^= UInt32(byte)
      for _ in 0..<8 { crc = (crc >> 1) ^ (crc & 1 == 1 ? 0x82f6_3b78 : 0) }
    }
    return ~crc
  }
}
