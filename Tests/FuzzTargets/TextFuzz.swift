import Datasets
import Foundation
import Models

/// Mode: the lower bits say which reader, bit 3 that there is no lower-casing. Pieces: a vocabulary, then what it is used on.
enum TextFuzz {
  static let place = FuzzPlace("text")

  static func run(_ bytes: [UInt8]) {
    let input = FuzzInput(bytes)
    do {
      switch input.mode & 7 {
      case 0: try tokenize(input)
      case 1: try options(input)
      case 2: try sentences(input)
      case 3: try corpus(input)
      default: try configuration(input)
      }
    } catch {
      _ = "\(error)"
    }
  }

  private static func tokenize(_ input: FuzzInput) throws {
    let pieces = input.pieces(limit: 2)
    let special = Array("[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\n".utf8)
    let vocabulary = try Vocabulary(path: place.write(special + pieces[0], to: "pieces.txt"))
    for (id, token) in vocabulary.tokens.enumerated() where !token.isEmpty {
      precondition(vocabulary.id(of: token).map { $0 >= id } ?? false, "every piece has its id, or that of a later one")
    }
    var options = TokenizerOptions()
    options.lowercases = !input.flag(3)
    let tokenizer = try BertTokenizer(vocabulary: vocabulary, options: options)
    let text = pieces.count > 1 ? pieces[1] : []
    let ids = text.withUnsafeBufferPointer(tokenizer.tokens)
    precondition(ids.allSatisfy { vocabulary.tokens.indices.contains(Int($0)) }, "an id is one of the vocabulary's")
    let encoded = try tokenizer.encode(tokens: ids, ids, maximum: 16)
    precondition(encoded.ids.count <= 16 && encoded.second <= encoded.ids.count, "no more than asked for")
    let batch = TokenArrays([encoded], padding: tokenizer.padding, multiple: 8)
    precondition(batch.ids.count == batch.rows * batch.length, "a batch is full")
    let hidden = try TokenMasking(tokenizer, seed: 1).apply(to: ids, epoch: 0, example: 0)
    precondition(hidden.ids.count == ids.count && hidden.labels.count == ids.count, "masking keeps the length")
  }

  private static func options(_ input: FuzzInput) throws {
    _ = try TokenizerOptions(path: place.write(input.rest, to: "tokenizer_config.json"))
  }

  private static func sentences(_ input: FuzzInput) throws {
    let file = try SentenceFile(path: place.write(input.rest, to: "data.tsv"))
    precondition(file.labels.map { $0.count == file.count } ?? true, "a label for each sentence")
    precondition(file.pairs.map { $0.count == file.count } ?? true, "a pair for each sentence")
  }

  private static func corpus(_ input: FuzzInput) throws {
    let corpus = try TextCorpus(path: place.write(input.rest, to: "corpus.txt"))
    for example in 0..<corpus.count { _ = try corpus.line(example) }
    var buckets = try LengthBuckets(lengths: corpus.byteLengths, batchSize: 3, seed: 1)
    let epoch = (0..<buckets.batchesPerEpoch).flatMap { _ in buckets.next() }
    precondition(epoch.count == corpus.count && buckets.isAtEpochStart, "an epoch has every text")
  }

  private static func configuration(_ input: FuzzInput) throws {
    let config = try BertConfig(json: input.rest, file: "memory")
    let again: BertConfig
    do {
      again = try BertConfig(json: Array(try config.json(head: .none).utf8), file: "again")
    } catch { fatalError("\(error)") }
    var expected = config
    (expected.labels, expected.architectures) = (again.labels, again.architectures)
    precondition(again == expected, "a configuration reads back as it was written")
  }
}
