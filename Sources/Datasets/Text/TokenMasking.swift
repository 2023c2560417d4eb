/// Hides some tokens of a sequence so that a model learns to guess them: BERT's masked language modelling.
///
/// Of the tokens that are not special, 15 % (rounded, one at least) are chosen; of these 80 % become `[MASK]`, 10 % any other
/// token that is not special, and 10 % stay. What is chosen depends on seed, epoch and example alone: it has no state to save, and
/// every epoch hides others (dynamic masking; Liu et al. 2019, arXiv 1907.11692, section 4.1).
///
/// Source: Devlin et al. 2019, arXiv 1810.04805, section 3.1 and appendix A.1.
public struct TokenMasking: Sendable {
  /// What a label is where nothing is to be guessed; losses leave it out.
  public static let ignored: Int64 = -100

  /// Share of the tokens that are chosen, 0…1.
  public let share: Double
  /// Of the chosen ones, the share that becomes `[MASK]`, and the share that becomes another token.
  public let masked: Double
  public let replaced: Double
  public let seed: UInt64
  private let mask: Int32
  private let specials: Set<Int32>
  /// Tokens that may stand in for others.
  private let words: [Int32]

  /// - Throws: `DatasetError` (`impossibleRequest`) for shares out of 0…1 or a vocabulary of special tokens alone.
  public init(
    _ tokenizer: BertTokenizer, seed: UInt64, share: Double = 0.15, masked: Double = 0.8, replaced: Double = 0.1
  ) throws(DatasetError) {
    guard (0...1).contains(share), masked >= 0, replaced >= 0, masked + replaced <= 1.000_001 else {
      throw DatasetError(
        .impossibleRequest(
          "masking \(share) of the tokens, \(masked) of these by [MASK] and \(replaced) by others; "
            + "shares are from 0 to 1, and the last two together at most 1"))
    }
    let words = tokenizer.vocabulary.tokens.indices.map { Int32($0) }.filter { !tokenizer.isSpecial($0) }
    guard !words.isEmpty else {
      throw DatasetError(file: tokenizer.vocabulary.name, .impossibleRequest("holds special tokens alone"))
    }
    (self.share, self.masked, self.replaced, self.seed) = (share, masked, replaced, seed)
    (mask, self.words) = (tokenizer.mask, words)
    specials = Set(
      [tokenizer.mask, tokenizer.padding, tokenizer.classification, tokenizer.separator, tokenizer.unknown])
  }

  /// The tokens with some hidden, and for each place the token that was there where it is to be guessed, else −100.
  ///
  /// - Parameter example: A number that stays the example's own over all epochs.
  public func apply(to ids: [Int32], epoch: Int, example: Int) -> (ids: [Int32], labels: [Int64]) {
    var hidden = ids
    var labels = [Int64](repeating: TokenMasking.ignored, count: ids.count)
    var candidates = ids.indices.filter { !specials.contains(ids[$0]) }
    guard !candidates.isEmpty, share > 0 else { return (hidden, labels) }
    var generator = SplitMix64(seed: seed, purpose: "mask epoch \(epoch) example \(example)")
    let count = min(candidates.count, max(1, Int((Double(candidates.count) * share).rounded())))
    for chosen in 0..<count {
      candidates.swapAt(chosen, chosen + generator.next(below: candidates.count - chosen))
      let place = candidates[chosen]
      labels[place] = Int64(ids[place])
      let fate = Double(generator.next() >> 11) / Double(1 << 53)
      if fate < masked {
        hidden[place] = mask
      } else if fate < masked + replaced {
        hidden[place] = words[generator.next(below: words.count)]
      }
    }
    return (hidden, labels)
  }
}
