import Foundation
import Testing

@testable import Datasets

@Suite struct BatchOrderTests {
  private let indices = (0..<23).map { $0 * 3 }

  @Test func everyEpochHoldsEachIndexOnce() throws {
    var order = try BatchOrder(indices: indices, batchSize: 5, seed: 8)
    #expect(order.batchesPerEpoch == 5)
    var epochs: [[Int]] = []
    for epoch in 0..<4 {
      #expect(order.isAtEpochStart)
      #expect(order.state.epoch == epoch)
      let batches = (0..<5).map { _ in order.next() }
      #expect(batches.map(\.count) == [5, 5, 5, 5, 3])
      epochs.append(batches.flatMap(\.self))
      #expect(epochs[epoch].sorted() == indices)
    }
    #expect(Set(epochs).count == 4)
  }

  @Test func aSingleExampleJoinsTheBatchBeforeIt() throws {
    var order = try BatchOrder(indices: Array(0..<9), batchSize: 4, seed: 1)
    #expect(order.batchesPerEpoch == 2)
    for _ in 0..<3 {
      let batches = [order.next(), order.next()]
      #expect(batches.map(\.count) == [4, 5] && order.isAtEpochStart)
      #expect(batches.flatMap(\.self).sorted() == Array(0..<9))
    }
    #expect(BatchOrder.batchesPerEpoch(of: 1, batchSize: 4) == 1)
    #expect(BatchOrder.batchesPerEpoch(of: 5, batchSize: 4) == 1)
    #expect(BatchOrder.batchesPerEpoch(of: 3, batchSize: 1) == 3)
  }

  @Test func resumesExactlyFromAnySavedState() throws {
    var order = try BatchOrder(indices: indices, batchSize: 4, seed: 99)
    for _ in 0..<20 {
      let saved = try JSONEncoder().encode(order.state)
      let state = try JSONDecoder().decode(BatchOrder.State.self, from: saved)
      var resumed = try BatchOrder(indices: indices, batchSize: 4, state: state)
      var original = order
      for _ in 0..<15 { #expect(resumed.next() == original.next()) }
      _ = order.next()
    }
  }

  @Test func largestSeedSurvivesSaving() throws {
    let state = BatchOrder.State(seed: .max, epoch: 7, position: 3)
    #expect(try JSONDecoder().decode(BatchOrder.State.self, from: JSONEncoder().encode(state)) == state)
  }

  @Test func batchSizeMayChangeInTheMiddle() throws {
    var order = try BatchOrder(indices: indices, batchSize: 4, seed: 1)
    var same = try BatchOrder(indices: indices, batchSize: 23, seed: 1)
    var seen = order.next()
    order.batchSize = 0
    #expect(order.batchSize == 1)
    seen += order.next()
    order.batchSize = .max
    seen += order.next()
    #expect(seen == same.next())
    #expect(order.state == BatchOrder.State(seed: 1, epoch: 1, position: 0))
    #expect(order.batchesPerEpoch == 1)
  }

  @Test func whatCannotBeIsRefused() {
    #expect(throws: DatasetError.self) { try BatchOrder(indices: [], batchSize: 4, seed: 0) }
    #expect(throws: DatasetError.self) { try BatchOrder(indices: [1], batchSize: 0, seed: 0) }
    for state in [
      BatchOrder.State(seed: 0, epoch: 0, position: 23), .init(seed: 0, epoch: -1), .init(seed: 0, position: -1),
    ] {
      #expect(throws: DatasetError.self) { try BatchOrder(indices: indices, batchSize: 4, state: state) }
    }
  }
}
