import Torch

/// The tensors of a batch of texts, and which positions hold a token: `attention_mask` `[batch, length]`, int64, is 1 there
/// and 0 where a text is padded.
///
/// Nothing of a padded position reaches a loss or a gradient, not even a NaN: positions are left out or blanked before
/// anything is computed, because 0 · NaN is NaN on the way forward and on the way back.
struct TokenInputs {
  let batch: Int
  let length: Int
  /// Bool, `[batch, length]`.
  let isToken: Tensor
  /// Where tokens are in `[batch · length]`, int64; never empty.
  let places: Tensor
  private let inputs: any LossInputs
  private static let mask = "attention_mask"

  /// - Throws: `LossError` for a mask that is none, or has no token.
  init(_ inputs: any LossInputs) throws {
    let mask = try inputs.tensor(Self.mask)
    guard mask.rank == 2 else {
      throw LossError.shape(tensor: Self.mask, shape: mask.shape, expected: "[batch, length]")
    }
    guard mask.dtype == .int64 else {
      throw LossError.type(tensor: Self.mask, found: "\(mask.dtype)", expected: "int64")
    }
    self.inputs = inputs
    (batch, length) = (mask.size(0), mask.size(1))
    isToken = try mask.compare(.equal, 1)
    places = try Self.places(of: isToken)
    guard places.count > 0 else { throw LossError.refused("\(Self.mask) is 1 nowhere, so there is no token") }
  }

  // MARK: - Tensors by name

  /// Logits `[batch, length, vocabulary]`.
  func logits(_ name: String, like other: Tensor? = nil) throws -> Tensor {
    let tensor = try tensor(name, "[\(batch), \(length), vocabulary]") { [batch, length] in
      $0.count == 3 && $0[0] == batch && $0[1] == length && $0[2] > 0
    }
    if let other, tensor.shape != other.shape {
      throw LossError.shape(tensor: name, shape: tensor.shape, expected: "the other network's \(other.shape)")
    }
    return tensor
  }

  /// Logits of the tokens at these places, `[tokens, vocabulary]`, out of those of all or of these alone.
  func logits(_ name: String, at places: Tensor, like other: Tensor? = nil) throws -> Tensor {
    var tensor = try inputs.tensor(name)
    if tensor.rank == 2 {
      guard tensor.size(0) == places.count, tensor.size(1) > 0 else {
        throw LossError.shape(
          tensor: name, shape: tensor.shape, expected: "[\(places.count), vocabulary], one row a masked token,")
      }
      try inputs.checkFloats(tensor, name)
    } else {
      tensor = try rows(logits(name), at: places)
    }
    if let other, tensor.shape != other.shape {
      throw LossError.shape(tensor: name, shape: tensor.shape, expected: "the other network's \(other.shape)")
    }
    return tensor
  }

  /// Labels `[batch, length]`, int64: the token that was masked, −100 where none was.
  func labels() throws -> Tensor {
    let labels = try inputs.tensor("labels")
    guard labels.shape == [batch, length] else {
      throw LossError.shape(
        tensor: "labels", shape: labels.shape, expected: "[\(batch), \(length)], one for each position,")
    }
    guard labels.dtype == .int64 else {
      throw LossError.type(tensor: "labels", found: "\(labels.dtype)", expected: "int64")
    }
    return labels
  }

  /// Hidden states `[batch, length, width]`.
  func hidden(_ name: String) throws -> Tensor {
    try tensor(name, "[\(batch), \(length), width]") { [batch, length] in
      $0.count == 3 && $0[0] == batch && $0[1] == length && $0[2] > 0
    }
  }

  /// Raw scores `[batch, heads, length, length]` of attention, from each position to each.
  func attention(_ name: String) throws -> Tensor {
    try tensor(name, "[\(batch), heads, \(length), \(length)]") { [batch, length] in
      $0.count == 4 && $0[0] == batch && $0[1] > 0 && $0[2] == length && $0[3] == length
    }
  }

  /// Queries, keys or values `[batch, heads, length, size]`.
  func vectors(_ name: String) throws -> Tensor {
    try tensor(name, "[\(batch), heads, \(length), size]") { [batch, length] in
      $0.count == 4 && $0[0] == batch && $0[1] > 0 && $0[2] == length && $0[3] > 0
    }
  }

  private func tensor(_ name: String, _ expected: String, _ fits: ([Int]) -> Bool) throws -> Tensor {
    let tensor = try inputs.tensor(name)
    guard fits(tensor.shape) else {
      throw LossError.shape(
        tensor: name, shape: tensor.shape, expected: "\(expected), with batch and length of \(Self.mask),")
    }
    try inputs.checkFloats(tensor, name)
    return tensor
  }

  /// How many tensors `NAME.0`, `NAME.1` … there are.
  func count(_ name: String) -> Int {
    var count = 0
    while inputs.has("\(name).\(count)") { count += 1 }
    return count
  }

  /// The highest of `NAME.0`, `NAME.1` …: the last layer's, also where it alone is given, as number 0.
  func last(_ name: String) -> String { "\(name).\(max(0, count(name) - 1))" }

  // MARK: - Tokens alone

  /// Rows `[tokens, …]` of a tensor `[batch, length, …]`.
  func rows(_ tensor: Tensor) throws -> Tensor { try rows(tensor, at: places) }

  /// Rows at some of the places.
  func rows(_ tensor: Tensor, at places: Tensor) throws -> Tensor {
    let flat = try tensor.flatten(to: 1)
    return places.count == flat.size(0) ? flat : try flat.indexSelect(0, places)
  }

  /// Where a mask `[batch, length]` (bool) is true, in `[batch · length]`.
  static func places(of mask: Tensor) throws -> Tensor { try mask.flatten().nonzero().squeeze(1) }

  /// A tensor `[batch, heads, length, …]` with a number in the place of what padded positions hold.
  /// - Parameter dimension: along which positions are: 2 or 3.
  func blanked(_ tensor: Tensor, along dimension: Int = 2, with value: Double = 0) throws -> Tensor {
    try tensor.filled(
      where: isToken.not().reshape(dimension == 2 ? [batch, 1, length, 1] : [batch, 1, 1, length]), with: value)
  }
}
