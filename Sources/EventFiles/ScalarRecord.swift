import RunModel

/// The plain scalar record, nine out of ten in a log, read straight from its bytes: `wall_time`, `step` and a
/// `summary` whose values have a `tag` and a `simple_value` and nothing else.
///
/// `decode` says nil to everything else, also to everything malformed, and the generated decoder has the word.
struct ScalarRecordDecoder {
  private var tags = TagTable()
  /// How many values the last record had: the next one has as many.
  private var expected = 1

  private enum Field {
    static let wallTime: UInt8 = 1 << 3 | 1
    static let step: UInt8 = 2 << 3
    static let summary: UInt8 = 5 << 3 | 2
    static let value: UInt8 = 1 << 3 | 2
    static let tag: UInt8 = 1 << 3 | 2
    static let simpleValue: UInt8 = 2 << 3 | 5
  }

  @inline(__always)
  mutating func decode(_ bytes: UnsafeRawBufferPointer) -> Event? {
    guard var reader = WireReader(bytes) else { return nil }
    var wallTime: UInt64 = 0
    var step: UInt64 = 0
    var summary: UnsafeRawBufferPointer?
    while !reader.isAtEnd {
      switch reader.byte() {
      case Field.wallTime:
        guard let bits = reader.fixed64() else { return nil }
        wallTime = bits
      case Field.step:
        guard let number = reader.varint() else { return nil }
        step = number
      case Field.summary:
        guard summary == nil, let message = reader.delimited() else { return nil }
        summary = message
      default: return nil
      }
    }
    guard let summary, let scalars = scalars(summary) else { return nil }
    return Event(
      step: Int(Int64(bitPattern: step)), wallTime: Double(bitPattern: wallTime), .scalars(scalars))
  }

  @inline(__always)
  private mutating func scalars(_ summary: UnsafeRawBufferPointer) -> [Scalar]? {
    guard var reader = WireReader(summary) else { return nil }
    var scalars: [Scalar] = []
    scalars.reserveCapacity(expected)
    while !reader.isAtEnd {
      guard reader.byte() == Field.value, let message = reader.delimited(), let scalar = scalar(message) else {
        return nil
      }
      guard scalars.count < MessageLimits.values else { return nil }
      scalars.append(scalar)
    }
    expected = min(scalars.count, 64)
    return scalars.isEmpty ? nil : scalars
  }

  @inline(__always)
  private mutating func scalar(_ value: UnsafeRawBufferPointer) -> Scalar? {
    guard var reader = WireReader(value) else { return nil }
    var tag: UnsafeRawBufferPointer?
    var simpleValue: UInt32?
    while !reader.isAtEnd {
      switch reader.byte() {
      case Field.tag:
        // The generated decoder would validate each of several tags.
        guard tag == nil, let bytes = reader.delimited() else { return nil }
        tag = bytes
      case Field.simpleValue:
        guard let bits = reader.fixed32() else { return nil }
        simpleValue = bits
      default: return nil
      }
    }
    guard let simpleValue, let tag, let name = tags.tag(tag) else { return nil }
    return Scalar(name, Float(bitPattern: simpleValue))
  }
}
