/// How much a record may ask the generated decoder to build.
///
/// Two bytes of a message can become a hundred in memory, so the length of a record does not bound what decoding
/// it takes. Only the messages that do this are counted here; numbers grow eightfold at most.
enum MessageLimits {
  /// Longest record that is decoded; longer ones (large images, graphs) count as ignored.
  static let recordLength = 32 << 20
  /// Values in a summary.
  static let values = 1 << 16
  /// Strings, and dimensions, in all tensors of a record.
  static let parts = 1 << 16

  /// Whether decoding `record` stays within the limits; false too for what is not a message at all.
  static func allow(_ record: UnsafeRawBufferPointer) -> Bool {
    guard record.count <= recordLength else { return false }
    var values = 0
    var parts = 0
    return visit(record, field: 5) { summary in
      visit(summary, field: 1) { value in
        values += 1
        return values <= Self.values && allow(value, &parts)
      }
    }
  }

  private static func allow(_ value: UnsafeRawBufferPointer, _ parts: inout Int) -> Bool {
    visit(value, field: 8) { tensor in
      let stringsFit = visit(tensor, field: 8) { _ in
        parts += 1
        return parts <= Self.parts
      }
      return stringsFit
        && visit(tensor, field: 2) { shape in
          visit(shape, field: 2) { _ in
            parts += 1
            return parts <= Self.parts
          }
        }
    }
  }

  /// Calls `body` with each occurrence of a length-delimited field; false when one call says so or the message ends
  /// in the middle of a field.
  private static func visit(
    _ message: UnsafeRawBufferPointer, field: UInt64, _ body: (UnsafeRawBufferPointer) -> Bool
  ) -> Bool {
    guard var reader = WireReader(message) else { return message.isEmpty }
    while !reader.isAtEnd {
      guard let key = reader.varint() else { return false }
      if key == field << 3 | 2 {
        guard let bytes = reader.delimited(), body(bytes) else { return false }
      } else if !reader.skip(wireType: key & 7) {
        return false
      }
    }
    return true
  }
}
