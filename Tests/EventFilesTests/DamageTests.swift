import Foundation
import RunModel
import Testing

@testable import EventFiles

/// What damage to a file costs: the record it hits, never the rest.
@Suite struct DamageTests {
  private let directory: TemporaryDirectory
  private let events = (1...6).map { scalar($0, "loss/student") }
  private let records: [[UInt8]]
  private var bytes: [UInt8] { records.flatMap { $0 } }
  /// Where each record ends.
  private var ends: [Int] { records.indices.map { records[...$0].reduce(0) { $0 + $1.count } } }

  init() throws {
    directory = try TemporaryDirectory()
    records = try events.map { try record($0) }
  }

  private func read(_ bytes: [UInt8]) throws -> (events: [Event], statistics: ReadStatistics) {
    try readAll(try directory.write(bytes, to: "events.out.tfevents.1"), chunkSize: 64)
  }

  @Test func tornTailAtEveryByte() throws {
    for length in 0...bytes.count {
      let whole = ends.filter { $0 <= length }.count
      let (events, statistics) = try read(Array(bytes.prefix(length)))
      #expect(events == Array(self.events.prefix(whole)))
      #expect(statistics.tailBytes == length - (whole == 0 ? 0 : ends[whole - 1]))
      #expect(statistics.tail == (statistics.tailBytes == 0 ? .none : .torn))
      #expect(!statistics.isDamaged)
    }
  }

  @Test func tornTailIsCompletedLater() throws {
    for length in 0...bytes.count {
      let path = try directory.write(Array(bytes.prefix(length)), to: "events.out.tfevents.1")
      let reader = EventFileReader(path: path, chunkSize: 64)
      var found: [Event] = []
      try reader.read { found.append($0) }
      try append(bytes.dropFirst(length), to: path)
      try reader.read { found.append($0) }
      #expect(found == events)
    }
  }

  @Test func flippedByteCostsOneRecord() throws {
    for position in bytes.indices {
      for mask in [UInt8(0x01), 0x80, 0xff] {
        var damaged = bytes
        damaged[position] ^= mask
        let hit = ends.filter { $0 <= position }.count
        let (found, statistics) = try read(damaged)
        #expect(found == events.enumerated().filter { $0.offset != hit }.map(\.element), "byte \(position)")
        // A broken last record cannot be told from one that is still being written.
        if hit < records.count - 1 { #expect(statistics.skippedBytes == records[hit].count) }
      }
    }
  }

  @Test func badDataIsCountedAsASkippedRecord() throws {
    var damaged = bytes
    damaged[ends[1] + 20] ^= 1
    let statistics = try read(damaged).statistics
    #expect(statistics.skippedRecords == 1)
    #expect(statistics.records == 5)
    #expect(statistics.skippedBytes == records[2].count)
    #expect(statistics.isDamaged)
  }

  @Test func removedAndInsertedBytesAreResynchronised() throws {
    var removed = bytes
    removed.removeSubrange((ends[0] + 3)..<(ends[0] + 9))
    #expect(try read(removed).events.map(\.step) == [1, 3, 4, 5, 6])
    var inserted = bytes
    inserted.insert(contentsOf: Array("a crash message on the wrong descriptor\n".utf8), at: ends[2])
    #expect(try read(inserted).events == events)
  }

  /// A writer dies in the middle of a record and another goes on in the same file: the torn record's length reaches
  /// into good ones.
  @Test func appendingToATornFileLosesOneRecord() throws {
    let bytes = records[0] + records[1].prefix(30) + records[2...].flatMap { $0 }
    let (found, statistics) = try read(Array(bytes))
    #expect(found.map(\.step) == [1, 3, 4, 5, 6])
    #expect(statistics.skippedRecords == 1)
    #expect(statistics.skippedBytes == 30)
  }

  @Test func zerosAtTheEnd() throws {
    for count in [1, 11, 12, 13, 100, 5000] {
      let (found, statistics) = try read(bytes + [UInt8](repeating: 0, count: count))
      #expect(found == events)
      #expect(!statistics.isDamaged)
      #expect(statistics.tailBytes == count)
      #expect(statistics.tail == (count < 12 ? .torn : .zeros))
    }
  }

  /// Space is set aside with zeros first, and then filled.
  @Test func zerosAreFilledLater() throws {
    let path = try directory.write(bytes + [UInt8](repeating: 0, count: 4000), to: "events.out.tfevents.1")
    let reader = EventFileReader(path: path, chunkSize: 256)
    var found: [Event] = []
    try reader.read { found.append($0) }
    let more = try (7...9).flatMap { try record(scalar($0)) }
    let handle = try FileHandle(forWritingTo: URL(filePath: path))
    for (index, byte) in more.enumerated() where index % 7 == 0 || byte != 0 {
      try handle.seek(toOffset: UInt64(bytes.count + index))
      try handle.write(contentsOf: Data([byte]))
      if index % 16 == 0 { try reader.read { found.append($0) } }
    }
    try handle.close()
    try reader.read { found.append($0) }
    #expect(found.map(\.step) == Array(1...9))
    #expect(reader.statistics.skippedBytes == 0)
  }

  @Test func garbageIsNoEventFile() throws {
    var generator = SeededGenerator(state: 2)
    for length in [12, 100, 4096, 100_000] {
      let garbage = (0..<length).map { _ in UInt8.random(in: 0...255, using: &generator) }
      let error = #expect(throws: EventFileError.self) { try read(garbage) }
      #expect(error?.problem == .notAnEventFile)
    }
    let text = Array("epoch,loss\n1,0.5\n2,0.25\n".utf8)
    let error = #expect(throws: EventFileError.self) { try read(text) }
    #expect(error?.description.contains("not an event file") == true)
    #expect(error?.description.contains(directory.path) == true)
  }

  @Test func emptyAndAllZeroFilesAreNoErrors() throws {
    #expect(try read([]).statistics.tail == .none)
    #expect(try read([UInt8](repeating: 0, count: 1000)).statistics.tail == .zeros)
  }

  @Test func garbageBetweenRecordsIsSkipped() throws {
    var generator = SeededGenerator(state: 3)
    for _ in 0..<50 {
      let garbage = (0..<Int.random(in: 1...300, using: &generator)).map { _ in
        UInt8.random(in: 1...255, using: &generator)
      }
      let (found, statistics) = try read(records[0] + garbage + records[1...].flatMap { $0 })
      #expect(found == events)
      #expect(statistics.skippedBytes == garbage.count)
    }
  }

  /// Every twelve bytes announce a long record that is not there: what is read twice stays in proportion.
  @Test(.timeLimit(.minutes(10))) func headersThatLieDoNotMakeReadingSlow() throws {
    var lie = record([UInt8](repeating: 1, count: 100_000)).prefix(12)
    lie.append(1)
    var lies: [UInt8] = []
    for _ in 0..<40_000 { lies += lie }
    let (found, statistics) = try read(records[0] + lies + [UInt8](repeating: 1, count: 100_000) + records[1])
    #expect(found == [events[0], events[1]])
    #expect(statistics.isDamaged)
  }

  @Test func lengthBeyondTheLimitIsDamage() throws {
    var header = withUnsafeBytes(of: UInt64(1 << 40).littleEndian) { Array($0) }
    let crc = CRC32C.masked(CRC32C.checksum(of: 1 << 40))
    header += withUnsafeBytes(of: crc.littleEndian) { Array($0) }
    #expect(try read(records[0] + header + records[1]).events == [events[0], events[1]])
  }

  /// What `kdtop replay` and `kdtop snapshot` tell a person.
  @Test func damageIsSaidInWords() throws {
    #expect(try read(bytes).statistics.damage == nil)
    for torn in [Array(bytes.dropLast(5)), bytes + [0, 0, 0, 0], bytes + [UInt8](repeating: 0, count: 500)] {
      #expect(try read(torn).statistics.damage == nil)
    }
    var flipped = bytes
    flipped[ends[1] + 20] ^= 1
    #expect(try read(flipped).statistics.damage == "1 damaged record skipped (\(records[2].count) bytes)")
    let inserted = bytes.prefix(ends[0]) + [UInt8](repeating: 7, count: 50) + bytes.dropFirst(ends[0])
    #expect(try read(Array(inserted)).statistics.damage == "50 unreadable bytes")
    let undecodable = bytes + record([0xff, 0xff]) + record([0xff])
    #expect(try read(undecodable).statistics.damage == "2 records are no events")
    let tail = try read(bytes + [UInt8](repeating: 7, count: 50)).statistics
    #expect(tail.tail == .damaged && tail.damage == "50 bytes at the end unreadable")
    var all = tail
    (all.skippedRecords, all.skippedBytes) = (2, 2000)
    #expect(all.damage == "2 damaged records skipped (2000 bytes); 50 bytes at the end unreadable")
  }
}
