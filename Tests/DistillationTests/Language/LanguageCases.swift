import RunModel
import Torch

/// Two texts of three tokens and of two, the second padded.
enum Padding {
  static let mask: [Int64] = [1, 1, 1, 1, 1, 0]

  /// `attention_mask` `[2, 3]`.
  static func tensor() throws -> Tensor { try Tensor(mask, shape: [2, 3]) }

  /// The tensors of a case with a number wherever there is padding; labels there ask for a token.
  static func filled(_ tensors: [String: Tensor], with value: Double) throws -> [String: Tensor] {
    var result = tensors
    for (name, tensor) in tensors { result[name] = try filled(name, tensor, with: name == "labels" ? 1 : value) }
    return result
  }

  static func filled(_ name: String, _ tensor: Tensor, with value: Double) throws -> Tensor {
    guard name != "attention_mask", !name.hasPrefix("projection.") else { return tensor }
    let isPadding = try self.tensor().not()
    // [batch, length, …], or [batch, heads, length, …]; scores have positions twice.
    let rest = [Int](repeating: 1, count: max(0, tensor.rank - 3))
    if tensor.rank < 4 {
      return try tensor.filled(where: isPadding.reshape(Array([2, 3, 1].prefix(tensor.rank))), with: value)
    }
    let rows = try tensor.filled(where: isPadding.reshape([2, 1, 3] + rest), with: value)
    return name.contains("attentions") ? try rows.filled(where: isPadding.reshape([2, 1, 1, 3]), with: value) : rows
  }
}

extension LossCase {
  static let language: [LossCase] =
    [
      LossCase(
        method: "distilbert", phase: "distil", knobs: ["temperature": 3, "soft": 4, "mlm": 1.5, "cosine": 2],
        learned: ["student.logits", "student.hidden.1"]
      ) { draw in
        [
          "attention_mask": try Padding.tensor(), "labels": try Tensor([-100, 3, -100, 0, -100, -100], shape: [2, 3]),
          "student.logits": try draw.normal(2, 3, 4), "teacher.logits": try draw.normal(2, 3, 4),
          "student.hidden.0": try draw.normal(2, 3, 5), "student.hidden.1": try draw.normal(2, 3, 5),
          "teacher.hidden.0": try draw.normal(2, 3, 5),
        ]
      },
      LossCase(
        method: "tinybert", phase: "prediction", knobs: ["temperature": 2, "soft": 3], learned: ["student.logits"]
      ) { draw in ["student.logits": try draw.normal(3, 4), "teacher.logits": try draw.normal(3, 4)] },
      LossCase(
        method: "minilm", phase: "distil", knobs: ["attention": 2, "value": 3],
        learned: ["student.queries.0", "student.keys.0", "student.values.0"], tensors: relations(student: 2)),
    ]
    + [("general", "all"), ("intermediate", "all"), ("intermediate", "tokens")].map { phase, positions in
      LossCase(
        method: "tinybert", phase: phase, options: ["positions": positions],
        knobs: ["attention": 2, "hidden": 3, "embedding": 4],
        learned: [
          "student.hidden.0", "student.hidden.1", "student.hidden.2", "student.attentions.0", "student.attentions.1",
          "projection.hidden.weight", "projection.embedding.weight",
        ], tensors: layers)
    }

  /// Two layers of the student and four of the teacher.
  static let layers: @Sendable (Draw) throws -> [String: Tensor] = { draw in
    var tensors = [
      "attention_mask": try Padding.tensor(), "projection.hidden.weight": try draw.normal(3, 2),
      "projection.embedding.weight": try draw.normal(3, 2),
    ]
    for layer in 0...2 { tensors["student.hidden.\(layer)"] = try draw.normal(2, 3, 2) }
    for layer in 0...4 { tensors["teacher.hidden.\(layer)"] = try draw.normal(2, 3, 3) }
    for layer in 0...1 { tensors["student.attentions.\(layer)"] = try draw.normal(2, 2, 3, 3) }
    for layer in 0...3 { tensors["teacher.attentions.\(layer)"] = try draw.normal(2, 2, 3, 3) }
    return tensors
  }

  /// Two heads of three numbers in the teacher.
  static func relations(student size: Int) -> @Sendable (Draw) throws -> [String: Tensor] {
    { draw in
      var tensors = ["attention_mask": try Padding.tensor()]
      for kind in ["queries", "keys", "values"] {
        tensors["student.\(kind).0"] = try draw.normal(2, 2, 3, size)
        tensors["teacher.\(kind).0"] = try draw.normal(2, 2, 3, 3)
      }
      return tensors
    }
  }
}
