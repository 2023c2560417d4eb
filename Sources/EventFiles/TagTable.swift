/// One `String` for each tag however often it is read, found by its bytes: a log has a handful of tags and a million
/// points.
///
/// Bounded: tags beyond the limits are simply made anew each time.
struct TagTable {
  private static let slots = 1 << 14
  private static let maximumTags = slots / 2
  private static let longestTag = 512
  /// A lookup gives up after this many slots, so that tags made to collide cost no more than that.
  private static let longestProbe = 8

  private struct Entry {
    var hash: UInt64
    var tag: String
  }

  private var entries: [Entry?] = []
  private var count = 0

  /// The tag with these UTF-8 bytes, nil if they are not UTF-8.
  @inline(__always)
  mutating func tag(_ bytes: UnsafeRawBufferPointer) -> String? {
    guard bytes.count <= Self.longestTag else { return Self.validated(bytes) }
    if entries.isEmpty { entries = Array(repeating: nil, count: Self.slots) }
    let hash = Self.hash(bytes)
    var slot = Int(truncatingIfNeeded: hash >> 40) & (Self.slots - 1)
    for _ in 0..<Self.longestProbe {
      guard let entry = entries[slot] else {
        guard let tag = Self.validated(bytes) else { return nil }
        if count < Self.maximumTags {
          entries[slot] = Entry(hash: hash, tag: tag)
          count += 1
        }
        return tag
      }
      if entry.hash == hash, Self.equal(entry.tag, bytes) { return entry.tag }
      slot = (slot + 1) & (Self.slots - 1)
    }
    return Self.validated(bytes)
  }

  private static func validated(_ bytes: UnsafeRawBufferPointer) -> String? {
    String(validating: bytes, as: UTF8.self)
  }

  @inline(__always)
  private static func equal(_ tag: String, _ bytes: UnsafeRawBufferPointer) -> Bool {
    let same = tag.utf8.withContiguousStorageIfAvailable { UnsafeRawBufferPointer($0).elementsEqual(bytes) }
    return same ?? tag.utf8.elementsEqual(bytes)
  }

  /// Eight bytes at a time, multiplied and folded.
  @inline(__always)
  private static func hash(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
    var hash = UInt64(bytes.count) &+ 0x9e37_79b9_7f4a_7c15
    var index = 0
    while index + 8 <= bytes.count {
      hash = (hash ^ bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)) &* 0xff51_afd7_ed55_8ccd
      hash ^= hash >> 32
      index += 8
    }
    while index < bytes.count {
      hash = (hash ^ UInt64(bytes[index])) &* 0xff51_afd7_ed55_8ccd
      index += 1
    }
    return hash ^ (hash >> 29)
  }
}
