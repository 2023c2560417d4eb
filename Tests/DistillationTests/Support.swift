import Foundation
import RunModel
import Testing
import Torch

@testable import Distillation

/// Knobs of `kd`.
func knobs(temperature: Double, alpha: Double) -> KnobValues {
  KnobValues(["temperature": temperature, "alpha": alpha])
}

/// A method by name with options as typed.
func method(_ name: String, _ options: [String: String] = [:]) throws -> any DistillationMethod {
  let type = try MethodRegistry.method(named: name)
  return type.init(try MethodSettings(type.declaration.options, given: options))
}

/// Logits and labels of a batch, in double precision, with a gradient on the student's.
struct Batch {
  var student: Tensor
  var teacher: Tensor
  var labels: Tensor

  /// Normal logits, `[rows, classes]`.
  init(rows: Int = 4, classes: Int = 5, seed: UInt64 = 1) throws {
    let generator = try RandomGenerator(seed: seed)
    student = try generator.normal([rows, classes], deviation: 2, .float64)
    teacher = try generator.normal([rows, classes], deviation: 2, .float64)
    labels = try generator.integers([rows], in: 0..<classes)
    try student.setRequiresGradient()
  }

  init(student: Tensor, teacher: Tensor, labels: Tensor) throws {
    self.student = student
    self.teacher = teacher
    self.labels = labels
    try student.setRequiresGradient()
  }

  var inputs: NamedTensors {
    NamedTensors(["student.logits": student, "teacher.logits": teacher, "labels": labels])
  }

  /// d loss / d student logits, row-major.
  func gradient(_ loss: (Batch) throws -> Tensor) throws -> [Double] {
    try #require(try Tensor.gradients(of: loss(self), withRespectTo: [student])[0]).doubles()
  }
}

/// Root of the sum of squares.
func norm(_ values: [Double]) -> Double { values.reduce(0) { $0 + $1 * $1 }.squareRoot() }

/// The largest difference.
func distance(_ a: [Double], _ b: [Double]) -> Double {
  a.count == b.count ? zip(a, b).map { abs($0 - $1) }.max() ?? 0 : .infinity
}

extension Loss {
  /// The value of a term.
  func value(_ name: String) throws -> Double {
    try #require(terms.first { $0.name == name }, "no term \(name)").value.item()
  }

  func weight(_ name: String) throws -> Double {
    try #require(terms.first { $0.name == name }, "no term \(name)").weight
  }
}

/// Formulas of papers on plain numbers, without the engine.
enum Plain {
  /// The rows of a matrix `[rows, columns]`.
  static func rows(_ tensor: Tensor) throws -> [[Double]] {
    let (numbers, width) = (try tensor.doubles(), tensor.size(1))
    return (0..<tensor.size(0)).map { Array(numbers[$0 * width..<($0 + 1) * width]) }
  }

  static func softmax(_ logits: [Double], _ temperature: Double = 1) -> [Double] {
    let powers = logits.map { exp($0 / temperature) }
    let sum = powers.reduce(0, +)
    return powers.map { $0 / sum }
  }

  static func divergence(_ p: [Double], _ q: [Double]) -> Double {
    zip(p, q).map { $0 * log($0 / $1) }.reduce(0, +)
  }

  static func crossEntropy(_ p: [Double], _ q: [Double]) -> Double { -zip(p, q).map { $0 * log($1) }.reduce(0, +) }

  static func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }

  /// Mean over rows of KL(softmax(a/T) ‖ softmax(b/T)), without T².
  static func divergence(from a: Tensor, to b: Tensor, _ temperature: Double) throws -> Double {
    mean(
      zip(try rows(a), try rows(b)).map { a, b in divergence(softmax(a, temperature), softmax(b, temperature)) })
  }

  /// Mean over rows of −log softmax(logits)[label].
  static func hard(_ logits: Tensor, _ labels: Tensor) throws -> Double {
    mean(zip(try rows(logits), try labels.ints()).map { logits, label in -log(softmax(logits)[label]) })
  }
}
