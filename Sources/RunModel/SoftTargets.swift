import Foundation

/// What teacher and student say of the examples of one class at one temperature: mean probabilities by class.
public struct SoftTargets: Sendable, Equatable {
  /// `[classes]`, sums to 1; empty when the log has none yet.
  public var teacher: [Float]
  public var student: [Float]

  public init(teacher: [Float], student: [Float]) {
    self.teacher = teacher
    self.student = student
  }
}

extension RunView {
  /// Soft targets of the examples of class `index` at temperature `temperature`, from the latest probe logits:
  /// they answer at once when the temperature is turned, with no further step.
  public func softTargets(ofClass index: Int, temperature: Double) -> SoftTargets {
    func mean(_ tag: String) -> [Float] {
      guard let logits = store.tensors[RunStore.Key(tag)]?.latest(at: position) else { return [] }
      return meanProbabilities(logits, row: index, temperature: temperature)
    }
    return SoftTargets(teacher: mean(Tag.teacherProbeLogits), student: mean(Tag.studentProbeLogits))
  }
}

/// Mean over examples of softmax(z / T), for row `row` of logits `[rows, examples, classes]`; empty when the shape
/// is another or the row does not exist. An example whose logits are all NaN (a class without probes) is left out.
/// - Parameter temperature: above 0.
public func meanProbabilities(_ logits: TensorValue, row: Int, temperature: Double) -> [Float] {
  guard logits.shape.count == 3, row >= 0, row < logits.shape[0], temperature > 0 else { return [] }
  // Without a value there is nothing to average, and an extent beside one of 0 may be any number.
  guard !logits.values.isEmpty, logits.matchesShape else { return [] }
  let (examples, classes) = (logits.shape[1], logits.shape[2])
  var sum = [Double](repeating: 0, count: classes)
  var counted = 0
  for example in 0..<examples {
    let start = (row * examples + example) * classes
    let z = logits.values[start..<start + classes]
    guard let top = z.max(), z.allSatisfy(\.isFinite) else { continue }
    let exponentials = z.map { exp(Double($0 - top) / temperature) }
    let total = exponentials.reduce(0, +)
    for index in 0..<classes { sum[index] += exponentials[index] / total }
    counted += 1
  }
  return counted > 0 ? sum.map { Float($0 / Double(counted)) } : []
}
