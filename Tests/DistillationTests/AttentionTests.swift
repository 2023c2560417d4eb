import Foundation
import Testing
import Torch

@testable import Distillation

/// What is known of attention transfer (Zagoruyko, Komodakis 2017).
@Suite struct AttentionTests {
  private static let maps = ["sum", "sum-p", "max-p"]

  private func attention(
    _ student: Tensor, _ teacher: Tensor, _ options: [String: String]
  ) throws -> Double {
    try method("at", options).loss(
      NamedTensors(["student.features.0": student, "teacher.features.0": teacher]), knobs: KnobValues(),
      phase: "transfer"
    ).value("attention")
  }

  private func drawn(_ channels: Int, _ size: Int, seed: UInt64) throws -> Tensor {
    try RandomGenerator(seed: seed).normal([2, channels, size, size], .float64)
  }

  @Test(arguments: maps, ["squared", "norm"])
  func aPositiveScaleChangesNothing(map: String, form: String) throws {
    let (student, teacher) = (try drawn(3, 3, seed: 1), try drawn(4, 3, seed: 2))
    let options = ["map": map, "form": form]
    let plain = try attention(student, teacher, options)
    #expect(plain > 1e-3)
    #expect(abs(try attention(student * 7, teacher * 0.01, options) - plain) < 1e-12)
    #expect(abs(try attention(student, student * 3, options)) < 1e-12)
  }

  /// Q of a batch by the formula, on plain numbers.
  private func plain(_ features: Tensor, _ map: String, _ power: Double) throws -> [[Double]] {
    let (numbers, channels) = (try features.doubles(), features.size(1))
    let places = features.size(2) * features.size(3)
    return (0..<features.size(0)).map { example in
      let values = (0..<places).map { place in
        let column = (0..<channels).map { abs(numbers[(example * channels + $0) * places + place]) }
        switch map {
        case "sum": return column.reduce(0, +)
        case "sum-p": return column.map { pow($0, power) }.reduce(0, +)
        default: return column.map { pow($0, power) }.max() ?? 0
        }
      }
      return values.map { $0 / norm(values) }
    }
  }

  @Test(arguments: maps, [2.0, 3.5])
  func mapsAreThePapers(map: String, power: Double) throws {
    let (student, teacher) = (try drawn(3, 3, seed: 3), try drawn(5, 3, seed: 4))
    let options = ["map": map, "p": "\(power)"]
    let differences = zip(try plain(student, map, power), try plain(teacher, map, power)).map { zip($0, $1).map(-) }
    let squared = Plain.mean(differences.joined().map { $0 * $0 })
    #expect(abs(try attention(student, teacher, options) - squared) < 1e-12)
    let norms = Plain.mean(differences.map(norm)) / 2
    #expect(abs(try attention(student, teacher, options.merging(["form": "norm"]) { $1 }) - norms) < 1e-12)
  }

  @Test func theStandardIsTheSumOfSquares() throws {
    let (student, teacher) = (try drawn(3, 3, seed: 3), try drawn(5, 3, seed: 4))
    let standard = try attention(student, teacher, [:])
    #expect(standard == (try attention(student, teacher, ["map": "sum-p", "p": "2", "form": "squared"])))
  }

  @Test func largerMapsArePooledBeforeTheyAreNormalised() throws {
    let (student, teacher) = (try drawn(3, 4, seed: 5), try drawn(2, 2, seed: 6))
    // One channel whose values are already the map: |A|¹, means of four places.
    let map = try student.square().sum([1], keep: true).averagePool2d(2)
    let pooled = try plain(map, "sum", 1)
    let wanted = zip(pooled, try plain(teacher, "sum-p", 2)).map { zip($0, $1).map(-) }.joined().map { $0 * $0 }
    #expect(abs(try attention(student, teacher, [:]) - Plain.mean(wanted)) < 1e-12)
    // And the other way round.
    #expect(abs(try attention(teacher, student, [:]) - Plain.mean(wanted)) < 1e-12)
  }

  @Test func pairsAreAddedUp() throws {
    let tensors = [
      "student.features.0": try drawn(3, 3, seed: 1), "teacher.features.0": try drawn(4, 3, seed: 2),
      "student.features.1": try drawn(2, 2, seed: 3), "teacher.features.1": try drawn(2, 2, seed: 4),
    ]
    let both = try method("at").loss(NamedTensors(tensors), knobs: KnobValues(), phase: "transfer").value("attention")
    func one(_ number: Int) throws -> Double {
      try attention(
        #require(tensors["student.features.\(number)"]), #require(tensors["teacher.features.\(number)"]), [:])
    }
    #expect(abs(both - (try one(0) + one(1))) < 1e-12)
  }

  @Test func aMapOfZerosIsNoError() throws {
    let student = try Tensor.zeros([1, 2, 2, 2], .float64)
    try student.setRequiresGradient()
    let loss = try method("at").loss(
      NamedTensors([
        "student.features.0": student, "teacher.features.0": drawn(2, 2, seed: 1).narrow(0, from: 0, length: 1),
      ]),
      knobs: KnobValues(), phase: "transfer")
    try loss.total().backward()
    #expect(try #require(try student.gradient()).isFinite())
  }

  @Test func layersWithoutPlacesAreRefused() throws {
    let wide = FeatureShape("1", [100])
    let map = FeatureShape("group1", [8, 4, 4])
    #expect(try method("at").objection(to: [FeaturePair(student: wide, teacher: map)]) != nil)
    #expect(try method("at").objection(to: [FeaturePair(student: map, teacher: map)]) == nil)
  }
}
