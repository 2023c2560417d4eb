import Foundation
import RunModel
import Testing

@testable import EventFiles

/// Files that other programs wrote become the events they mean.
@Suite struct MappingTests {
  private static let file = "tensorboard-writer/events.out.tfevents.1700000000.host.1.0"

  private struct Expected: Decodable {
    var records: Int
  }

  @Test func everyKindOfValue() throws {
    let (events, statistics) = try readAll(try fixture(Self.file))
    let found = Dictionary(grouping: events, by: \.step).mapValues { $0.map(\.content) }
    #expect(found[0] == [.sessionStart])
    #expect(found[1] == [.scalars([Scalar("loss", 1.5)])])
    guard case .scalars(let three)? = found[2]?.first else { throw EventFileError(.missing, path: "step 2") }
    #expect(three.map(\.tag) == ["loss", "accuracy", "größe/日本"])
    #expect(three[0].value.isNaN && three[1].value == 0.25 && three[2].value == -.infinity)
    #expect(found[3] == [.scalars([Scalar("tf2/loss", 0.75)])])
    #expect(found[4] == [.scalars([Scalar("tf2/loss", 0.5)])])
    #expect(found[5] == [.scalars([Scalar("tf2/double", 0.125)])])
    #expect(found[6] == [.scalars([Scalar("tf2/half", -2.5)])])
    #expect(found[7] == [.scalars([Scalar("tf2/int64", -7)])])
    #expect(found[8] == [.scalars([Scalar("tf2/bare", 42)])])
    #expect(found[9] == [.histogram(tag: "tf2/histogram", Histogram(limits: [0, 1, 4], counts: [2, 3, 5]))])
    #expect(found[10] == [.histogram(tag: "tf2/histogram", Histogram(limits: [0, 2, 8], counts: [4, 6, 10]))])
    #expect(found[11] == [.histogram(tag: "histogram", Histogram(limits: [0, 1, 4], counts: [2, 3, 5]))])
    #expect(found[12] == [.text(tag: "note/text_summary", "zwölf Boxkämpfer")])
    #expect(found[13] == [.text(tag: "lines/text_summary", "one\ntwo")])
    #expect(found[14] == [.tensor(tag: "grid", TensorValue(shape: [2, 3], values: [0, 1, 2, 3, 4, 5]))])
    #expect(found[15] == [.tensor(tag: "floats", TensorValue(shape: [2, 2], values: [1, 2, 3, 4]))])
    #expect(found[16] == [.tensor(tag: "broadcast", TensorValue(shape: [3], values: [9, 9, 9]))])
    #expect(found[17] == [.tensor(tag: "booleans", TensorValue(shape: [3], values: [1, 0, 1]))])
    #expect(found[18] == [.tensor(tag: "halves", TensorValue(shape: [2], values: [1, -2.5]))])
    #expect(found[19] == [.tensor(tag: "bfloats", TensorValue(shape: [2], values: [1, 3]))])
    #expect(found[20] == [.tensor(tag: "uint64s", TensorValue(shape: [1], values: [0x1p40]))])
    var bytes = TensorValue(shape: [3], values: [0, 128, 255])
    bytes.isBytes = true
    #expect(found[21] == [.tensor(tag: "uint8s", bytes)])
    for step in 22...27 { #expect(found[step] == nil) }
    #expect(
      found[28] == [
        .scalars([Scalar("a", 1), Scalar("b", 2)]),
        .tensor(tag: "grid", TensorValue(shape: [2, 3], values: [0, 1, 2, 3, 4, 5])),
        .scalars([Scalar("c", 3)]),
      ])
    #expect(found[29] == nil)
    #expect(found[30] == [.scalars([Scalar("loss", Float(bitPattern: 71362))])])
    #expect(statistics.ignoredValues == 6)
    #expect(!statistics.isDamaged && statistics.undecodableRecords == 0)
    let json = try Data(contentsOf: URL(filePath: try fixture("tensorboard-writer-expected.json")))
    #expect(statistics.records == (try JSONDecoder().decode(Expected.self, from: json)).records)
  }

  @Test func fileVersionIsRecognised() throws {
    let reader = EventFileReader(path: try fixture(Self.file))
    try reader.read { _ in }
    #expect(reader.fileVersion == "brain.Event:2")
  }

  /// The sample's notable points: a spike and a NaN that must not be lost.
  @Test func distillationLoggedByPyTorch() throws {
    let log = try LogDirectory(path: try fixture("pytorch-kd"))
    #expect(log.runs == ["", "accuracy_student", "accuracy_teacher"])
    var points: [String: [Int: Float]] = [:]
    var texts: [String] = []
    var histograms = 0
    var last = -Double.infinity
    try log.read { logged in
      if logged.event.wallTime < last, log.files.count == 1 { Issue.record("out of order") }
      last = logged.event.wallTime
      switch logged.event.content {
      case .scalars(let scalars):
        for scalar in scalars { points["\(logged.run):\(scalar.tag)", default: [:]][logged.event.step] = scalar.value }
      case .text(_, let text): texts.append(text)
      case .histogram(_, let histogram):
        #expect(histogram.limits.count == histogram.counts.count && !histogram.counts.isEmpty)
        histograms += 1
      default: break
      }
    }
    let loss = try #require(points[":train/loss"])
    let spike = try #require(loss[333])
    let usual = try #require(loss[332])
    #expect(spike > 5 * usual)
    #expect(loss[420]?.isNaN == true)
    #expect(loss.count == 600)
    #expect(texts == ["method: kd, T 4, alpha 0.9"])
    #expect(histograms > 0)
    #expect(points.keys.contains { $0.hasPrefix("accuracy_student:") })
    #expect(!log.statistics.isDamaged && log.problems.isEmpty)
  }

  /// The same numbers as packed bytes and in the repeated field of their type.
  @Test func everyElementTypePackedAndRepeated() throws {
    func little(_ values: [some FixedWidthInteger]) -> Data {
      values.reduce(into: Data()) { data, value in
        withUnsafeBytes(of: value.littleEndian) { data.append(contentsOf: $0) }
      }
    }
    let cases: [(TensorType, Data, (inout Tensorboard_TensorProto) -> Void)] = [
      (.float, little([Float(1), 0, 3].map(\.bitPattern)), { $0.floatVal = [1, 0, 3] }),
      (.double, little([1.0, 0, 3].map(\.bitPattern)), { $0.doubleVal = [1, 0, 3] }),
      (.int8, little([Int8(1), 0, 3]), { $0.intVal = [1, 0, 3] }),
      (.uint8, little([UInt8(1), 0, 3]), { $0.intVal = [1, 0, 3] }),
      (.int16, little([Int16(1), 0, 3]), { $0.intVal = [1, 0, 3] }),
      (.uint16, little([UInt16(1), 0, 3]), { $0.intVal = [1, 0, 3] }),
      (.int32, little([Int32(1), 0, 3]), { $0.intVal = [1, 0, 3] }),
      (.uint32, little([UInt32(1), 0, 3]), { $0.uint32Val = [1, 0, 3] }),
      (.int64, little([Int64(1), 0, 3]), { $0.int64Val = [1, 0, 3] }),
      (.uint64, little([UInt64(1), 0, 3]), { $0.uint64Val = [1, 0, 3] }),
      (.half, little([UInt16(0x3c00), 0, 0x4200]), { $0.halfVal = [0x3c00, 0, 0x4200] }),
      (.bfloat16, little([UInt16(0x3f80), 0, 0x4040]), { $0.halfVal = [0x3f80, 0, 0x4040] }),
    ]
    for (type, packed, fill) in cases {
      var message = Tensorboard_TensorProto()
      message.dtype = type.rawValue
      message.tensorShape.dim = [.with { $0.size = 3 }]
      var repeated = message
      fill(&repeated)
      message.tensorContent = packed
      #expect(TensorContent(message)?.elements(limit: 9) == [1, 0, 3], "\(type)")
      #expect(TensorContent(repeated)?.elements(limit: 9) == [1, 0, 3], "\(type)")
      #expect(TensorContent(message)?.elements(limit: 2) == [1, 0], "\(type)")
    }
  }

  @Test func halfPrecision() {
    let pairs: [(UInt16, Double)] = [
      (0x0000, 0), (0x3c00, 1), (0xc000, -2), (0x7bff, 65504), (0x0001, 0x1p-24), (0x0400, 0x1p-14),
      (0x3555, 0.333251953125), (0x7c00, .infinity), (0xfc00, -.infinity),
    ]
    for (bits, value) in pairs { #expect(TensorContent.half(bits) == value) }
    #expect(TensorContent.half(0x7e00).isNaN)
  }

  @Test func hugeTensorsAreCut() throws {
    let columns = 1 << 11
    let rows = 600
    let tensor = TensorValue(shape: [rows, columns], values: (0..<rows * columns).map { Float($0) })
    let bytes = try record(Event(step: 1, wallTime: 1, .tensor(tag: "big", tensor)))
    let directory = try TemporaryDirectory()
    let (events, statistics) = try readAll(try directory.write(bytes, to: "tfevents"))
    guard case .tensor(_, let cut)? = events.first?.content else { throw EventFileError(.missing, path: "tensor") }
    #expect(cut.shape == [512, columns])
    #expect(cut.values == Array(tensor.values.prefix(EventMapper.maximumElements)))
    #expect(statistics.droppedElements == (rows - 512) * columns)
  }

  /// Two bytes for each of millions of values, strings and dimensions: refused before they are built.
  @Test func messagesThatGrowInMemoryAreRefused() throws {
    let values = field(5, Array(repeating: [0x0a, 0x00], count: 100_000).flatMap { $0 })
    let strings = Array(repeating: [0x42, 0x00] as [UInt8], count: 100_000).flatMap { $0 }
    let dims = field(2, Array(repeating: [0x12, 0x00], count: 100_000).flatMap { $0 })
    let directory = try TemporaryDirectory()
    for message in [values, field(5, field(1, field(8, strings))), field(5, field(1, field(8, dims)))] {
      let (events, statistics) = try readAll(try directory.write(record(message), to: "tfevents"))
      #expect(events.isEmpty)
      #expect(statistics.undecodableRecords == 1)
    }
  }

  /// Whatever is in a record with good checksums, reading goes on.
  @Test func randomMessagesAreHarmless() throws {
    var generator = SeededGenerator(state: 7)
    let data = try Data(contentsOf: URL(filePath: try fixture(Self.file)))
    let original = [UInt8](data)
    var bytes: [UInt8] = []
    for _ in 0..<3000 {
      let start = Int.random(in: 0..<original.count - 100, using: &generator)
      var message = Array(original[start..<start + Int.random(in: 1...100, using: &generator)])
      message[Int.random(in: message.indices, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
      bytes += record(message)
    }
    bytes += try record(scalar(1))
    let directory = try TemporaryDirectory()
    let (events, statistics) = try readAll(try directory.write(bytes, to: "tfevents"))
    #expect(events.last == scalar(1))
    #expect(statistics.records == 3001)
  }

  /// A length-delimited protocol buffer field.
  private func field(_ number: UInt8, _ content: [UInt8]) -> [UInt8] {
    var bytes = [number << 3 | 2]
    var length = content.count
    while length >= 0x80 {
      bytes.append(UInt8(length & 0x7f) | 0x80)
      length >>= 7
    }
    return bytes + [UInt8(length)] + content
  }
}
