import Foundation

/// What a network says of many examples, with their labels.
public struct LogitTable: Sendable {
  public let classes: Int
  /// `[examples, classes]`, row-major.
  public let logits: [Double]
  /// Of every example, 0 ..< `classes`.
  public let labels: [Int]

  public var count: Int { labels.count }

  /// - Precondition: `logits` has `labels.count · classes` values, labels are below `classes`.
  public init(logits: [Double], labels: [Int], classes: Int) {
    precondition(logits.count == labels.count * classes, "logits are not [examples, classes]")
    precondition(labels.allSatisfy { (0..<classes).contains($0) }, "a label is outside the classes")
    (self.logits, self.labels, self.classes) = (logits, labels, classes)
  }

  /// softmax(z/T) of one example.
  public func probabilities(_ example: Int, temperature: Double = 1) -> [Double] {
    let z = logits[example * classes..<(example + 1) * classes]
    let top = z.max() ?? 0
    let powers = z.map { exp(($0 - top) / temperature) }
    let sum = powers.reduce(0, +)
    return powers.map { $0 / sum }
  }

  /// The class with the largest logit of every example, the first of several.
  public var predictions: [Int] {
    (0..<count).map { example in
      let start = example * classes
      return (0..<classes).max { a, b in
        let (x, y) = (logits[start + a], logits[start + b])
        return x != y ? x < y : a > b
      } ?? 0
    }
  }

  /// Share of examples with the right class on top.
  public var accuracy: Double {
    count == 0 ? 0 : Double(zip(predictions, labels).count { $0 == $1 }) / Double(count)
  }

  /// Share of each class' examples with the right class on top; nil for a class without examples.
  public var classAccuracies: [Double?] {
    var (right, all) = ([Int](repeating: 0, count: classes), [Int](repeating: 0, count: classes))
    for (label, prediction) in zip(labels, predictions) {
      all[label] += 1
      if label == prediction { right[label] += 1 }
    }
    return zip(right, all).map { $1 > 0 ? Double($0) / Double($1) : nil }
  }

  /// Share of examples of which both name the same class.
  public func agreement(with other: LogitTable) -> Double {
    count == 0 ? 0 : Double(zip(predictions, other.predictions).count { $0 == $1 }) / Double(count)
  }
}
