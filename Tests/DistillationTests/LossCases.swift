import RunModel
import Testing
import Torch

@testable import Distillation

/// A loss on small random tensors in double precision: a line for every method, phase and variant.
struct LossCase: Sendable, CustomTestStringConvertible {
  var method: String
  var phase: String
  var options: [String: String] = [:]
  var knobs: [String: Double] = [:]
  /// Tensors that have to get a gradient; all others must get none.
  var learned: [String]
  /// Learned tensors that are targets of others too, without gradient: there differences of the loss say something else.
  var targets: Set<String> = []
  var tensors: @Sendable (Draw) throws -> [String: Tensor]

  var testDescription: String { "\(method) \(phase) \(options.sorted { $0.key < $1.key }.map { "\($0)=\($1)" })" }

  func loss(_ tensors: [String: Tensor]) throws -> Loss {
    try DistillationTests.method(method, options).loss(NamedTensors(tensors), knobs: KnobValues(knobs), phase: phase)
  }

  /// Random tensors of a case.
  struct Draw {
    let generator: RandomGenerator

    func normal(_ shape: Int...) throws -> Tensor { try generator.normal(shape, .float64) }
    func labels(_ count: Int, _ classes: Int) throws -> Tensor { try generator.integers([count], in: 0..<classes) }
  }

  func drawn() throws -> [String: Tensor] { try tensors(Draw(generator: RandomGenerator(seed: 7))) }
}

extension LossCase {
  static let all: [LossCase] = responses + features + relations + language

  private static let responses: [LossCase] = [
    .init(method: "scratch", phase: "train", learned: ["student.logits"], tensors: logits),
    .init(
      method: "kd", phase: "distil", knobs: ["temperature": 3, "alpha": 0.7], learned: ["student.logits"],
      tensors: logits),
    .init(
      method: "distilbert", phase: "task", knobs: ["temperature": 2, "alpha": 0.4], learned: ["student.logits"],
      tensors: logits),
    .init(
      method: "minilm", phase: "task", knobs: ["temperature": 2, "alpha": 0.4], learned: ["student.logits"],
      tensors: logits),
    .init(method: "eskd", phase: "distil", learned: ["student.logits"], tensors: logits),
    .init(method: "eskd", phase: "distil", knobs: ["distilling": 0], learned: ["student.logits"], tensors: logits),
    .init(method: "dml", phase: "learn", knobs: ["temperature": 2, "mutual": 0.8], learned: ["peers.0.logits"]) {
      draw in
      [
        "peers.0.logits": try draw.normal(3, 4), "peers.1.logits": try draw.normal(3, 4),
        "peers.2.logits": try draw.normal(3, 4), "labels": try draw.labels(3, 4),
      ]
    },
    .init(
      method: "noisy-student", phase: "round-1", knobs: ["ratio": 0.7],
      learned: ["student.logits", "student.unlabelled.logits"]
    ) { draw in
      [
        "student.logits": try draw.normal(3, 4), "labels": try draw.labels(3, 4),
        "student.unlabelled.logits": try draw.normal(5, 4), "pseudo.targets": try draw.normal(5, 4).softmax(1),
      ]
    },
    .init(
      method: "tolerant", phase: "teacher", knobs: ["k": 3, "eta": 0.6], learned: ["teacher.logits"], tensors: logits),
    .init(method: "tolerant", phase: "generation-1", learned: ["student.logits"], tensors: logits),
    .init(
      method: "multi-exit", phase: "train", knobs: ["temperature": 2],
      learned: ["exits.0.logits", "exits.1.logits", "exits.2.logits"], targets: ["exits.2.logits"]
    ) { draw in
      [
        "exits.0.logits": try draw.normal(3, 4), "exits.1.logits": try draw.normal(3, 4),
        "exits.2.logits": try draw.normal(3, 4), "labels": try draw.labels(3, 4),
      ]
    },
    .init(method: "multi-teacher", phase: "distil", learned: ["student.logits"], tensors: teachers),
    .init(
      method: "multi-teacher", phase: "distil", options: ["margin": "2"], knobs: ["beta": 0.5],
      learned: ["student.logits", "student.features.0"], tensors: teachers),
    .init(method: "compress", phase: "compress", learned: ["student.logits"], tensors: logits),
  ]

  private static let logits: @Sendable (Draw) throws -> [String: Tensor] = { draw in
    [
      "student.logits": try draw.normal(3, 4), "teacher.logits": try draw.normal(3, 4), "labels": try draw.labels(3, 4),
    ]
  }

  private static let teachers: @Sendable (Draw) throws -> [String: Tensor] = { draw in
    [
      "student.logits": try draw.normal(4, 3), "labels": try draw.labels(4, 3),
      "teachers.0.logits": try draw.normal(4, 3), "teachers.1.logits": try draw.normal(4, 3),
      "student.features.0": try draw.normal(4, 2, 2, 2), "teachers.0.features.0": try draw.normal(4, 6),
      "teachers.1.features.0": try draw.normal(4, 5),
    ]
  }

  private static let features: [LossCase] =
    [
      LossCase(
        method: "fitnets", phase: "hint", learned: ["student.features.0", "regressor.weight", "regressor.bias"]
      ) { draw in
        [
          "student.features.0": try draw.normal(2, 2, 4, 4), "teacher.features.0": try draw.normal(2, 3, 2, 2),
          "regressor.weight": try draw.normal(3, 2, 3, 3), "regressor.bias": try draw.normal(3),
        ]
      },
      LossCase(
        method: "fitnets", phase: "hint", learned: ["student.features.0", "regressor.weight", "regressor.bias"]
      ) { draw in
        [
          "student.features.0": try draw.normal(2, 4), "teacher.features.0": try draw.normal(2, 3),
          "regressor.weight": try draw.normal(3, 4, 1, 1), "regressor.bias": try draw.normal(3),
        ]
      },
      LossCase(
        method: "fitnets", phase: "distil", knobs: ["lambda": 2.5, "temperature": 3], learned: ["student.logits"],
        tensors: logits),
      LossCase(
        method: "vid", phase: "transfer", knobs: ["weight": 0.5],
        learned: ["student.logits", "student.mean.0", "student.mean.1", "log_scale.0", "log_scale.1"]
      ) { draw in
        [
          "student.logits": try draw.normal(2, 3), "labels": try draw.labels(2, 3),
          "student.mean.0": try draw.normal(2, 2, 2, 3), "teacher.features.0": try draw.normal(2, 2, 2, 3),
          "log_scale.0": try draw.normal(2), "student.mean.1": try draw.normal(2, 4),
          "teacher.features.1": try draw.normal(2, 4), "log_scale.1": try draw.normal(4),
        ]
      },
    ]
    + ["sum", "sum-p", "max-p"].flatMap { map in
      [("squared", "2", 10.0), ("squared", "3", 10), ("norm", "2", 0.1)].map { form, power, beta in
        LossCase(
          method: "at", phase: "transfer", options: ["map": map, "form": form, "p": power], knobs: ["beta": beta],
          learned: ["student.logits", "student.features.0", "student.features.1"], tensors: maps)
      }
    }

  /// The second pair has maps of different size.
  private static let maps: @Sendable (Draw) throws -> [String: Tensor] = { draw in
    [
      "student.logits": try draw.normal(2, 3), "labels": try draw.labels(2, 3),
      "student.features.0": try draw.normal(2, 2, 3, 3), "teacher.features.0": try draw.normal(2, 3, 3, 3),
      "student.features.1": try draw.normal(2, 3, 4, 4), "teacher.features.1": try draw.normal(2, 2, 2, 2),
    ]
  }

  private static let relations: [LossCase] = [
    .init(
      method: "fsp", phase: "fsp", knobs: ["lambda": 0.3],
      learned: ["student.features.0", "student.features.1", "student.features.2"]
    ) { draw in
      // Sizes that divide and sizes that do not, and a teacher's that differ from the student's.
      [
        "student.features.0": try draw.normal(2, 2, 5, 5), "student.features.1": try draw.normal(2, 3, 4, 4),
        "student.features.2": try draw.normal(2, 2, 2, 2), "teacher.features.0": try draw.normal(2, 2, 4, 4),
        "teacher.features.1": try draw.normal(2, 3, 4, 4), "teacher.features.2": try draw.normal(2, 2, 2, 1),
      ]
    },
    .init(method: "fsp", phase: "train", learned: ["student.logits"], tensors: logits),
    .init(
      method: "sp", phase: "transfer", knobs: ["gamma": 5],
      learned: ["student.logits", "student.features.0", "student.features.1"]
    ) { draw in
      [
        "student.logits": try draw.normal(3, 4), "labels": try draw.labels(3, 4),
        "student.features.0": try draw.normal(3, 2, 2, 2), "teacher.features.0": try draw.normal(3, 4, 2, 1),
        "student.features.1": try draw.normal(3, 5), "teacher.features.1": try draw.normal(3, 2),
      ]
    },
  ]
}
