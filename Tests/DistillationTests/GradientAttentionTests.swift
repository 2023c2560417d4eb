import Foundation
import Testing
import Torch

@testable import Distillation

/// Gradient-based attention transfer needs networks; these are small enough to be differentiated by hand.
@Suite struct GradientAttentionTests {
  /// z = W₂·tanh(W₁·x) of images `[batch, 1, 2, 3]`, three classes.
  private struct Perceptron {
    var first: Tensor
    var second: Tensor

    init(seed: UInt64) throws {
      let generator = try RandomGenerator(seed: seed)
      first = try generator.normal([4, 6], .float64)
      second = try generator.normal([3, 4], .float64)
    }

    func callAsFunction(_ images: Tensor) throws -> Tensor {
      try images.flatten(from: 1).linear(first).tanh().linear(second)
    }

    /// ∂CE/∂x of each example by the chain rule, on plain numbers: W₁ᵀ·((1 − h²)·W₂ᵀ(p − y)).
    func gradients(_ images: Tensor, _ labels: Tensor) throws -> [[Double]] {
      let (first, second) = (try Plain.rows(first), try Plain.rows(second))
      return zip(try Plain.rows(images.flatten(from: 1)), try labels.ints()).map { x, label in
        let hidden = first.map { tanh(zip($0, x).map(*).reduce(0, +)) }
        var error = Plain.softmax(second.map { zip($0, hidden).map(*).reduce(0, +) })
        error[label] -= 1
        let inner = hidden.indices.map { unit in
          (1 - hidden[unit] * hidden[unit]) * error.indices.map { second[$0][unit] * error[$0] }.reduce(0, +)
        }
        return x.indices.map { place in inner.indices.map { first[$0][place] * inner[$0] }.reduce(0, +) }
      }
    }
  }

  private struct Setting {
    let images: Tensor
    let labels: Tensor

    init() throws {
      let generator = try RandomGenerator(seed: 11)
      images = try generator.normal([3, 1, 2, 3], .float64)
      labels = try generator.integers([3], in: 0..<3)
    }

    func loss(
      student: (Tensor) throws -> Tensor, teacher: ((Tensor) throws -> Tensor)?, symmetry: Bool = false
    ) throws -> Loss {
      let images = try images.clone()
      try images.setRequiresGradient()
      var tensors = ["images": images, "labels": labels, "student.logits": try student(images)]
      if let teacher { tensors["teacher.logits"] = try teacher(images) }
      if symmetry {
        let flipped = try self.images.flip([3]).contiguous()
        try flipped.setRequiresGradient()
        tensors["flipped.images"] = flipped
        tensors["student.flipped.logits"] = try student(flipped)
      }
      let method = try DistillationTests.method("at-gradient", ["symmetry": symmetry ? "on" : "off"])
      return try method.loss(NamedTensors(tensors), knobs: KnobValues(["beta": 3]), phase: "transfer")
    }
  }

  @Test func valueIsTheChainRules() throws {
    let setting = try Setting()
    let (student, teacher) = (try Perceptron(seed: 1), try Perceptron(seed: 2))
    let loss = try setting.loss(student: student.callAsFunction, teacher: teacher.callAsFunction)
    let differences = zip(
      try student.gradients(setting.images, setting.labels), try teacher.gradients(setting.images, setting.labels)
    ).map { norm(zip($0, $1).map(-)) }
    let hard = try Plain.hard(student(setting.images), setting.labels)
    #expect(abs(try loss.value("gradient") - Plain.mean(differences)) < 1e-12)
    #expect(abs(try loss.value("hard") - hard) < 1e-12)
    #expect(abs(try loss.total().item() - (hard + 1.5 * Plain.mean(differences))) < 1e-12)
  }

  @Test func symmetryComparesAnImageWithItsMirrorImage() throws {
    let setting = try Setting()
    let student = try Perceptron(seed: 1)
    let loss = try setting.loss(student: student.callAsFunction, teacher: nil, symmetry: true)
    let own = try student.gradients(setting.images, setting.labels)
    let flipped = try student.gradients(setting.images.flip([3]), setting.labels)
    let differences = zip(own, flipped).map { own, flipped in
      // Two rows of three places, each row turned round.
      norm(zip(own, [2, 1, 0, 5, 4, 3].map { flipped[$0] }).map(-))
    }
    #expect(abs(try loss.value("gradient") - Plain.mean(differences)) < 1e-12)
  }

  @Test func aNetworkLikeItsTeacherHasNothingToLearn() throws {
    let setting = try Setting()
    let (student, teacher) = (try Perceptron(seed: 1), try Perceptron(seed: 1))
    #expect(
      try setting.loss(student: student.callAsFunction, teacher: teacher.callAsFunction).value("gradient") < 1e-12)
  }

  /// The second backward pass, through a convolution too.
  @Test(arguments: [false, true])
  func gradientOfTheWeights(symmetry: Bool) throws {
    let setting = try Setting()
    let generator = try RandomGenerator(seed: 5)
    let drawn = [
      "kernel": try generator.normal([2, 1, 2, 2], .float64), "weight": try generator.normal([3, 4], .float64),
      "bias": try generator.normal([3], .float64),
    ]
    func network(_ weights: [String: Tensor]) throws -> (Tensor) throws -> Tensor {
      let (kernel, weight) = (try #require(weights["kernel"]), try #require(weights["weight"]))
      return { try $0.conv2d(kernel).tanh().flatten(from: 1).linear(weight, weights["bias"]) }
    }
    let teacher = try Perceptron(seed: 2)
    for weights in [teacher.first, teacher.second] { try weights.setRequiresGradient() }
    func total(_ weights: [String: Tensor]) throws -> Tensor {
      try setting.loss(
        student: network(weights), teacher: symmetry ? nil : teacher.callAsFunction, symmetry: symmetry
      ).total()
    }
    let weights = try drawn.mapValues { try $0.clone() }
    for tensor in weights.values { try tensor.setRequiresGradient() }
    try total(weights).backward()
    for (name, tensor) in weights {
      let gradient = try #require(try tensor.gradient()).doubles()
      let differences = try finiteDifferences(of: name, drawn) { drawn in
        // The gradient over the image needs a graph even where nothing learns.
        try total(drawn).item()
      }
      #expect(distance(gradient, differences) < 1e-7, "\(name)")
    }
    #expect(try teacher.first.gradient() == nil && teacher.second.gradient() == nil)
  }

  @Test func symmetryNeedsNoTeacher() throws {
    func reads(_ symmetry: String) throws -> Set<MethodPhase.Reading> {
      try #require(try method("at-gradient", ["symmetry": symmetry]).phases.first).reads
    }
    #expect(try reads("on") == [.student, .imageGradients, .flippedImages])
    #expect(try reads("off") == [.student, .teacher, .imageGradients])
  }

  @Test func tensorsOfAFileAreNotEnough() throws {
    var tensors = try Batch(rows: 3, classes: 4).inputs.tensors
    tensors["images"] = try Tensor.zeros([3, 1, 2, 2], .float64)
    let method = try method("at-gradient")
    func message() throws -> String {
      let error = #expect(throws: LossError.self) {
        try method.loss(NamedTensors(tensors), knobs: KnobValues(), phase: "transfer")
      }
      return try #require(error).description
    }
    #expect(try message().contains("needs the networks themselves"))
    // Nor is a graph that leads elsewhere.
    try #require(tensors["images"]).setRequiresGradient()
    #expect(try message().contains("back to images"))
    tensors["images"] = try Tensor.zeros([3, 4], .float64)
    #expect(try message() == "images has shape [3, 4], but [batch, channels, height, width] is needed")
    tensors["images"] = nil
    #expect(try message().hasPrefix("there is no tensor images"))
  }
}
