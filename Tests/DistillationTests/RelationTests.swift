import Foundation
import Testing
import Torch

@testable import Distillation

/// What is known of losses that compare examples or layers with one another.
@Suite struct RelationTests {
  private let generator: RandomGenerator

  init() throws { generator = try RandomGenerator(seed: 9) }

  private func normal(_ shape: Int...) throws -> Tensor { try generator.normal(shape, .float64) }

  // MARK: - Similarity (Tung, Mori 2019)

  private func similarity(_ student: Tensor, _ teacher: Tensor) throws -> Double {
    try method("sp").loss(
      NamedTensors(["student.features.0": student, "teacher.features.0": teacher]), knobs: KnobValues(),
      phase: "transfer"
    ).value("similarity")
  }

  @Test func anOrthogonalTurnChangesNothing() throws {
    let (student, teacher) = (try normal(4, 6), try normal(4, 3, 2, 2))
    // A reflection: I − 2vvᵀ/‖v‖².
    let axis = try normal(6, 1)
    let turned = try student - student.matmul(axis).matmul(axis.transpose()) * (2 / axis.square().sum().item())
    let plain = try similarity(student, teacher)
    #expect(plain > 1e-3)
    #expect(distance(try turned.doubles(), try student.doubles()) > 0.1)
    #expect(abs(try similarity(turned, teacher) - plain) < 1e-12)
    #expect(abs(try similarity(turned, student)) < 1e-12)
  }

  @Test func rowsHaveLengthOne() throws {
    let features = try normal(4, 2, 3, 1)
    let rows = try Plain.rows(features.flatten(from: 1))
    let wanted = rows.map { row in
      let products = rows.map { zip(row, $0).map(*).reduce(0, +) }
      return products.map { $0 / norm(products) }
    }
    let found = try Plain.rows(SimilarityPreserving.similarity(features))
    #expect(distance(Array(found.joined()), Array(wanted.joined())) < 1e-12)
    for row in found {
      #expect(abs(norm(row) - 1) < 1e-12)
      #expect(row.map(abs).reduce(0, +) > 1.01, "that would be the other norm")
    }
  }

  @Test func theSumIsDividedByTheSquareOfTheBatch() throws {
    // G is the identity for orthogonal rows, and 1/√2 everywhere for equal ones.
    let apart = try Tensor([1.0, 0, 0, 1], shape: [2, 2])
    let alike = try Tensor([1.0, 1, 1, 1], shape: [2, 2])
    let (near, far) = (pow(1 - 0.5.squareRoot(), 2), 0.5)
    #expect(abs(try similarity(apart, alike) - (2 * near + 2 * far) / 4) < 1e-12)
  }

  // MARK: - Flow (Yim et al. 2017)

  private func flow(_ student: [Tensor], _ teacher: [Tensor]) throws -> Double {
    var tensors: [String: Tensor] = [:]
    for (number, (mine, its)) in zip(student, teacher).enumerated() {
      tensors["student.features.\(number)"] = mine
      tensors["teacher.features.\(number)"] = its
    }
    return try method("fsp").loss(NamedTensors(tensors), knobs: KnobValues(), phase: "fsp").value("fsp")
  }

  @Test func onePermutationOfBothMapsChangesNothing() throws {
    let (student, teacher) = (
      [try normal(2, 3, 3, 3), try normal(2, 4, 3, 3)], [try normal(2, 3, 3, 3), try normal(2, 4, 3, 3)]
    )
    let order = try Tensor([8, 1, 5, 0, 7, 2, 6, 3, 4])
    func moved(_ maps: Tensor) throws -> Tensor {
      try maps.flatten(from: 2).indexSelect(2, order).reshape(maps.shape)
    }
    let plain = try flow(student, teacher)
    #expect(plain > 1e-3)
    #expect(abs(try flow(student.map(moved), teacher) - plain) < 1e-12)
    #expect(abs(try flow([moved(student[0]), student[1]], teacher) - plain) > 1e-3)
  }

  @Test func mapsOfOnePlaceGiveTheOuterProduct() throws {
    let (first, second) = (try Tensor([2.0, 3], shape: [1, 2, 1, 1]), try Tensor([5.0, 7, 11], shape: [1, 3, 1, 1]))
    let matrix = try FlowOfSolution.matrix(first, second)
    #expect(matrix.shape == [1, 2, 3])
    #expect(try matrix.doubles() == [10, 14, 22, 15, 21, 33])
    // ‖·‖² of it, where the teacher's is 0, and a sum over pairs that follow one another.
    let zeros = [try Tensor.zeros([1, 2, 1, 1], .float64), try Tensor.zeros([1, 3, 1, 1], .float64)]
    #expect(try flow([first, second], zeros) == 13 * 195)
    let (third, nothing) = (try Tensor([1.0], shape: [1, 1, 1, 1]), try Tensor.zeros([1, 1, 1, 1], .float64))
    #expect(try flow([first, second, third], zeros + [nothing]) == 13 * 195 + 195)
  }

  @Test func theMatrixIsAMeanOverPlaces() throws {
    let (first, second) = (try normal(2, 3, 2, 4), try normal(2, 5, 2, 4))
    let (a, b) = (try first.doubles(), try second.doubles())
    var wanted: [Double] = []
    for example in 0..<2 {
      for i in 0..<3 {
        for j in 0..<5 {
          var sum = 0.0
          for place in 0..<8 { sum += a[(example * 3 + i) * 8 + place] * b[(example * 5 + j) * 8 + place] }
          wanted.append(sum / 8)
        }
      }
    }
    #expect(distance(try FlowOfSolution.matrix(first, second).doubles(), wanted) < 1e-12)
  }

  /// Windows [⌊i·n/m⌋, ⌈(i+1)·n/m⌉), whose largest value counts.
  @Test(arguments: [([6, 6], [3, 3]), ([5, 5], [3, 3]), ([6, 3], [3, 3]), ([7, 5], [2, 5]), ([4, 4], [1, 1])])
  func largerMapsShrinkToTheirLargestValues(from: [Int], to: [Int]) throws {
    let maps = try normal(2, 2, from[0], from[1])
    let (numbers, pooled) = (try maps.doubles(), try FlowOfSolution.pooled(maps, to: (to[0], to[1])))
    #expect(pooled.shape == [2, 2] + to)
    func window(_ index: Int, _ size: Int, _ length: Int) -> Range<Int> {
      index * length / size..<((index + 1) * length + size - 1) / size
    }
    var wanted: [Double] = []
    for map in 0..<4 {
      for row in 0..<to[0] {
        for column in 0..<to[1] {
          var largest = -Double.infinity
          for y in window(row, to[0], from[0]) {
            for x in window(column, to[1], from[1]) {
              largest = max(largest, numbers[(map * from[0] + y) * from[1] + x])
            }
          }
          wanted.append(largest)
        }
      }
    }
    #expect(try pooled.doubles() == wanted)
    let other = try normal(2, 3, to[0], to[1])
    #expect(
      distance(
        try FlowOfSolution.matrix(maps, other).doubles(), try FlowOfSolution.matrix(pooled, other).doubles()) < 1e-12)
  }

  @Test func flowsThatCannotBeComparedSayWhy() throws {
    let method = try method("fsp")
    func pair(_ student: [Int], _ teacher: [Int]) -> FeaturePair {
      FeaturePair(student: FeatureShape("group1", student), teacher: FeatureShape("group1", teacher))
    }
    let fine = pair([8, 4, 4], [8, 2, 2])
    #expect(method.objection(to: [fine, fine]) == nil)
    #expect(method.objection(to: [fine])?.contains("two pairs") == true)
    #expect(method.objection(to: [fine, pair([8], [8])])?.contains("places") == true)
    #expect(method.objection(to: [fine, pair([8, 4, 4], [16, 4, 4])])?.contains("8 is not 16") == true)
  }
}
