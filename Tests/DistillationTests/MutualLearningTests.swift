import Foundation
import Testing
import Torch

@testable import Distillation

/// What is known of deep mutual learning (Zhang et al. 2018).
@Suite struct MutualLearningTests {
  private let generator: RandomGenerator
  private let labels: Tensor

  init() throws {
    generator = try RandomGenerator(seed: 3)
    labels = try Tensor([0, 2, 1])
  }

  private func logits() throws -> Tensor {
    let logits = try generator.normal([3, 4], deviation: 2, .float64)
    try logits.setRequiresGradient()
    return logits
  }

  private func loss(_ peers: [Tensor], temperature: Double = 1, weight: Double = 1) throws -> Loss {
    var tensors = ["labels": labels]
    for (number, peer) in peers.enumerated() { tensors["peers.\(number).logits"] = peer }
    return try method("dml").loss(
      NamedTensors(tensors), knobs: KnobValues(["temperature": temperature, "mutual": weight]), phase: "learn")
  }

  @Test(arguments: [2, 3, 5])
  func identicalPeersLeaveTheLabelsAlone(count: Int) throws {
    let learner = try logits()
    let found = try loss([learner] + (1..<count).map { _ in try learner.detached().clone() })
    #expect(abs(try found.value("mutual")) < 1e-12)
    try found.total().backward()
    let copy = try learner.detached().clone()
    try copy.setRequiresGradient()
    try copy.crossEntropy(labels: labels).backward()
    #expect(
      distance(try #require(try learner.gradient()).doubles(), try #require(try copy.gradient()).doubles()) < 1e-12)
  }

  @Test(arguments: [1.0, 2.5])
  func threePeersShareTheirSay(temperature: Double) throws {
    let peers = try (0..<3).map { _ in try logits() }
    let divergences = try peers.dropFirst().map { try Plain.divergence(from: $0, to: peers[0], temperature) }
    let found = try loss(peers, temperature: temperature, weight: 0.5)
    let wanted = temperature * temperature * divergences.reduce(0, +) / 2
    #expect(abs(try found.value("mutual") - wanted) < 1e-12)
    let hard = try Plain.hard(peers[0], labels)
    #expect(abs(try found.total().item() - (hard + 0.5 * wanted)) < 1e-12)
  }

  @Test func aSecondPeerWhoSaysTheSameChangesNothing() throws {
    let (learner, other) = (try logits(), try logits())
    let two = try loss([learner, other]).value("mutual")
    #expect(abs(try loss([learner, other, other.detached().clone()]).value("mutual") - two) < 1e-12)
  }

  @Test func peersAreDetached() throws {
    let peers = try (0..<3).map { _ in try logits() }
    try loss(peers).total().backward()
    #expect(try peers.map { try $0.gradient() != nil } == [true, false, false])
  }

  @Test func aLearnerNeedsAPeer() throws {
    let error = #expect(throws: LossError.self) { try loss([logits()]) }
    #expect(try #require(error).description.hasPrefix("there is no tensor peers.1.logits"))
    #expect(throws: LossError.self) { try loss([logits(), Tensor.zeros([3, 5], .float64)]) }
  }
}
