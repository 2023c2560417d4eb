import Foundation
import RunModel
import Testing

@testable import EventFiles

/// Tensors that claim more than they hold.
@Suite struct HostileTensorTests {
  private let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  private func record(shape: [Int64], plugin: String = "kdtop", values: Int = 1) throws -> [UInt8] {
    var event = Tensorboard_Event()
    event.step = 1
    event.summary.value = (0..<values).map { index in
      .with {
        $0.tag = "t\(index)"
        $0.metadata.pluginData.pluginName = plugin
        $0.tensor.dtype = TensorType.float.rawValue
        $0.tensor.tensorShape.dim = shape.map { extent in .with { $0.size = extent } }
        $0.tensor.floatVal = [9]
      }
    }
    let data = try event.serializedData()
    return EventFilesTests.record([UInt8](data))
  }

  private func read(_ bytes: [UInt8]) throws -> (events: [Event], statistics: ReadStatistics) {
    try readAll(try directory.write(bytes, to: "tfevents"))
  }

  private func elements(_ events: [Event]) -> Int {
    events.reduce(0) { total, event in
      switch event.content {
      case .tensor(_, let tensor): total + tensor.values.count
      case .histogram(_, let histogram): total + 3 * histogram.counts.count
      default: total
      }
    }
  }

  @Test func countsOfWhatWasCutDoNotOverflow() throws {
    let (events, statistics) = try read(try record(shape: [1 << 62], values: 5))
    #expect(statistics.droppedElements == .max)
    #expect(!events.isEmpty && elements(events) <= EventMapper.maximumBroadcast)
    var total = statistics
    total += statistics
    #expect(total.droppedElements == .max)
  }

  @Test func statisticsOfManyFilesSaturate() {
    var part = ReadStatistics()
    (part.records, part.events, part.skippedRecords, part.undecodableRecords) = (.max, .max, .max, .max)
    (part.skippedBytes, part.ignoredValues, part.droppedElements) = (.max, .max, .max)
    (part.tailBytes, part.restarts) = (.max, .max)
    var total = part
    total += part
    #expect(total == part)
  }

  /// A few bytes that stand for a million numbers each, in one record and in many.
  @Test func oneValueDoesNotBecomeAMillion() throws {
    for plugin in ["kdtop", "histograms"] {
      let one = try record(shape: [1 << 18, 3], plugin: plugin, values: 1000)
      #expect(elements(try read(one).events) <= EventMapper.maximumBroadcast)
    }
    let small = try record(shape: [100, 3], plugin: "histograms", values: 3)
    #expect(elements(try read(small).events) == 900)
    let many = try (0..<900).flatMap { _ in try record(shape: [1 << 20]) }
    #expect(many.count < 60_000)
    let (events, statistics) = try read(many)
    #expect(events.count == 900)
    #expect(elements(events) <= 900 * EventMapper.maximumBroadcast)
    #expect(statistics.droppedElements == 900 << 20 - elements(events))
  }

  @Test func emptyTensorsOfVastShapesAreHarmless() throws {
    var event = Tensorboard_Event()
    for shape in [[1, 0, 1 << 62], [0, .max], [.max, 0], [.max, 0, .max]] as [[Int64]] {
      event.summary.value.append(
        .with {
          $0.tag = "t"
          $0.metadata.pluginData.pluginName = "kdtop"
          $0.tensor.dtype = TensorType.float.rawValue
          $0.tensor.tensorShape.dim = shape.map { extent in .with { $0.size = extent } }
        })
    }
    let (events, _) = try read(EventFilesTests.record([UInt8](try event.serializedData())))
    #expect(events.count == 4 && elements(events) == 0)
  }
}
