import Testing

@testable import Datasets

@Suite struct EncodedTextTests {
  let tokenizer: BertTokenizer

  init() throws { tokenizer = try TokenizerTests.tokenizer(["a", "b", "c", "d"]) }

  @Test func oneSentenceAndTwo() throws {
    #expect(try tokenizer.encode("a b") == EncodedText(ids: [2, 5, 6, 3]))
    #expect(try tokenizer.encode("a b", "c") == EncodedText(ids: [2, 5, 6, 3, 7, 3], second: 4))
    #expect(try tokenizer.encode("") == EncodedText(ids: [2, 3]))
  }

  /// `_truncate_seq_pair`, one token after the other.
  @Test func theLongerOneIsCut() throws {
    for first in 0...9 {
      for second in 0...9 {
        for room in 0...20 {
          var (a, b) = (first, second)
          while a + b > room { if a > b { a -= 1 } else { b -= 1 } }
          #expect(BertTokenizer.shares(first, second, of: room) == (a, b), "\(first) and \(second) in \(room)")
        }
      }
    }
    #expect(try tokenizer.encode("a b c d", maximum: 4).ids == [2, 5, 6, 3])
    #expect(try tokenizer.encode("a b c", "d", maximum: 6) == EncodedText(ids: [2, 5, 6, 3, 8, 3], second: 4))
    #expect(throws: DatasetError.self) { try tokenizer.encode("a", maximum: 1) }
    #expect(throws: DatasetError.self) { try tokenizer.encode("a", "b", maximum: 2) }
  }

  @Test func aBatchIsPadded() {
    let texts = [EncodedText(ids: [2, 5, 3, 6, 3], second: 3), EncodedText(ids: [2, 3])]
    let batch = TokenArrays(texts, padding: 9)
    #expect((batch.rows, batch.length) == (2, 5))
    #expect(batch.ids == [2, 5, 3, 6, 3, 2, 3, 9, 9, 9])
    #expect(batch.mask == [1, 1, 1, 1, 1, 1, 1, 0, 0, 0])
    #expect(batch.types == [0, 0, 0, 1, 1, 0, 0, 0, 0, 0])
    #expect(TokenArrays(texts, padding: 0, multiple: 8).length == 8)
    #expect(TokenArrays(texts, padding: 0, length: 2).ids == [2, 5, 2, 3])
    #expect(TokenArrays([], padding: 0) == TokenArrays([], padding: 0, length: 0))
  }
}
