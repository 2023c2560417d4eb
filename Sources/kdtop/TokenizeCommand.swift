import ArgumentParser
import Datasets
import Foundation
import Torch

/// `kdtop tokenize`.
struct TokenizeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tokenize", abstract: "Turn texts into the ids of a BERT vocabulary.",
    discussion: """
      Reads JSON strings from standard input, one a line, and prints a JSON array of ids for each. A tokenizer_config.json \
      beside the vocabulary is honoured.

      Example:
        echo '"The teacher carries dark knowledge."' | kdtop tokenize --vocab model/vocab.txt
      """)

  @Option(help: ArgumentHelp("The vocabulary: one piece a line.", valueName: "vocab.txt"), completion: .file())
  var vocab: String
  @Flag(inversion: .prefixedNo, help: "Put [CLS] before and [SEP] behind each text.")
  var special = true
  @Flag(help: "Leave capitals and accents as they are, whatever the configuration says.")
  var cased = false

  func run() throws {
    var tokenizer = try BertTokenizer(vocabularyFile: vocab)
    if cased {
      var options = tokenizer.options
      (options.lowercases, options.stripsAccents) = (false, false)
      tokenizer = try BertTokenizer(vocabulary: tokenizer.vocabulary, options: options)
    }
    let lines = LineReader(descriptor: 0, name: "standard input")
    var pending = ""
    while let line = try lines.next() {
      if line.isBlank { continue }
      let text = try string(line, in: lines.name, printing: pending)
      let ids = special ? try tokenizer.encode(text).ids : tokenizer.tokens(text)
      pending += "[\(ids.map(String.init).joined(separator: ", "))]\n"
      if pending.utf8.count > 1 << 16 { try flush(&pending) }
    }
    try flush(&pending)
  }

  /// The string that a line holds; what was found before is printed even when this line is none.
  private func string(_ line: LineReader.Line, in name: String, printing pending: String) throws -> String {
    let reason: String
    if String(validating: line.bytes, as: UTF8.self) == nil {
      reason = "it is not UTF-8"
    } else {
      do {
        if case .string(let text) = try StrictJSON.parse(line.bytes) { return text }
        reason = "it is JSON of another kind"
      } catch let failure {
        reason = "\(failure.reason) at byte \(failure.offset)"
      }
    }
    var pending = pending
    try flush(&pending)
    throw DatasetError(
      file: name, .badLine(line.number, "is not a JSON string: \(reason); write one text a line, as \"text\""))
  }

  private func flush(_ text: inout String) throws {
    guard !text.isEmpty else { return }
    try StandardStream.output.print(String(text.dropLast()))
    text = ""
  }
}
