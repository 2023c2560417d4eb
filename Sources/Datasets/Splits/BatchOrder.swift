/// Batches of indices without end: every epoch passes over all of them once, in an order of its own. The order
/// depends on the seed and the epoch alone, so a saved `state` resumes exactly where it stopped.
///
/// The last batch of an epoch holds what is left and may be smaller; nothing is dropped. A single example that is left
/// joins the batch before it: one example has no batch statistics.
public struct BatchOrder: Sendable {
  /// All there is to save in a checkpoint.
  public struct State: Sendable, Equatable, Codable {
    public var seed: UInt64
    /// Epochs passed over completely.
    public var epoch: Int
    /// Items of the current epoch already handed out, 0 ..< number of indices.
    public var position: Int

    public init(seed: UInt64, epoch: Int = 0, position: Int = 0) {
      self.seed = seed
      self.epoch = epoch
      self.position = position
    }
  }

  public private(set) var state: State
  /// Items in a batch, at least 1 (less is taken as 1). May be changed at any time; the items and their order stay.
  public var batchSize: Int {
    didSet { batchSize = max(1, batchSize) }
  }
  /// What is handed out, in the order given; each epoch shuffles it anew.
  public let indices: [Int]
  private var shuffled: [Int]

  /// - Throws: `DatasetError` (`impossibleRequest`) for no indices, a batch size below 1, or a state that does not
  ///   fit (made with more items, or negative).
  public init(indices: [Int], batchSize: Int, state: State) throws(DatasetError) {
    guard !indices.isEmpty else { throw DatasetError(.impossibleRequest("no examples to make batches of")) }
    guard batchSize >= 1 else {
      throw DatasetError(.impossibleRequest("the batch size is \(batchSize), expected at least 1"))
    }
    guard state.epoch >= 0, state.position >= 0, state.position < indices.count else {
      throw DatasetError(
        .impossibleRequest(
          "saved position \(state.position) in epoch \(state.epoch) is not among \(indices.count) examples; "
            + "the checkpoint was made with other data"))
    }
    self.indices = indices
    self.batchSize = batchSize
    self.state = state
    shuffled = BatchOrder.shuffle(indices, state)
  }

  /// Starts at the first batch of epoch 0.
  public init(indices: [Int], batchSize: Int, seed: UInt64) throws(DatasetError) {
    try self.init(indices: indices, batchSize: batchSize, state: State(seed: seed))
  }

  /// Batches in a whole epoch at the present batch size.
  public var batchesPerEpoch: Int { BatchOrder.batchesPerEpoch(of: indices.count, batchSize: batchSize) }

  /// Batches that `count` examples (at least 1) make.
  public static func batchesPerEpoch(of count: Int, batchSize: Int) -> Int {
    let leavesOne = batchSize > 1 && count > batchSize && count % batchSize == 1
    return leavesOne ? count / batchSize : (count - 1) / batchSize + 1
  }

  /// True before the first batch and after the last batch of an epoch.
  public var isAtEpochStart: Bool { state.position == 0 }

  /// The next batch: `batchSize` indices, or what is left of the epoch, or one more. After an epoch's last batch
  /// `state.epoch` has gone up by one.
  public mutating func next() -> [Int] {
    var end = min(shuffled.count, state.position + min(batchSize, shuffled.count))
    if batchSize > 1 && end == shuffled.count - 1 { end += 1 }
    let batch = Array(shuffled[state.position..<end])
    state.position = end
    if end == shuffled.count {
      state.position = 0
      state.epoch += 1
      shuffled = BatchOrder.shuffle(indices, state)
    }
    return batch
  }

  /// Shuffles from the original order, never from the last epoch's: that is what makes a state enough to resume.
  private static func shuffle(_ indices: [Int], _ state: State) -> [Int] {
    var generator = SplitMix64(seed: state.seed, purpose: "order epoch \(state.epoch)")
    var shuffled = indices
    generator.shuffle(&shuffled)
    return shuffled
  }
}
