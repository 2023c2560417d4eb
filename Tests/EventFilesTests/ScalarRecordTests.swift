import Foundation
import RunModel
import SwiftProtobuf
import Testing

@testable import EventFiles

/// The hand-written paths for the plain scalar record agree with the generated code.
@Suite struct ScalarRecordTests {
  private func decode(_ bytes: [UInt8]) -> Event? {
    var decoder = ScalarRecordDecoder()
    return bytes.withUnsafeBytes { decoder.decode($0) }
  }

  private func decodeGenerated(_ bytes: [UInt8]) -> (events: [Event], undecodable: Int) {
    var mapper = EventMapper()
    var events: [Event] = []
    bytes.withUnsafeBytes { mapper.mapMessage($0) { events.append($0) } }
    return (events, mapper.undecodableRecords)
  }

  private func randomEvent(_ generator: inout SeededGenerator) -> Event {
    let tags = ["loss", "", "größe", "日本/loss", String(repeating: "x", count: 130), "a/b/c", "\u{0}\u{7f}"]
    let steps = [0, 1, 127, 128, 300, 1 << 31, Int.max, -1, Int.min]
    let times = [0, -0.0, 1.5, 1.7e9, .nan, .infinity, -1]
    let count = Int.random(in: 1...5, using: &generator)
    let scalars = (0..<count).map { _ in
      Scalar(
        tags.randomElement(using: &generator) ?? "",
        Float(bitPattern: UInt32.random(in: 0...UInt32.max, using: &generator)))
    }
    return Event(
      step: steps.randomElement(using: &generator) ?? 0, wallTime: times.randomElement(using: &generator) ?? 0,
      .scalars(scalars))
  }

  @Test func encodersAgreeByteForByte() throws {
    var generator = SeededGenerator(state: 4)
    for _ in 0..<2000 {
      let event = randomEvent(&generator)
      guard case .scalars(let scalars) = event.content else { continue }
      var bytes: [UInt8] = []
      ScalarRecordEncoder.append(scalars, step: event.step, wallTime: event.wallTime, to: &bytes)
      #expect(bytes == [UInt8](try EventEncoder.message(of: event).serializedData()))
    }
  }

  @Test func decodersAgreeOnGoodMessages() throws {
    var generator = SeededGenerator(state: 5)
    for _ in 0..<2000 {
      let event = randomEvent(&generator)
      let bytes = [UInt8](try EventEncoder.message(of: event).serializedData())
      let generated = decodeGenerated(bytes).events
      #expect(generated.count == 1 && generated[0].isIdentical(to: event))
      if let fast = decode(bytes) {
        #expect(fast.isIdentical(to: event))
      } else {
        guard case .scalars(let scalars) = event.content else { continue }
        #expect(scalars.contains { $0.tag.isEmpty }, "only a value without a tag is left to the generated decoder")
      }
    }
  }

  /// The fast path never takes what the generated decoder understands otherwise.
  @Test func decodersAgreeOnBrokenMessages() throws {
    var generator = SeededGenerator(state: 6)
    var taken = 0
    for _ in 0..<20_000 {
      var bytes = [UInt8](try EventEncoder.message(of: randomEvent(&generator)).serializedData())
      for _ in 0..<Int.random(in: 1...3, using: &generator) {
        let position = Int.random(in: bytes.indices, using: &generator)
        switch Int.random(in: 0..<4, using: &generator) {
        case 0: bytes[position] = UInt8.random(in: 0...255, using: &generator)
        case 1: bytes.remove(at: position)
        case 2: bytes.insert(UInt8.random(in: 0...255, using: &generator), at: position)
        default: bytes[position] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
        }
      }
      guard let fast = decode(bytes) else { continue }
      taken += 1
      let generated = decodeGenerated(bytes)
      #expect(generated.events.count == 1 && generated.events[0].isIdentical(to: fast), "\(bytes)")
    }
    #expect(taken > 1000)
  }

  @Test func fieldsInAnotherOrder() throws {
    let event = scalar(7)
    let whole = [UInt8](try EventEncoder.message(of: event).serializedData())
    let time = Array(whole[..<9])
    let rest = Array(whole[9...])
    #expect(decode(rest + time) == event)
    #expect(decodeGenerated(rest + time).events == [event])
  }

  @Test func invalidUTF8IsUndecodableOnBothPaths() throws {
    var bytes = [UInt8](try EventEncoder.message(of: scalar(7, "loss")).serializedData())
    let position = try #require(bytes.firstIndex(of: UInt8(ascii: "l")))
    bytes[position] = 0xff
    #expect(decode(bytes) == nil)
    #expect(decodeGenerated(bytes).undecodable == 1)
  }

  @Test func tagsAreFoundAgainHoweverMany() {
    var table = TagTable()
    for _ in 0..<2 {
      for number in 0..<20_000 {
        let tag = "layer/\(number)/" + String(repeating: "weights", count: number % 3 * 40)
        let found = Array(tag.utf8).withUnsafeBytes { table.tag($0) }
        if found != tag { Issue.record("\(tag) came back as \(found ?? "nil")") }
      }
    }
  }
}
