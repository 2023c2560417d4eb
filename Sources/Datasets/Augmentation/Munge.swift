/// How synthetic examples are made from real ones: each value of an example is, with some probability, redrawn from a
/// normal distribution about the same value of the example's nearest neighbour. The deviation is the difference of the
/// two over `localVariance`, so values on which neighbours agree stay.
///
/// Source: MUNGE, in C. Bucilă, R. Caruana, A. Niculescu-Mizil, "Model compression", KDD 2006. There an example's
/// neighbour is redrawn along with it; here every example is redrawn from the real ones, and so does not depend on the
/// order of the others.
public struct Munge: Sendable, Hashable, Codable {
  /// p, the probability that a value is redrawn: 0…1, by default 0.5.
  public let probability: Double
  /// s, above 0, by default 1: the larger, the closer to the neighbour.
  public let localVariance: Double
  /// k, how many synthetic examples are made of each real one: 1…10,000, by default 1.
  public let rounds: Int

  /// p = 0.5, s = 1, one round.
  public static let standard = Munge()

  /// - Throws: `DatasetError` (`impossibleRequest`) for numbers outside their ranges.
  public init(probability: Double = 0.5, localVariance: Double = 1, rounds: Int = 1) throws(DatasetError) {
    guard probability >= 0, probability <= 1 else {
      throw DatasetError(.impossibleRequest("MUNGE's probability is \(probability), expected 0 to 1"))
    }
    guard localVariance > 0, localVariance.isFinite else {
      throw DatasetError(.impossibleRequest("MUNGE's local variance is \(localVariance), expected a number above 0"))
    }
    guard (1...10_000).contains(rounds) else {
      throw DatasetError(.impossibleRequest("MUNGE's rounds are \(rounds), expected 1 to 10,000"))
    }
    self.probability = probability
    self.localVariance = localVariance
    self.rounds = rounds
  }

  private init() {
    (probability, localVariance, rounds) = (0.5, 1, 1)
  }
}

/// Synthetic examples made of a data set's items by `Munge`, without labels. They are made when asked for; each depends
/// on the seed, its row and the two images behind it alone, so there is nothing to save.
///
/// Row r is made of item `indices[r % indices.count]` in round `r / indices.count`: rounds follow each other, each with
/// the items in the order given.
public struct MungedExamples: Sendable {
  public let parameters: Munge
  /// The real items, in the order given.
  public let indices: [Int]
  /// For each place in `indices`, the place of its nearest neighbour.
  public let neighbours: [Int]
  public let shape: ImageShape
  /// The raw value that stands for 1.
  public let pixelMaximum: UInt8
  /// `[indices.count, channels, height, width]`.
  private let real: [UInt8]
  private let seed: UInt64

  /// Looks for the neighbours, which takes long: a second or two for 5,000 images of 28×28, four times that for twice
  /// as many.
  ///
  /// - Parameters:
  ///   - indices: Items of `dataset`, all different as a rule: of an item that is there twice each is the other's
  ///     neighbour, and stays.
  ///   - progress: Told a share of the search now and then, 0…1; what it throws ends it.
  /// - Throws: `DatasetError` (`impossibleRequest`) for fewer than two items; whatever `progress` throws.
  /// - Precondition: every index is in 0 ..< `dataset.count`.
  public init(
    _ dataset: ImageDataset, indices: [Int], parameters: Munge = .standard, seed: UInt64,
    progress: (Double) throws -> Void = { _ in }
  ) throws {
    guard indices.count >= 2 else {
      throw DatasetError(
        file: dataset.name, .impossibleRequest("MUNGE needs at least two examples, there are \(indices.count)"))
    }
    self.parameters = parameters
    self.indices = indices
    shape = dataset.shape
    pixelMaximum = dataset.pixelMaximum
    var generator = SplitMix64(seed: seed, purpose: "munge")
    self.seed = generator.next()
    var real: [UInt8] = []
    real.reserveCapacity(indices.count * dataset.shape.count)
    for index in indices { real += dataset.rawPixels(at: index) }
    self.real = real
    neighbours = try NearestNeighbours.search(real, attributes: dataset.shape.count, progress: progress)
  }

  /// Rounds · real items.
  public var count: Int { parameters.rounds * indices.count }

  /// The item of the data set that row `row` is made of.
  ///
  /// - Precondition: `row` is in 0 ..< `count`.
  public func sourceIndex(ofRow row: Int) -> Int { indices[row % indices.count] }

  /// Values of the examples at `rows`, in the data set's scale, fractions and all: `[rows.count, channels, height,
  /// width]`, 0…`pixelMaximum`.
  ///
  /// - Precondition: every row is in 0 ..< `count`.
  public func rawValues(at rows: [Int]) -> [Float] {
    values(at: rows) { _, value in value }
  }

  /// Values of the examples at `rows` as a network takes them, `(raw / pixelMaximum − mean) / deviation` of its channel:
  /// `[rows.count, channels, height, width]`.
  ///
  /// - Precondition: every row is in 0 ..< `count`, and `normalization` has as many channels as `shape`.
  public func normalizedPixels(at rows: [Int], _ normalization: Normalization) -> [Float] {
    precondition(normalization.mean.count == shape.channels, "normalization is for another number of channels")
    let scale = Float(pixelMaximum)
    return values(at: rows) { channel, value in
      (value / scale - normalization.mean[channel]) / normalization.deviation[channel]
    }
  }

  private func values(at rows: [Int], _ finish: (_ channel: Int, _ value: Float) -> Float) -> [Float] {
    let maximum = Double(pixelMaximum)
    return [Float](unsafeUninitializedCapacity: rows.count * shape.count) { target, initialized in
      real.withUnsafeBufferPointer { real in
        for row in rows {
          precondition(row >= 0 && row < count, "row is outside the examples")
          let place = row % indices.count
          var generator = SplitMix64(seed: seed, purpose: 0, epoch: row / indices.count, item: indices[place])
          let (own, other) = (place * shape.count, neighbours[place] * shape.count)
          for channel in 0..<shape.channels {
            for offset in channel * shape.area..<(channel + 1) * shape.area {
              var value = Double(real[own + offset])
              let neighbour = Double(real[other + offset])
              // Where the two agree there is nothing to draw.
              if value != neighbour && generator.nextUnit() < parameters.probability {
                let deviation = abs(value - neighbour) / parameters.localVariance
                value = max(0, min(maximum, neighbour + deviation * generator.nextNormal()))
              }
              target[initialized] = finish(channel, Float(value))
              initialized += 1
            }
          }
        }
      }
    }
  }
}
