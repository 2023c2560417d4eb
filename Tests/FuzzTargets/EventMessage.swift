import RunModel

/// An event file's message from a few bytes: whatever they are it is well-formed, with numbers and names as they say. So a
/// fuzzer gets past the nested lengths of protocol buffers, to what events mean.
///
/// The first byte is the kind, then step and wall time, then what the kind has.
enum EventMessage {
  private static let tags = [
    Tag.run, Tag.phase, Tag.command, Tag.status, Tag.notice, Tag.summary, Tag.studentLoss, Tag.teacherLoss,
    Tag.loss("hard"), Tag.studentAccuracy, Tag.agreement, Tag.stepsPerSecond, Tag.knob("temperature"),
    Tag.knob("throttle"), Tag.softTargets("1"), Tag.softOutputs("1"), Tag.teacherProbeLogits, Tag.studentProbeLogits,
    Tag.scheduledLearningRate, "accuracy_student", "",
  ]
  private static let plugins = ["kdtop", "text", "scalars", "histograms", "images", ""]

  static func data(from piece: [UInt8]) -> [UInt8] {
    var bytes = FuzzBytes(piece)
    let kind = bytes.byte()
    if kind & 7 == 7 { return bytes.everything() }
    var event = Message()
    event.varint(2, UInt64(bitPattern: Int64(step(&bytes))))
    event.fixed(1, number(&bytes).bitPattern)
    if kind & 7 == 0 {
      event.message(7) { $0.varint(1, 1) }
      return event.bytes
    }
    event.message(5) { summary in
      repeat {
        let tag = tag(&bytes)
        summary.message(1) { value in
          value.bytes(1, tag)
          content(kind, &value, &bytes)
        }
      } while kind & 7 == 1 && !bytes.isAtEnd
    }
    return event.bytes
  }

  private static func content(_ kind: UInt8, _ value: inout Message, _ bytes: inout FuzzBytes) {
    func metadata() {
      let plugin = plugins[Int(bytes.byte()) % plugins.count]
      value.message(9) { $0.message(1) { $0.bytes(1, Array(plugin.utf8)) } }
    }
    switch kind & 7 {
    case 1: value.fixed(2, Float(number(&bytes)).bitPattern)
    case 2:
      value.message(5) { histogram in
        let surplus = kind >> 3 & 1
        let count = bytes.byte() & 31
        for _ in 0..<count { histogram.fixed(6, number(&bytes).bitPattern) }
        for _ in 0..<count + surplus { histogram.fixed(7, number(&bytes).bitPattern) }
      }
    case 3, 6:
      metadata()
      value.message(8) { tensor in
        tensor.varint(1, kind & 7 == 3 ? 1 : UInt64(bytes.byte() & 31))
        let rank = bytes.byte() & 7
        tensor.message(2) { shape in
          for _ in 0..<rank { shape.message(2) { $0.varint(1, UInt64(bitPattern: Int64(step(&bytes)))) } }
        }
        if kind & 7 == 3 {
          tensor.bytes(4, bytes.everything())
        } else {
          let field = Int(bytes.byte() % 18)
          while !bytes.isAtEnd {
            switch field {
            case 5: tensor.fixed(5, Float(number(&bytes)).bitPattern)
            case 6: tensor.fixed(6, number(&bytes).bitPattern)
            case 8: tensor.bytes(8, bytes.bytes())
            default: tensor.varint(max(field, 7), UInt64(bitPattern: Int64(step(&bytes))))
            }
          }
        }
      }
    default:
      metadata()
      value.message(8) { tensor in
        tensor.varint(1, 7)
        tensor.bytes(8, bytes.everything())
      }
    }
  }

  /// Most often small, if need be any.
  private static func step(_ bytes: inout FuzzBytes) -> Int {
    let first = bytes.byte()
    return first < 240 ? Int(first) : first < 248 ? Int(bytes.integer(UInt16.self)) : bytes.integer(Int.self)
  }

  private static func number(_ bytes: inout FuzzBytes) -> Double {
    let first = bytes.byte()
    return first < 240 ? Double(first) / 16 : Double(bitPattern: bytes.integer(UInt64.self))
  }

  private static func tag(_ bytes: inout FuzzBytes) -> [UInt8] {
    let first = Int(bytes.byte())
    return first < 240 ? Array(tags[first % tags.count].utf8) : bytes.bytes()
  }

  /// The bytes of a protocol buffer message.
  private struct Message {
    var bytes: [UInt8] = []

    private mutating func number(_ value: UInt64) {
      var value = value
      while value > 0x7f {
        bytes.append(UInt8(truncatingIfNeeded: value) | 0x80)
        value >>= 7
      }
      bytes.append(UInt8(value))
    }

    mutating func varint(_ field: Int, _ value: UInt64) {
      number(UInt64(field << 3))
      number(value)
    }

    mutating func fixed<Bits: FixedWidthInteger>(_ field: Int, _ value: Bits) {
      number(UInt64(field << 3 | (Bits.bitWidth == 64 ? 1 : 5)))
      for shift in stride(from: 0, to: Bits.bitWidth, by: 8) { bytes.append(UInt8(truncatingIfNeeded: value >> shift)) }
    }

    mutating func bytes(_ field: Int, _ value: [UInt8]) {
      number(UInt64(field << 3 | 2))
      number(UInt64(value.count))
      bytes += value
    }

    mutating func message(_ field: Int, _ build: (inout Message) -> Void) {
      var inner = Message()
      build(&inner)
      bytes(field, inner.bytes)
    }
  }
}
