import Distillation
import Foundation
import TestSupport
import Testing
import Torch

@testable import Analysis

struct LikelihoodTests {
  private func maps(related: Bool) throws -> (fit: LikelihoodFit, mean: Double) {
    let generator = try RandomGenerator(seed: 7)
    let pair = FeaturePair(student: FeatureShape("s", [3, 4, 4]), teacher: FeatureShape("t", [2, 4, 4]))
    let fit = try LikelihoodFit(pair, weights: generator, learningRate: 1e-2)
    var last = (student: try Tensor.zeros([1]), teacher: try Tensor.zeros([1]))
    for _ in 0..<400 {
      let student = try generator.normal([32, 3, 4, 4])
      // The teacher's maps are a mix of the student's, or have nothing to do with them.
      let teacher =
        related
        ? try Tensor.cat([student.narrow(1, from: 0, length: 1) * 2, student.narrow(1, from: 1, length: 1).relu()], 1)
        : try generator.normal([32, 2, 4, 4])
      last = (student, teacher)
      try fit.step(student: student, teacher: teacher)
    }
    let map = try fit.maps(student: last.student, teacher: last.teacher)
    #expect(map.shape == [32, 4, 4])
    return (fit, try map.mean().item())
  }

  /// Of a teacher that the student says nothing about, q can be no better than the distribution itself: −½·log(2πe).
  @Test func likelihoodIsHighWhereTheStudentTellsOfTheTeacher() throws {
    try withEngineThreads {
      let unrelated = try maps(related: false).mean
      let entropy = -0.5 * log(2 * Double.pi * M_E)
      #expect(abs(unrelated - entropy) < 0.15)
      // Its own entropy is 2.1 for the first channel and 0.9 for the second.
      let related = try maps(related: true).mean
      #expect(related > entropy + 1, "\(related)")
    }
  }
}
