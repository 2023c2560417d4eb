/// Batches of texts of about one length, without end: less padding, and still another order every epoch.
///
/// Each epoch shuffles all texts, cuts the order into pools of 64 batches, sorts each pool by length, cuts it into batches and
/// shuffles these. The order depends on the seed, the epoch, the lengths and the size of a batch alone, so a saved `state` resumes
/// exactly where it stopped. Every text is there once an epoch; one batch may be smaller.
public struct LengthBuckets: Sendable {
  static let batchesOfPool = 64

  /// All there is to save; `position` counts texts of the epoch that were handed out.
  public private(set) var state: BatchOrder.State
  public let batchSize: Int
  private let lengths: [Int32]
  private var batches: [[Int]] = []
  private var upcoming = 0

  /// - Parameter lengths: Of each text, in any unit.
  /// - Throws: `DatasetError` (`impossibleRequest`) for no texts, a batch size below 1 or a state that does not fit: made with other
  ///   texts or another size of batches.
  public init(lengths: [Int32], batchSize: Int, state: BatchOrder.State) throws(DatasetError) {
    guard !lengths.isEmpty else { throw DatasetError(.impossibleRequest("no texts to make batches of")) }
    guard batchSize >= 1 else {
      throw DatasetError(.impossibleRequest("the batch size is \(batchSize), expected at least 1"))
    }
    (self.lengths, self.batchSize, self.state) = (lengths, batchSize, state)
    guard state.epoch >= 0, seek(to: state.position) else {
      throw DatasetError(
        .impossibleRequest(
          "saved position \(state.position) in epoch \(state.epoch) is no beginning of a batch of \(batchSize) among "
            + "\(lengths.count) texts; the checkpoint was made with other data or another batch size"))
    }
  }

  /// Starts at the first batch of epoch 0.
  public init(lengths: [Int32], batchSize: Int, seed: UInt64) throws(DatasetError) {
    try self.init(lengths: lengths, batchSize: batchSize, state: BatchOrder.State(seed: seed))
  }

  /// Batches in a whole epoch.
  public var batchesPerEpoch: Int { (lengths.count - 1) / batchSize + 1 }

  /// True before the first batch and after the last batch of an epoch.
  public var isAtEpochStart: Bool { state.position == 0 }

  /// The texts of the next batch. After an epoch's last batch `state.epoch` has gone up by one.
  public mutating func next() -> [Int] {
    let batch = batches[upcoming]
    upcoming += 1
    state.position += batch.count
    if upcoming == batches.count {
      state.position = 0
      state.epoch += 1
      _ = seek(to: 0)
    }
    return batch
  }

  /// Makes the present epoch's batches; false when none begins at `position`.
  private mutating func seek(to position: Int) -> Bool {
    batches = LengthBuckets.batches(lengths, size: batchSize, state)
    var start = 0
    for (index, batch) in batches.enumerated() {
      if start == position {
        upcoming = index
        return true
      }
      start += batch.count
    }
    return false
  }

  private static func batches(_ lengths: [Int32], size: Int, _ state: BatchOrder.State) -> [[Int]] {
    var generator = SplitMix64(seed: state.seed, purpose: "buckets epoch \(state.epoch)")
    var order = Array(lengths.indices)
    generator.shuffle(&order)
    var batches: [[Int]] = []
    let (pool, overflow) = min(size, lengths.count).multipliedReportingOverflow(by: batchesOfPool)
    let step = overflow ? lengths.count : pool
    for start in stride(from: 0, to: order.count, by: step) {
      // The place in the shuffled order breaks ties: equal lengths are mixed anew too, and sorting needs not be stable.
      let sorted = (start..<min(order.count, start + step))
        .sorted { (lengths[order[$0]], $0) < (lengths[order[$1]], $1) }.map { order[$0] }
      for first in stride(from: 0, to: sorted.count, by: size) {
        batches.append(Array(sorted[first..<min(sorted.count, first + size)]))
      }
    }
    generator.shuffle(&batches)
    return batches
  }
}
