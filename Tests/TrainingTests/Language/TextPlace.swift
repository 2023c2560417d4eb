import Datasets
import Foundation
import Models
import Torch

@testable import Training

/// A directory with a small language model, its vocabulary, labelled sentences and a corpus.
///
/// Words are `ga` … `gj` and `ba` … `bj`, which make a sentence good or bad, and others that say nothing.
struct TextPlace {
  let directory: TemporaryDirectory
  var model: String { directory.path + "/model" }
  var data: String { directory.path + "/data" }
  var corpus: String { directory.path + "/corpus.txt" }

  private static let letters = "abcdefghij".map(String.init)
  static let vocabulary =
    ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    + ["g", "b", "u", "v", "w"].flatMap { kind in letters.map { kind + $0 } }
    + ["m", "n", "o", "p", "q"]

  /// - Parameters:
  ///   - hasGuessingHead: whether the model comes with a head that guesses masked tokens.
  ///   - examples: in `train.tsv`; `dev.tsv` has a quarter as many.
  init(hasGuessingHead: Bool = false, layers: Int = 4, examples: Int = 160) throws {
    directory = try TemporaryDirectory()
    let files = FileManager.default
    try files.createDirectory(atPath: data, withIntermediateDirectories: true)
    var config = BertConfig(
      vocabulary: Self.vocabulary.count, hidden: 32, layers: layers, heads: 4, intermediate: 64)
    config.positions = 24
    // Larger than usual, so that layers differ before anything is learned.
    config.initializerRange = 0.1
    let bert = try Bert(
      config, head: hasGuessingHead ? .maskedLanguage : .pooler, weights: RandomGenerator(seed: 5),
      dropout: RandomGenerator(seed: 6))
    try HuggingFaceDirectory.write(bert, to: model)
    try write("model/vocab.txt", Self.vocabulary.joined(separator: "\n") + "\n")
    var generator = SplitMix64(seed: 7)
    try write("data/train.tsv", Self.table(examples, &generator))
    try write("data/dev.tsv", Self.table(examples / 4, &generator))
    try write("corpus.txt", Self.sentences(examples, &generator).map(\.text).joined(separator: "\n") + "\n")
  }

  func write(_ name: String, _ text: String) throws {
    try text.write(toFile: directory.path + "/" + name, atomically: true, encoding: .utf8)
  }

  private static func table(_ count: Int, _ generator: inout SplitMix64) -> String {
    "sentence\tlabel\n" + sentences(count, &generator).map { "\($0.text)\t\($0.label)\n" }.joined()
  }

  private static func sentences(_ count: Int, _ generator: inout SplitMix64) -> [(text: String, label: Int)] {
    (0..<count).map { number in
      let label = number % 2
      let words = (0..<(4 + generator.next(below: 6))).map { place -> String in
        let kind = place < 2 ? (label == 1 ? "g" : "b") : ["u", "v", "w"][generator.next(below: 3)]
        return kind + letters[generator.next(below: 10)]
      }
      return (words.joined(separator: " "), label)
    }
  }
}

extension MethodRun {
  /// A run on text: 2 layers learn from 4, unless `change` says otherwise.
  init(
    _ method: String, on place: TextPlace, steps: Int, teacherEpochs: Int = 4, seed: UInt64 = 0,
    settings: [String] = [],
    change: (inout RunOptions) -> Void = { _ in }
  ) throws {
    try self.init(
      method, steps: steps, teacherEpochs: teacherEpochs, seed: seed, settings: ["learning_rate=0.002"] + settings
    ) {
      ($0.dataset, $0.dataDirectory, $0.teacher, $0.student) = ("text", place.data, place.model, "layers=2")
      ($0.batchSize, $0.schedule) = (16, "constant")
      change(&$0)
    }
  }
}
