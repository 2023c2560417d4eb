/// One or two sentences as a model takes them: `[CLS] a… [SEP]` or `[CLS] a… [SEP] b… [SEP]`.
public struct EncodedText: Sendable, Equatable {
  public var ids: [Int32]
  /// The place of the second sentence's first token; `ids.count` when there is one sentence. Tokens from here on are of
  /// type 1.
  public var second: Int

  public init(ids: [Int32], second: Int? = nil) {
    self.ids = ids
    self.second = second ?? ids.count
  }
}

extension BertTokenizer {
  /// A sentence, or two, with `[CLS]` and `[SEP]`.
  ///
  /// - Parameter maximum: Tokens there may be, special ones included. The end of what is longer is left out; of two sentences
  ///   always that of the longer one, of equally long ones the second's (`_truncate_seq_pair` of BERT's code).
  /// - Throws: `DatasetError` (`impossibleRequest`) when `maximum` leaves no room for the special tokens.
  public func encode(_ text: String, _ pair: String? = nil, maximum: Int = .max) throws(DatasetError) -> EncodedText {
    try encode(tokens: tokens(text), pair.map { tokens($0) }, maximum: maximum)
  }

  /// The same for texts whose tokens are known already.
  public func encode(
    tokens text: [Int32], _ pair: [Int32]? = nil, maximum: Int = .max
  ) throws(DatasetError) -> EncodedText {
    let room = maximum - (pair == nil ? 2 : 3)
    guard room >= 0 else {
      throw DatasetError(
        .impossibleRequest(
          "a length of \(maximum) has no room for [CLS] and [SEP]; give at least \(pair == nil ? 2 : 3)"))
    }
    let (first, second) = BertTokenizer.shares(text.count, pair?.count ?? 0, of: room)
    var ids = [classification] + text.prefix(first) + [separator]
    guard let pair else { return EncodedText(ids: ids) }
    let start = ids.count
    ids += pair.prefix(second)
    ids.append(separator)
    return EncodedText(ids: ids, second: start)
  }

  /// How much of two texts fits `room` tokens when the longer one always gives.
  static func shares(_ first: Int, _ second: Int, of room: Int) -> (Int, Int) {
    guard first > room - second else { return (first, second) }
    let half = room / 2
    if second <= half { return (room - second, second) }
    // With an odd number of places the first text has one more.
    if first <= room - half { return (first, room - first) }
    return (room - half, half)
  }
}

/// A batch of encoded texts, padded to one length: `[rows, length]` in row-major order.
public struct TokenArrays: Sendable, Equatable {
  public let rows: Int
  public let length: Int
  public let ids: [Int64]
  /// 1 for tokens, 0 for padding.
  public let mask: [Int64]
  /// 0 for the first sentence and padding, 1 for the second.
  public let types: [Int64]

  /// - Parameters:
  ///   - padding: The id that fills.
  ///   - length: The length; that of the longest text if not given. What is longer is cut off.
  ///   - multiple: The length found is raised to a multiple of this.
  public init(_ texts: [EncodedText], padding: Int32, length: Int? = nil, multiple: Int = 1) {
    let step = max(1, multiple)
    let longest = ((texts.map(\.ids.count).max() ?? 0) + step - 1) / step * step
    let width = max(0, length ?? longest)
    var ids = [Int64](repeating: Int64(padding), count: texts.count * width)
    var mask = [Int64](repeating: 0, count: ids.count)
    var types = mask
    for (row, text) in texts.enumerated() {
      for (column, id) in text.ids.prefix(width).enumerated() {
        ids[row * width + column] = Int64(id)
        mask[row * width + column] = 1
        if column >= text.second { types[row * width + column] = 1 }
      }
    }
    (rows, self.length, self.ids, self.mask, self.types) = (texts.count, width, ids, mask, types)
  }
}
