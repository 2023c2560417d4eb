import Torch

/// Named tensors a loss is computed from: outputs of networks while training, a file for `kdtop loss`. Names are
/// those of METHODS: `student.logits` `[batch, classes]`, `teacher.logits` `[batch, classes]` (without gradient),
/// `labels` `[batch]`, integer.
public protocol LossInputs {
  /// - Throws: `LossError.missing`.
  func tensor(_ name: String) throws -> Tensor

  func has(_ name: String) -> Bool
}

/// Tensors held by name.
public struct NamedTensors: LossInputs {
  public var tensors: [String: Tensor]

  public init(_ tensors: [String: Tensor]) { self.tensors = tensors }

  public func tensor(_ name: String) throws -> Tensor {
    guard let tensor = tensors[name] else { throw LossError.missing(name, known: tensors.keys.sorted()) }
    return tensor
  }

  public func has(_ name: String) -> Bool { tensors[name] != nil }
}

/// Why a loss could not be computed from the tensors given.
public enum LossError: Error, CustomStringConvertible {
  case missing(String, known: [String])
  /// `expected` says the shape in words: `[batch, classes]`.
  case shape(tensor: String, shape: [Int], expected: String)
  /// `expected` says the type in words: `int64`.
  case type(tensor: String, found: String, expected: String)
  /// The engine will not compute with these values: its message.
  case refused(String)
  /// A gradient is taken from the logits back to this tensor, which they were not computed from.
  case needsNetworks(tensor: String)

  public var description: String {
    switch self {
    case .missing(let name, let known):
      "there is no tensor \(name); there are \(known.isEmpty ? "none" : known.joined(separator: ", "))"
    case .shape(let tensor, let shape, let expected):
      "\(tensor) has shape \(shape), but \(expected) is needed"
    case .type(let tensor, let found, let expected): "\(tensor) holds \(found), but \(expected) is needed"
    case .refused(let message): "these tensors do not make a loss: \(message)"
    case .needsNetworks(let tensor):
      "this loss takes gradients through the networks, from their logits back to \(tensor): it needs the networks "
        + "themselves, which tensors in a file do not hold, so only training can compute it"
    }
  }
}

extension LossInputs {
  /// Logits `[batch, classes]`.
  /// - Throws: `LossError`, also when the shape is another than that of `like`.
  func logits(_ name: String, like other: Tensor? = nil) throws -> Tensor {
    let tensor = try tensor(name)
    guard tensor.shape.count == 2, tensor.shape[0] > 0, tensor.shape[1] > 0 else {
      throw LossError.shape(tensor: name, shape: tensor.shape, expected: "[batch, classes]")
    }
    if let other, tensor.shape != other.shape {
      throw LossError.shape(tensor: name, shape: tensor.shape, expected: "the other network's \(other.shape)")
    }
    try checkFloats(tensor, name)
    return tensor
  }

  func checkFloats(_ tensor: Tensor, _ name: String) throws(LossError) {
    guard [.float32, .float64].contains(tensor.dtype) else {
      throw .type(tensor: name, found: "\(tensor.dtype)", expected: "float32 or float64")
    }
  }

  /// Adds the term `hard`, CE of the logits `[batch, classes]` called `name` with the labels. Left out where a file has
  /// none of the two: then it is the method's own terms alone that are asked for.
  func addHard(to loss: inout Loss, _ name: String = "student.logits", weight: Double = 1) throws {
    guard has(name) || has("labels") else { return }
    let logits = try logits(name)
    loss.add("hard", try logits.crossEntropy(labels: labels(batch: logits.shape[0])), weight: weight)
  }

  /// `NAME.0.logits`, `NAME.1.logits` … as many as there are, of one shape.
  /// - Parameter other: whose shape that is, where it is not the first one's.
  /// - Throws: `LossError`, also for fewer than `minimum`.
  func logits(each name: String, atLeast minimum: Int, like other: Tensor? = nil) throws -> [Tensor] {
    var result: [Tensor] = []
    while result.count < minimum || has("\(name).\(result.count).logits") {
      result.append(try logits("\(name).\(result.count).logits", like: other ?? result.first))
    }
    return result
  }

  /// Features `student.features.N` and `teacher.features.N`, `[batch, channels, height, width]` or `[batch, width]`, as
  /// many pairs as there are.
  /// - Throws: `LossError`, also for fewer pairs than `minimum`.
  func featurePairs(atLeast minimum: Int = 1) throws -> [(student: Tensor, teacher: Tensor)] {
    var pairs: [(student: Tensor, teacher: Tensor)] = []
    while pairs.count < minimum || has("student.features.\(pairs.count)") {
      let student = try features("student.features.\(pairs.count)")
      let teacher = try features("teacher.features.\(pairs.count)", batch: student.size(0))
      pairs.append((student, try teacher.detached()))
    }
    return pairs
  }

  /// Features `[batch, channels, height, width]` or `[batch, width]`.
  /// - Throws: `LossError`, also for another number of rows than `batch`.
  func features(_ name: String, batch: Int? = nil) throws -> Tensor {
    let tensor = try tensor(name)
    guard [2, 4].contains(tensor.rank), tensor.count > 0 else {
      throw LossError.shape(
        tensor: name, shape: tensor.shape, expected: "[batch, channels, height, width] or [batch, width]")
    }
    if let batch, tensor.size(0) != batch {
      throw LossError.shape(tensor: name, shape: tensor.shape, expected: "a batch of \(batch), as the student's,")
    }
    try checkFloats(tensor, name)
    return tensor
  }

  /// Labels `[batch]`, int64.
  func labels(batch: Int) throws -> Tensor {
    let tensor = try tensor("labels")
    guard tensor.shape == [batch] else {
      throw LossError.shape(
        tensor: "labels", shape: tensor.shape, expected: "[\(batch)], one for each row of the logits")
    }
    guard tensor.dtype == .int64 else {
      throw LossError.type(tensor: "labels", found: "\(tensor.dtype)", expected: "int64")
    }
    return tensor
  }
}
