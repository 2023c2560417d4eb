import Foundation
import Testing
import Torch

@testable import Distillation

/// A file of Fixtures/golden.
func golden(_ name: String) throws -> String {
  try #require(Bundle.module.url(forResource: "Fixtures/golden/\(name)", withExtension: nil)).path
}

/// What PyTorch computed, of `NAME.json`.
struct GoldenLoss: Decodable {
  var params: [String: Double]
  var terms: [String: Double]
  var total: Double

  init(_ name: String) throws {
    self = try JSONDecoder().decode(GoldenLoss.self, from: Data(contentsOf: URL(fileURLWithPath: golden(name))))
  }
}

/// Knobs of `kd`.
func knobs(temperature: Double, alpha: Double) -> KnobValues {
  KnobValues(["temperature": temperature, "alpha": alpha])
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
