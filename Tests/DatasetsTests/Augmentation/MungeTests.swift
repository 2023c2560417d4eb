import Testing

@testable import Datasets

@Suite struct MungeTests {
  private func dataset(_ count: Int, shape: ImageShape, maximum: UInt8 = 255, seed: UInt64 = 1) throws -> ImageDataset {
    var generator = SplitMix64(seed: seed)
    let pixels = (0..<count * shape.count).map { _ in UInt8(generator.next(below: Int(maximum) + 1)) }
    return try ImageDataset(
      name: "random", shape: shape, pixels: pixels, labels: [Int64](repeating: 0, count: count), classNames: ["a"],
      pixelMaximum: maximum)
  }

  private func neighbours(_ examples: [UInt8], attributes: Int) -> [Int] {
    NearestNeighbours.search(examples, attributes: attributes) { _ in }
  }

  /// Every pair, the obvious way.
  private func bruteForce(_ examples: [UInt8], attributes: Int) -> [Int] {
    let count = examples.count / attributes
    return (0..<count).map { row in
      let distances = (0..<count).map { other in
        (0..<attributes).reduce(0) { sum, place in
          let difference = Int(examples[row * attributes + place]) - Int(examples[other * attributes + place])
          return sum + difference * difference
        }
      }
      return (0..<count).filter { $0 != row }.min { (distances[$0], $0) < (distances[$1], $1) } ?? row
    }
  }

  @Test(arguments: [(2, 1), (3, 5), (32, 7), (33, 40), (70, 3), (40, 513)])
  func neighboursAreTheNearest(count: Int, attributes: Int) {
    var generator = SplitMix64(seed: UInt64(count))
    // Few different values, so that many distances are equal.
    for levels in [3, 256] {
      let examples = (0..<count * attributes).map { _ in UInt8(generator.next(below: levels)) }
      #expect(
        neighbours(examples, attributes: attributes) == bruteForce(examples, attributes: attributes))
    }
  }

  @Test func nobodyElseIsNobody() {
    #expect(neighbours([1, 2], attributes: 2) == [0])
    #expect(neighbours([], attributes: 2).isEmpty)
  }

  @Test func progressRisesToOneAndMayEndTheSearch() {
    struct Cancelled: Error {}
    let examples = [UInt8](repeating: 3, count: 200 * 4)
    var shares: [Double] = []
    _ = NearestNeighbours.search(examples, attributes: 4) { shares.append($0) }
    #expect(shares == shares.sorted() && shares.last == 1 && shares.count == 7)
    #expect(throws: Cancelled.self) {
      try NearestNeighbours.search(examples, attributes: 4) { if $0 > 0.5 { throw Cancelled() } }
    }
  }

  @Test func valuesAreDrawnAboutTheNeighbours() throws {
    // Two examples are each other's neighbours; half of the values are redrawn from N(neighbour, |difference| / 4).
    let shape = ImageShape(channels: 1, height: 100, width: 100)
    let data = try ImageDataset(
      name: "two", shape: shape,
      pixels: [UInt8](repeating: 100, count: shape.count) + [UInt8](repeating: 140, count: shape.count),
      labels: [0, 0], classNames: ["a"])
    let examples = try MungedExamples(
      data, indices: [0, 1], parameters: Munge(probability: 0.5, localVariance: 4), seed: 3)
    #expect(examples.neighbours == [1, 0])
    let redrawn = examples.rawValues(at: [0]).filter { $0 != 100 }.map(Double.init)
    // 5000 expected, deviation 50; mean 140 ± 0.14, deviation 10 ± 0.1.
    #expect(redrawn.count > 4800 && redrawn.count < 5200)
    let mean = redrawn.reduce(0, +) / Double(redrawn.count)
    let deviation = (redrawn.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(redrawn.count)).squareRoot()
    #expect(abs(mean - 140) < 0.7)
    #expect(abs(deviation - 10) < 0.5)
    // Within one deviation: 68.3 %.
    let near = Double(redrawn.count { abs($0 - 140) < 10 }) / Double(redrawn.count)
    #expect(abs(near - 0.683) < 0.03)
    let other = examples.rawValues(at: [1]).filter { $0 != 140 }.map(Double.init)
    #expect(abs(other.reduce(0, +) / Double(other.count) - 100) < 0.7)
  }

  @Test func probabilityZeroKeepsTheRealOnes() throws {
    let data = try dataset(20, shape: ImageShape(channels: 2, height: 3, width: 3))
    let indices = Array(5..<15)
    let examples = try MungedExamples(data, indices: indices, parameters: Munge(probability: 0, rounds: 2), seed: 1)
    let identity = Normalization.identity(channels: 2)
    #expect(examples.normalizedPixels(at: Array(10..<20), identity) == data.normalizedPixels(at: indices, identity))
  }

  @Test func rowsAreTheSameWheneverAskedFor() throws {
    let data = try dataset(12, shape: ImageShape(channels: 2, height: 4, width: 4), maximum: 16)
    let parameters = try Munge(rounds: 3)
    let examples = try MungedExamples(data, indices: [2, 4, 6, 8, 10], parameters: parameters, seed: 9)
    let again = try MungedExamples(data, indices: [2, 4, 6, 8, 10], parameters: parameters, seed: 9)
    #expect(examples.count == 15)
    #expect((0..<15).map { examples.sourceIndex(ofRow: $0) } == [2, 4, 6, 8, 10, 2, 4, 6, 8, 10, 2, 4, 6, 8, 10])
    let all = examples.rawValues(at: Array(0..<15))
    #expect(all == again.rawValues(at: Array(0..<15)))
    #expect(all.allSatisfy { $0 >= 0 && $0 <= 16 } && all.contains { $0 != $0.rounded() })
    let size = data.shape.count
    #expect(examples.rawValues(at: [7]) == Array(all[7 * size..<8 * size]))
    #expect(examples.rawValues(at: [2]) != examples.rawValues(at: [7]))
    let other = try MungedExamples(data, indices: [2, 4, 6, 8, 10], parameters: parameters, seed: 10)
    #expect(other.rawValues(at: [0]) != examples.rawValues(at: [0]))
    let normalization = Normalization(mean: [0.5, 0.25], deviation: [2, 4])
    let normalised = examples.normalizedPixels(at: [7], normalization)
    #expect(normalised[0] == (all[7 * size] / 16 - 0.5) / 2)
    #expect(normalised[16] == (all[7 * size + 16] / 16 - 0.25) / 4)
  }

  @Test func whatCannotBeIsRefused() throws {
    for make in [
      { try Munge(probability: -0.1) }, { try Munge(probability: .nan) }, { try Munge(localVariance: 0) },
      { try Munge(localVariance: .infinity) }, { try Munge(rounds: 0) }, { try Munge(rounds: 10_001) },
    ] {
      let error = #expect(throws: DatasetError.self) { _ = try make() }
      #expect(error?.category == .usage)
    }
    let data = try dataset(3, shape: ImageShape(channels: 1, height: 1, width: 1))
    #expect(throws: DatasetError.self) { try MungedExamples(data, indices: [1], seed: 0) }
  }
}
