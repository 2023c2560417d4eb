import Datasets

/// The order of a phase's examples: images at random, texts in batches of about one length.
enum ExampleOrder {
  case shuffled(BatchOrder)
  case byLength(LengthBuckets)

  /// - Throws: `DatasetError` for a state that does not fit.
  init(_ pool: ExamplePool, batchSize: Int, state: BatchOrder.State) throws(DatasetError) {
    if let texts = pool.texts {
      self = .byLength(try LengthBuckets(lengths: texts.lengths, batchSize: batchSize, state: state))
    } else {
      self = .shuffled(try BatchOrder(indices: Array(0..<pool.count), batchSize: batchSize, state: state))
    }
  }

  /// Batches in a whole epoch.
  static func batchesPerEpoch(_ pool: ExamplePool, batchSize: Int) -> Int {
    pool.texts == nil
      ? BatchOrder.batchesPerEpoch(of: pool.count, batchSize: batchSize) : (pool.count - 1) / batchSize + 1
  }

  var state: BatchOrder.State {
    switch self {
    case .shuffled(let order): order.state
    case .byLength(let order): order.state
    }
  }

  var batchesPerEpoch: Int {
    switch self {
    case .shuffled(let order): order.batchesPerEpoch
    case .byLength(let order): order.batchesPerEpoch
    }
  }

  var isAtEpochStart: Bool { state.position == 0 }

  /// The rows of the next batch.
  mutating func next() -> [Int] {
    switch self {
    case .shuffled(var order):
      let rows = order.next()
      self = .shuffled(order)
      return rows
    case .byLength(var order):
      let rows = order.next()
      self = .byLength(order)
      return rows
    }
  }
}
