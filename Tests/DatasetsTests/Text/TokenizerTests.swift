import Foundation
import Testing

@testable import Datasets

@Suite struct TokenizerTests {
  /// Special tokens have the ids 0 to 4.
  static func tokenizer(_ pieces: [String], _ change: (inout TokenizerOptions) -> Void = { _ in }) throws
    -> BertTokenizer
  {
    var options = TokenizerOptions()
    change(&options)
    return try BertTokenizer(
      vocabulary: Vocabulary(tokens: ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"] + pieces), options: options)
  }

  private func pieces(
    _ text: String, _ pieces: [String], _ change: (inout TokenizerOptions) -> Void = { _ in }
  ) throws -> [String] {
    let tokenizer = try Self.tokenizer(pieces, change)
    return tokenizer.tokens(text).map { tokenizer.vocabulary.tokens[Int($0)] }
  }

  @Test func theLongestPieceFirst() throws {
    let all = ["un", "una", "##aff", "##able", "##a", "##ffable"]
    #expect(try pieces("unaffable unaffable", all) == ["una", "##ffable", "una", "##ffable"])
    #expect(try pieces("unaffable", ["un", "##aff", "##able"]) == ["un", "##aff", "##able"])
    // A word is its pieces or nothing, and a piece that goes on with a word begins none.
    #expect(try pieces("unafx un", ["un", "##aff"]) == ["[UNK]", "un"])
    #expect(try pieces("aff", ["##aff"]) == ["[UNK]"])
  }

  @Test func wordsOfMoreThanAHundredCharacters() throws {
    let hundred = String(repeating: "é", count: 100)
    #expect(try pieces(hundred, ["e", "##e"]).count == 100)
    #expect(try pieces(hundred + "e", ["e", "##e"]) == ["[UNK]"])
  }

  @Test func punctuationStandsAlone() throws {
    #expect(try pieces("a,b«a»", ["a", "b", ",", "«", "»"]) == ["a", ",", "b", "«", "a", "»"])
    // Of ASCII, symbols too; beyond, punctuation alone.
    #expect(try pieces("a$b^a", ["a", "b", "$", "^"]) == ["a", "$", "b", "^", "a"])
    #expect(try pieces("a€", ["a", "##€", "€"]) == ["a", "##€"])
    // The Greek question mark is a semicolon once it is decomposed.
    #expect(try pieces("a\u{37e}b", ["a", "b", ";"]) == ["a", ";", "b"])
  }

  @Test func whatIsCleaned() throws {
    #expect(try pieces("a\u{0}b \u{fffd}a\u{200b}b\u{7f}", ["ab"]) == ["ab", "ab"])
    #expect(try pieces("a\t\n\r\u{a0}\u{2028}b\u{3000}a", ["a", "b"]) == ["a", "b", "a"])
    #expect(try pieces("知a识", ["知", "识", "a"]) == ["知", "a", "识"])
    #expect(try pieces("知a", ["知", "知a"]) { $0.splitsIdeographs = false } == ["知a"])
    #expect(try pieces("", ["a"]) == [])
  }

  @Test func capitalsAndAccents() throws {
    #expect(try pieces("ÀÉ e\u{301}", ["ae", "e"]) == ["ae", "e"])
    // Letter by letter: no final sigma.
    #expect(try pieces("ΟΔΟΣ", ["οδοσ"]) == ["οδοσ"])
    #expect(try pieces("É", ["É"]) { $0.lowercases = false } == ["É"])
    #expect(try pieces("É", ["é"]) { $0.stripsAccents = false } == ["é"])
    #expect(
      try pieces("É", ["E"]) {
        $0.lowercases = false
        $0.stripsAccents = true
      } == ["E"])
  }

  @Test func specialTokensInTheText() throws {
    #expect(try pieces("a[MASK]a [mask] [SEP", ["a", "[", "]", "mask", "sep"]).joined() == "a[MASK]a[mask][sep")
    #expect(try pieces("[MASK]", []) == ["[MASK]"])
  }

  @Test func aVocabularyWithoutSpecialTokens() throws {
    let vocabulary = Vocabulary(tokens: ["a"], name: "v.txt")
    let error = #expect(throws: DatasetError.self) { try BertTokenizer(vocabulary: vocabulary) }
    #expect(error?.description.contains("v.txt: has no [UNK]") == true)
  }

  /// Of a piece listed twice the later line counts; line ends of both kinds; empty lines are pieces that match nothing.
  @Test func vocabularyFiles() throws {
    let place = try TemporaryDirectory()
    let path = try place.write("vocab.txt", Array("[PAD]\r\n[UNK]\n\na\na\n##b".utf8))
    let vocabulary = try Vocabulary(path: path)
    #expect(vocabulary.tokens == ["[PAD]", "[UNK]", "", "a", "a", "##b"])
    #expect(vocabulary.id(of: "a") == 4 && vocabulary.id(of: "b") == nil && vocabulary.id(of: "[") == nil)
    let broken = try place.write("broken.txt", Array("a\n".utf8) + [0xff, 0x0a])
    #expect(throws: DatasetError(file: broken, .badLine(2, "is not UTF-8; vocabularies are"))) {
      try Vocabulary(path: broken)
    }
    #expect(throws: DatasetError.self) { try Vocabulary(path: place.path + "/none") }
    #expect(throws: DatasetError(file: try place.write("empty", []), .empty)) {
      try Vocabulary(path: place.path + "/empty")
    }
  }

  @Test func theConfigurationBesideTheVocabulary() throws {
    let place = try TemporaryDirectory()
    let vocabulary = try place.write("vocab.txt", Array("<p>\n[UNK]\n[CLS]\n[SEP]\n[MASK]\nA\n".utf8))
    try place.write(
      "tokenizer_config.json",
      Array(#"{"do_lower_case": false, "pad_token": {"content": "<p>"}, "model_max_length": 1e30, "x": [1]}"#.utf8))
    let tokenizer = try BertTokenizer(vocabularyFile: vocabulary)
    #expect(tokenizer.tokens("A") == [5] && tokenizer.padding == 0 && tokenizer.options.maximumLength == nil)
    try place.write("tokenizer_config.json", Array(#"{"do_lower_case": "yes"}"#.utf8))
    #expect(throws: DatasetError.self) { try BertTokenizer(vocabularyFile: vocabulary) }
    try place.write("tokenizer_config.json", Array("[".utf8))
    #expect(throws: DatasetError.self) { try BertTokenizer(vocabularyFile: vocabulary) }
  }
}

/// The same as Hugging Face's tokenizers with the vocabulary of a real model, which `KDTOP_MINILM` says where to find.
@Suite struct ReferenceTokenTests {
  struct Reference: Decodable {
    struct Case: Decodable {
      var text: String
      var ids: [Int32]
    }
    var cases: [Case]
  }

  static let variables = ProcessInfo.processInfo.environment

  @Test(
    .enabled(if: variables["KDTOP_MINILM"] != nil || variables["CI"] != nil, "needs the vocabulary in KDTOP_MINILM"))
  func everyCase() throws {
    let directory = try #require(
      Self.variables["KDTOP_MINILM"], "run .ci/get-minilm and set KDTOP_MINILM to what it prints")
    let tokenizer = try BertTokenizer(vocabularyFile: directory + "/vocab.txt")
    let file = try #require(Bundle.module.url(forResource: "Fixtures/text/tokens.json", withExtension: nil))
    let cases = try JSONDecoder().decode(Reference.self, from: Data(contentsOf: file)).cases
    #expect(cases.count == 12 && tokenizer.vocabulary.count == 30522)
    for reference in cases {
      #expect(try tokenizer.encode(reference.text).ids == reference.ids, "\(reference.text)")
    }
  }
}
