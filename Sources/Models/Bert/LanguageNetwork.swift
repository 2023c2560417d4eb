import Torch

/// A network that reads sequences of tokens.
public protocol LanguageNetwork: Module {
  /// Places inside whose values can be asked for; see the network's own documentation for their shapes.
  var tapNames: [String] { get }
  /// Encoder layers, 1 at least.
  var layerCount: Int { get }
  /// Size of a hidden state.
  var hiddenSize: Int { get }
  /// Attention heads of each layer; `hiddenSize` is a multiple.
  var headCount: Int { get }
  /// Tokens it knows: ids are below.
  var vocabularySize: Int { get }

  /// - Throws: `TokenBatchError` for a batch that does not fit, `EngineError`.
  func forward(_ batch: TokenBatch, _ request: LanguageRequest) throws -> LanguageOutput

  /// Changes how much noise there is inside while training; parts that a network does not have are ignored.
  func setNoise(_ noise: NetworkNoise)
}

/// Sequences of tokens, padded to one length.
public struct TokenBatch {
  /// `[batch, length]` int64.
  public var ids: Tensor
  /// `[batch, length]` int64: 1 for tokens, 0 for padding. Padding is not attended to; what comes out at its places means
  /// nothing.
  public var mask: Tensor
  /// `[batch, length]` int64: 0 for the first sentence, 1 for the second; nil means 0 everywhere.
  public var types: Tensor?

  public init(ids: Tensor, mask: Tensor, types: Tensor? = nil) {
    (self.ids, self.mask, self.types) = (ids, mask, types)
  }
}

/// What somebody wants of a language network beside its last hidden states.
public struct LanguageRequest {
  /// Names out of `tapNames` to return; others are ignored.
  public var taps: Set<String>
  /// Without, the head is not computed.
  public var needsLogits: Bool
  /// For a masked-language head: the places whose logits are wanted, `[n]` int64, row · length + column. The logits are then
  /// `[n, vocabulary]`, which saves most of the head's work. Nil wants all.
  public var positions: Tensor?

  public init(taps: Set<String> = [], needsLogits: Bool = true, positions: Tensor? = nil) {
    (self.taps, self.needsLogits, self.positions) = (taps, needsLogits, positions)
  }
}

/// What a language network says of a batch.
public struct LanguageOutput {
  /// Of a masked-language head `[batch, length, vocabulary]` (or `[n, vocabulary]` for positions), of a classifier
  /// `[batch, labels]`; nil without a head, or where nobody asked.
  public var logits: Tensor?
  /// `[batch, length, hidden]`.
  public var lastHidden: Tensor
  /// The taps asked for, by name.
  public var taps: [String: Tensor]
}

/// Tokens that a network cannot read.
public enum TokenBatchError: Error, Equatable, CustomStringConvertible {
  /// Not `[batch, length]` int64 with at least one token, or not the shape of the ids.
  case shape(String, expected: String, found: [Int])
  /// More places than the network knows.
  case tooLong(Int, limit: Int)
  /// A number out of 0 ..< limit.
  case value(String, found: Int, limit: Int)
  /// Token types for a network that has none.
  case noTokenTypes

  public var description: String {
    switch self {
    case .shape(let name, let expected, let found): "\(name) has shape \(found), expected \(expected)"
    case .tooLong(let length, let limit):
      "sequences of \(length) tokens; the model takes \(limit) at most, so cut them"
    case .value(let name, let found, let limit):
      "\(name) holds \(found); the model takes 0 to \(limit - 1), so check that vocabulary and model belong together"
    case .noTokenTypes: "token_type_ids are not all 0, and the model knows no token types"
    }
  }
}
