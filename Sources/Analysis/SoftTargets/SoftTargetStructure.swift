import Foundation

/// What a network's soft targets say beyond the labels, at one temperature: the “dark knowledge”.
public struct SoftTargetStructure: Sendable, Codable {
  /// Two classes the network finds alike.
  public struct Pair: Sendable, Codable, Equatable {
    public var first: Int
    public var second: Int
    /// The mean of p(second | examples of first) and p(first | examples of second).
    public var weight: Double
  }

  public let temperature: Double
  /// Mean probabilities of the examples of each class: `[class][class]`, each row sums to 1; NaN for one without examples.
  public let means: [[Double]]
  /// Mean entropy of the examples of each class, in nats.
  public let entropies: [Double]

  public init(_ table: LogitTable, temperature: Double) {
    self.temperature = temperature
    let classes = table.classes
    var sums = [[Double]](repeating: [Double](repeating: 0, count: classes), count: classes)
    var (entropies, counts) = ([Double](repeating: 0, count: classes), [Double](repeating: 0, count: classes))
    for (example, label) in table.labels.enumerated() {
      let p = table.probabilities(example, temperature: temperature)
      for index in 0..<classes { sums[label][index] += p[index] }
      entropies[label] += SoftTargetStructure.entropy(p)
      counts[label] += 1
    }
    means = zip(sums, counts).map { row, count in row.map { $0 / count } }
    self.entropies = zip(entropies, counts).map { $0 / $1 }
  }

  /// Pairs of classes that are taken for one another, the closest first: the edges of the dark-knowledge graph.
  public func pairs(limit: Int) -> [Pair] {
    var all: [Pair] = []
    for first in means.indices {
      for second in means.indices where second > first {
        let weight = (means[first][second] + means[second][first]) / 2
        if weight.isFinite { all.append(Pair(first: first, second: second, weight: weight)) }
      }
    }
    return Array(all.sorted { $0.weight > $1.weight }.prefix(limit))
  }

  /// −Σ p log p, in nats.
  public static func entropy(_ p: [Double]) -> Double { -p.reduce(0) { $0 + ($1 > 0 ? $1 * log($1) : 0) } }
}
