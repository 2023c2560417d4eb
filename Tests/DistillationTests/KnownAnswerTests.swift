import Foundation
import Testing
import Torch

@testable import Distillation

/// What is known of distillation's loss without computing it; METHODS lists these checks.
@Suite struct KnownAnswerTests {
  private func soft(_ batch: Batch, _ temperature: Double) throws -> Tensor {
    try softDivergence(from: batch.teacher, to: batch.student, temperature: temperature)
  }

  @Test(arguments: [1.0, 2.5, 4, 20], [0.0, 0.3, 0.9, 1])
  func gradientAgreesWithFiniteDifferences(temperature: Double, alpha: Double) throws {
    func total(_ batch: Batch) throws -> Tensor {
      try KnowledgeDistillation(MethodSettings()).loss(
        batch.inputs, knobs: knobs(temperature: temperature, alpha: alpha), phase: "distil"
      ).total()
    }
    let batch = try Batch(rows: 2, classes: 4)
    let gradient = try batch.gradient(total)
    let numbers = try batch.student.doubles()
    for index in numbers.indices {
      let sides = try [1e-5, -1e-5].map { delta in
        var moved = numbers
        moved[index] += delta
        let student = try Tensor(moved, shape: batch.student.shape)
        return try total(Batch(student: student, teacher: batch.teacher, labels: batch.labels)).item()
      }
      #expect(abs((sides[0] - sides[1]) / 2e-5 - gradient[index]) < 1e-8)
    }
  }

  @Test func hotSoftTargetsAreLogitMatching() throws {
    // Hinton et al., section 2.1: for logits of zero mean dC/dz → (z_S − z_T)/C; the batch mean divides by rows too.
    let (rows, classes) = (3, 5)
    let drawn = try Batch(rows: rows, classes: classes)
    let student = try drawn.student.detached()
    let batch = try Batch(
      student: student - student.mean([1], keep: true), teacher: drawn.teacher - drawn.teacher.mean([1], keep: true),
      labels: drawn.labels)
    let limit = try ((batch.student - batch.teacher) / Double(classes * rows)).doubles()
    // The error falls as 1/T: a hundred times the temperature, a hundredth of the error.
    let errors = try [100.0, 10_000].map { temperature in
      distance(try batch.gradient { try soft($0, temperature) }, limit)
    }
    #expect(errors[0] < 0.05 * norm(limit))
    #expect(errors[1] < errors[0] / 90)
  }

  @Test func softGradientKeepsItsSize() throws {
    // Without T² it would fall 400-fold from T = 1 to 20. With it, what is left is how peaked the softmax is: between
    // the cold limit, a difference of near one-hot rows (norm up to √2), and the hot limit ‖z_S − z_T‖/C. For
    // logits of deviation 2 and 5 classes both are about 1, so a factor of 3 tells T² from T (20) and from none.
    let batch = try Batch(rows: 64)
    let sizes = try [1.0, 2, 4, 8, 12, 20].map { temperature in norm(try batch.gradient { try soft($0, temperature) }) }
    let largest = try #require(sizes.max())
    let smallest = try #require(sizes.min())
    #expect(largest / smallest < 3, "\(sizes)")
  }

  @Test(arguments: [1.0, 4, 20])
  func softCrossEntropyHasTheSameGradient(temperature: Double) throws {
    let batch = try Batch()
    let divergence = try batch.gradient { try soft($0, temperature) }
    let crossEntropy = try batch.gradient { batch in
      let target = try (batch.teacher / temperature).softmax(1)
      let output = try (batch.student / temperature).logSoftmax(1)
      return try (target * output).sum([1]).mean() * (-temperature * temperature)
    }
    #expect(distance(divergence, crossEntropy) < 1e-12)
  }

  @Test func nothingToLearnFromOneself() throws {
    let drawn = try Batch()
    let batch = try Batch(student: drawn.teacher.clone(), teacher: drawn.teacher, labels: drawn.labels)
    for temperature in [1.0, 4, 20] {
      #expect(abs(try soft(batch, temperature).item()) < 1e-12)
      #expect(norm(try batch.gradient { try soft($0, temperature) }) < 1e-12)
    }
  }

  @Test func theDivergenceHasADirection() throws {
    // KL((¾,¼) ‖ (½,½)) = ¾ ln 3/2 + ¼ ln 1/2, and the other way round ½ ln 2/3 + ½ ln 2.
    let (even, tilted) = (try Tensor([0.0, 0.0], shape: [1, 2]), try Tensor([log(3), 0.0], shape: [1, 2]))
    let forward = try softDivergence(from: tilted, to: even, temperature: 1).item()
    let backward = try softDivergence(from: even, to: tilted, temperature: 1).item()
    #expect(abs(forward - (0.75 * log(1.5) + 0.25 * log(0.5))) < 1e-12)
    #expect(abs(backward - (0.5 * log(2.0 / 3) + 0.5 * log(2))) < 1e-12)
    #expect(abs(forward - backward) > 0.01)
  }

  @Test func theTeacherGetsNoGradient() throws {
    let batch = try Batch()
    try batch.teacher.setRequiresGradient()
    let total = try KnowledgeDistillation(MethodSettings()).loss(
      batch.inputs, knobs: knobs(temperature: 4, alpha: 0.9), phase: "distil"
    ).total()
    try total.backward()
    #expect(try batch.teacher.gradient() == nil)
    #expect(try batch.student.gradient() != nil)
  }
}
