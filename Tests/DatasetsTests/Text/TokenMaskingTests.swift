import Testing

@testable import Datasets

@Suite struct TokenMaskingTests {
  let tokenizer: BertTokenizer
  /// 1,000 words between special tokens.
  let ids: [Int32]

  init() throws {
    tokenizer = try TokenizerTests.tokenizer((0..<500).map { "w\($0)" })
    ids = [2] + (0..<1000).map { Int32(5 + $0 % 500) } + [1, 3, 0, 0]
  }

  private func mask(epoch: Int = 0, example: Int = 0, seed: UInt64 = 1) throws -> (ids: [Int32], labels: [Int64]) {
    try TokenMasking(tokenizer, seed: seed).apply(to: ids, epoch: epoch, example: example)
  }

  @Test func fifteenPercentEightyTenTen() throws {
    var counts = (masked: 0, kept: 0, replaced: 0)
    for example in 0..<40 {
      let (hidden, labels) = try mask(example: example)
      let chosen = labels.indices.filter { labels[$0] != TokenMasking.ignored }
      #expect(chosen.count == 150)
      for place in ids.indices {
        if labels[place] == TokenMasking.ignored {
          #expect(hidden[place] == ids[place])
        } else {
          #expect(labels[place] == Int64(ids[place]) && ids[place] >= 5)
          switch hidden[place] {
          case 4: counts.masked += 1
          case ids[place]: counts.kept += 1
          default:
            counts.replaced += 1
            #expect(hidden[place] >= 5)
          }
        }
      }
    }
    // 6,000 draws: four standard deviations are 0.021 and 0.016.
    #expect(abs(Double(counts.masked) / 6000 - 0.8) < 0.021)
    #expect(abs(Double(counts.kept) / 6000 - 0.1) < 0.016)
    #expect(abs(Double(counts.replaced) / 6000 - 0.1) < 0.016)
  }

  @Test func itDependsOnSeedEpochAndExampleAlone() throws {
    let first = try mask()
    #expect(try mask() == first)
    #expect(try mask(epoch: 1) != first)
    #expect(try mask(example: 1) != first)
    #expect(try mask(seed: 2) != first)
  }

  @Test func oneAtLeastButNoSpecialToken() throws {
    let masking = try TokenMasking(tokenizer, seed: 1)
    #expect(masking.apply(to: [2, 7, 3], epoch: 0, example: 0).labels == [-100, 7, -100])
    let special = masking.apply(to: [2, 1, 4, 3, 0], epoch: 0, example: 0)
    #expect(special.ids == [2, 1, 4, 3, 0] && special.labels.allSatisfy { $0 == -100 })
    #expect(masking.apply(to: [], epoch: 0, example: 0).ids.isEmpty)
  }

  @Test func sharesThatCannotBe() {
    #expect(throws: DatasetError.self) { try TokenMasking(tokenizer, seed: 1, share: 1.5) }
    #expect(throws: DatasetError.self) { try TokenMasking(tokenizer, seed: 1, masked: 0.9, replaced: 0.2) }
    #expect(throws: DatasetError.self) { try TokenMasking(TokenizerTests.tokenizer([]), seed: 1) }
  }
}
