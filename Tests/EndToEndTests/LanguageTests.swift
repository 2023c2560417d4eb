import Foundation
import Testing
import Torch

extension EndToEnd {
  /// `kdtop tokenize` and `kdtop encode`.
  @Suite(.serialized) struct Language {
    let place: Workplace
    let model = Fixture.package + "/Tests/ModelsTests/Fixtures/bert/tiny-mlm"
    var reference: String { model + ".outputs.safetensors" }

    init() throws { place = try Workplace() }

    /// Runs `kdtop tokenize` with a small vocabulary on `input`.
    private func tokenize(_ input: String, _ options: String = "") throws -> Program.Outcome {
      let vocabulary = "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\nteach\n##er\nÉ\ne\n!\n"
      try vocabulary.write(toFile: place.file("vocab.txt"), atomically: true, encoding: .utf8)
      try input.write(toFile: place.file("texts"), atomically: true, encoding: .utf8)
      return try Program.run(
        command: "/bin/sh", ["-c", "'\(Program.path())' tokenize --vocab vocab.txt \(options) < texts"], in: place.path)
    }

    @Test func anArrayOfIdsForEachLine() throws {
      let outcome = try tokenize("\"Teacher!\"\n\n \"\\u00c9 [MASK] x\"\n\"\"")
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(outcome.output == "[2, 5, 6, 9, 3]\n[2, 8, 4, 1, 3]\n[2, 3]\n")
      #expect(try tokenize("\"teacher\"\n\"\"\n", "--no-special").output == "[5, 6]\n[]\n")
      #expect(try tokenize("\"É e\"\n", "--cased --no-special").output == "[7, 8]\n")
      #expect(try tokenize("").output.isEmpty)
    }

    @Test(arguments: ["{\"text\": 1}", "\"no end", "text", "\"\\ud800\""])
    func aLineThatIsNoString(line: String) throws {
      let outcome = try tokenize("\"e\"\n\n\(line)\n\"e\"\n")
      #expect(outcome.status == 65)
      #expect(outcome.errors.contains("standard input: line 3 is not a JSON string"), "\(outcome.errors)")
      #expect(outcome.output == "[2, 8, 3]\n")
    }

    @Test func aVocabularyThatIsNone() throws {
      #expect(try tokenize("\"e\"\n", "--vocab nowhere.txt").status == 66)
      try "a\nb\n".write(toFile: place.file("words.txt"), atomically: true, encoding: .utf8)
      let outcome = try tokenize("\"e\"\n", "--vocab words.txt")
      #expect(outcome.status == 65 && outcome.errors.contains("no [UNK]"), "\(outcome.errors)")
    }

    private func encode(_ tensors: String, _ rest: String...) throws -> Program.Outcome {
      try Program.run(["encode", model, "--tensors", tensors] + rest, in: place.path)
    }

    @Test func whatTransformersComputed() throws {
      let outcome = try encode(reference, "--out", "out.safetensors", "--tap", "values.3")
      #expect(outcome.status == 0, "\(outcome.errors)")
      let (found, expected) = (
        try SafetensorsFile(path: place.file("out.safetensors")), try SafetensorsFile(path: reference)
      )
      for entry in expected.entries where !["input_ids", "attention_mask"].contains(entry.name) {
        #expect(try found.entry(entry.name).shape == entry.shape)
        let pairs = zip(try found.floats(entry.name), try expected.floats(entry.name))
        #expect(pairs.allSatisfy { abs($0 - $1) < 1e-5 }, "\(entry.name)")
      }
      #expect(try found.bytes("last_hidden") == found.bytes("hidden.4"))
      #expect(try found.entry("values.3").shape == [3, 4, 12, 8])
    }

    private func write(_ name: String, _ tensors: [String: ([Int], [Int64])]) throws -> String {
      let items = tensors.map { name, tensor in
        SafetensorsWriter.Item(
          name: name, type: .int64, shape: tensor.0, bytes: tensor.1.withUnsafeBytes { Data($0) })
      }
      try SafetensorsWriter.write(items, to: place.file(name))
      return name
    }

    @Test func tokensThatTheModelCannotRead() throws {
      func refuses(_ tensors: [String: ([Int], [Int64])], _ says: String) throws {
        let outcome = try encode(write("tokens.safetensors", tensors), "--out", "out.safetensors")
        #expect(outcome.status == 65 && outcome.errors.contains(says), "\(outcome.errors)")
        #expect(!FileManager.default.fileExists(atPath: place.file("out.safetensors")))
      }
      try refuses(["ids": ([1, 1], [1])], "input_ids")
      try refuses(["input_ids": ([1, 2], [1, 60])], "0 to 59")
      try refuses(["input_ids": ([2], [1, 2])], "[batch, length]")
      try refuses(["input_ids": ([1, 41], Array(repeating: 1, count: 41))], "40 at most")
      try refuses(["input_ids": ([1, 1], [1]), "attention_mask": ([1, 2], [1, 1])], "attention_mask")
      try refuses(["input_ids": ([1, 1], [1]), "token_type_ids": ([1, 1], [2])], "token_type_ids")
    }

    @Test func whatIsMissing() throws {
      #expect(try encode("nothing.safetensors", "--out", "out.safetensors").status == 66)
      #expect(try encode(reference, "--out", "no/such/folder/out.safetensors").status == 73)
      let tap = try encode(reference, "--out", "out.safetensors", "--tap", "querys.0")
      #expect(tap.status == 64 && tap.errors.contains("did you mean queries.0?"), "\(tap.errors)")
      let empty = try Program.run(["encode", ".", "--tensors", reference, "--out", "out.safetensors"], in: place.path)
      #expect(empty.status == 66 && empty.errors.contains("config.json"), "\(empty.errors)")
    }

    @Test func weightsThatDoNotFit() throws {
      let files = FileManager.default
      try files.copyItem(atPath: model, toPath: place.file("model"))
      let config = place.file("model/config.json")
      let text = try String(contentsOfFile: config, encoding: .utf8)
      try text.replacing("\"num_hidden_layers\": 4", with: "\"num_hidden_layers\": 5").write(
        toFile: config, atomically: true, encoding: .utf8)
      let job = ["encode", "model", "--tensors", reference, "--out", "out.safetensors"]
      let deep = try Program.run(job, in: place.path)
      #expect(deep.status == 65 && deep.errors.contains("encoder.layer.4"), "\(deep.errors)")
      try "{".write(toFile: config, atomically: true, encoding: .utf8)
      let broken = try Program.run(job, in: place.path)
      #expect(broken.status == 65 && broken.errors.contains("config.json"), "\(broken.errors)")
    }
  }
}
