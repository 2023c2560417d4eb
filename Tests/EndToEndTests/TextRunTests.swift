import Datasets
import Foundation
import RunModel
import Testing
import Torch

extension EndToEnd {
  /// Runs on text, of a small model and made-up sentences.
  @Suite(.serialized) struct TextRuns {
    let place: Workplace
    private let job: [String]

    init() throws {
      place = try Workplace()
      let files = FileManager.default
      let model = place.file("model")
      try files.copyItem(atPath: Fixture.package + "/Tests/ModelsTests/Fixtures/bert/tiny-mlm", toPath: model)
      let words = "abcdefghijklmnopqrstuvwxyz".map(String.init)
      let more = words.map { "x" + $0 } + ["good", "bad", "so"]
      let vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"] + words + more
      try vocabulary.joined(separator: "\n").write(toFile: model + "/vocab.txt", atomically: true, encoding: .utf8)
      try files.createDirectory(atPath: place.file("data"), withIntermediateDirectories: true)
      var generator = SplitMix64(seed: 3)
      func table(_ count: Int) -> String {
        "label\tsentence\n"
          + (0..<count).map { number in
            let middle = (0..<(2 + generator.next(below: 7))).map { _ in words[generator.next(below: 26)] }
            return "\(number % 2)\t\((middle + [number % 2 == 1 ? "good" : "bad"]).joined(separator: " "))\n"
          }.joined()
      }
      try table(120).write(toFile: place.file("data/train.tsv"), atomically: true, encoding: .utf8)
      try table(40).write(toFile: place.file("data/dev.tsv"), atomically: true, encoding: .utf8)
      job = [
        "--teacher", model, "--data-dir", place.file("data"), "--student", "layers=2", "--batch-size", "16",
        "--teacher-epochs", "2", "--schedule", "constant", "--set", "learning_rate=0.002",
      ]
    }

    private func launch(_ name: String, _ options: [String]) throws -> Program.Outcome {
      try Program.run(["launch", "--headless", "--run-dir", place.file(name)] + job + options, in: place.path)
    }

    /// From the middle of each phase, with dropout and masks that no other epoch has.
    @Test(arguments: [
      ["distilbert", "--set", "targets=masked"], ["tinybert"], ["minilm", "--set", "assistant=on"], ["kd"],
    ])
    func everyMethodGoesOnTheSame(method: [String]) throws {
      let options =
        ["--method"] + method + ["--steps", "48", "--checkpoint-every", "7"]
        + (method == ["kd"] ? ["--dataset", "text"] : [])
      let outcome = try launch("whole", options)
      #expect(outcome.status == 0, "\(outcome.errors.suffix(800))")
      let last = try RunLog(place.file("whole")).view.step
      for step in [9, last - 30, last - 5] {
        let run = place.file("again\(step)")
        try FileManager.default.copyItem(atPath: place.file("whole"), toPath: run)
        let again = try Program.run(["launch", "--headless", "--resume", "\(run)@\(step)"], in: place.path)
        #expect(again.status == 0, "\(again.errors.suffix(800))")
        try SameRun.expect(place.file("whole"), run)
      }
    }

    @Test func theSummaryAccountsForTheStudent() throws {
      let outcome = try launch("run", ["--method", "minilm", "--steps", "30", "--json"])
      #expect(outcome.status == 0, "\(outcome.errors.suffix(800))")
      let summary = try JSONDecoder().decode(RunSummary.self, from: Data(outcome.output.utf8))
      let accounting = try #require(summary.accounting)
      #expect(accounting.megabytes.student < accounting.megabytes.teacher ?? 0)
      #expect(abs(accounting.megabytes.student * 1e6 - 4 * Double(summary.parameters.student)) < 1)
      #expect(accounting.examplesPerSecond.student > 0 && accounting.examplesPerSecond.teacher ?? 0 > 0)
      let teacher = try #require(summary.teacher).best.testAccuracy
      let share = try #require(accounting.shareOfTeacher)
      #expect(abs(share - summary.student.best.testAccuracy / teacher) < 1e-9)
      #expect(outcome.output.contains("\"speed_up\""))
    }

    @Test func whatIsExportedReadsBack() throws {
      #expect(try launch("run", ["--method", "tinybert", "--steps", "12"]).status == 0)
      let outcome = try Program.run(["export", "run", "--weights", "student"], in: place.path)
      #expect(outcome.status == 0, "\(outcome.errors)")
      for name in ["config.json", "model.safetensors", "vocab.txt"] {
        #expect(FileManager.default.fileExists(atPath: place.file("student/\(name)")), "\(name)")
      }
      let config = try String(contentsOfFile: place.file("student/config.json"), encoding: .utf8)
      #expect(config.contains("\"num_hidden_layers\" : 2") && config.contains("BertForSequenceClassification"))
      #expect(
        try SafetensorsFile(path: place.file("student/model.safetensors")).entry("classifier.weight").shape == [2, 32])
      // It can be a teacher, or a student that begins as somebody else left it.
      let next = try Program.run(
        ["launch", "--headless", "--name", "next", "--method", "scratch", "--dataset", "text", "--teacher", "student"]
          + ["--student", "student", "--data-dir", "data", "--steps", "1", "--set", "learning_rate=0.000001"],
        in: place.path)
      #expect(next.status == 0, "\(next.errors)")
    }

    @Test func aTeachersOutputsOfText() throws {
      let teach = try Program.run(
        ["teach", "--out", "teacher.safetensors", "--float32", "--run-dir", "teacher", "--dataset", "text"] + job,
        in: place.path)
      #expect(teach.status == 0, "\(teach.errors)")
      #expect(try launch("a", ["--method", "kd", "--dataset", "text", "--steps", "20"]).status == 0)
      let outcome = try launch(
        "b", ["--method", "kd", "--dataset", "text", "--steps", "20", "--teacher-outputs", "teacher.safetensors"])
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(try RunLog(place.file("b")).values(Tag.loss("soft")).count == 20)
    }

    @Test func onTheDashboard() throws {
      let terminal = try Tmux(
        "\(try Program.path()) launch --run-dir run --method tinybert --steps 600 "
          + job.map { "'\($0)'" }.joined(separator: " "), in: place.path)
      try terminal.wait(for: "general", "embedding")
      try terminal.press("q")
      try terminal.wait(for: "save")
      try terminal.press("Enter")
      try terminal.wait(for: "exit code 0")
    }

    @Test("a sentence of one's own: maps of both, layers apart, guesses; live and in a replay")
    func aSentence() throws {
      let terminal = try Tmux(
        "\(try Program.path()) launch --run-dir run --method distilbert --set targets=masked --steps 100000 "
          + "--set throttle=50 " + job.map { "'\($0)'" }.joined(separator: " "), in: place.path)
      try terminal.wait(for: "distil", "╭ knobs")
      try terminal.press("3")
      try terminal.wait(for: "╭ sentence · layer 1, head 1", "╭ layers apart", "╭ guesses", "teacher 2/4")
      try terminal.press("r")
      try terminal.wait(for: "read ([MASK] is a word to guess):")
      try terminal.send("a b [MASK] c d good")
      try terminal.press("Enter")
      try terminal.wait(for: "[CLS] a b [MASK] c d good [SEP]", "T 2")
      try terminal.press("d", "a", "a")
      try terminal.wait(for: "╭ sentence · layer 2, head 3", "teacher 4/4")
      try terminal.press("q", "s")
      try terminal.wait(for: "exit code 0")
      let log = try RunLog(place.file("run"))
      let reading = try #require(log.view.sentence)
      #expect(reading.text == "a b [MASK] c d good" && reading.masked == 3)
      #expect(log.store.commands.entries.contains { $0.value.command == "sentence" && $0.value.applied })
      let replay = try Tmux("\(try Program.path()) replay run --speed max", width: 80, height: 24, in: place.path)
      try replay.press("3", "G")
      try replay.wait(for: "╭ sentence · layer 1, head 1", "[MASK]", "╭ layers apart")
      // Nobody reads there.
      try replay.press("r", "D")
      try replay.wait(for: "╭ sentence · layer 2, head 1")
    }

    // MARK: - Bad input

    private func refuse(
      _ options: [String], _ status: Int32, _ message: String, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
      let outcome = try launch("refused", ["--method", "minilm", "--steps", "10"] + options)
      #expect(
        outcome.status == status && outcome.errors.contains(message), "\(outcome.status): \(outcome.errors)",
        sourceLocation: sourceLocation)
      #expect(!FileManager.default.fileExists(atPath: place.file("refused")), sourceLocation: sourceLocation)
    }

    private func write(_ name: String, _ text: String) throws {
      try text.write(toFile: place.file(name), atomically: true, encoding: .utf8)
    }

    @Test func whatDoesNotGoTogetherIsRefusedAtOnce() throws {
      try refuse(
        ["--student", "layers=2,hidden=16,heads=2"], 64, "it compares heads one by one, and 2 of them are not 4")
      try refuse(["--student", "layers=2,hidden=128,heads=12"], 64, "such as 120 or 132")
      try refuse(["--student", "layers=9"], 64, "9 layers, but the teacher has 4")
      try refuse(["--max-tokens", "41"], 64, "3 to 40, the model's positions")
      try refuse(["--dataset", "digits"], 64, "minilm learns from text, and digits holds images")
      try refuse(["--teacher", "nowhere"], 66, "nowhere: there is no such directory")
      try refuse(["--teacher-outputs", "x"], 64, "the file has its outputs alone")
    }

    @Test func aConfigurationWithAMissingField() throws {
      let path = place.file("model/config.json")
      let text = try String(contentsOfFile: path, encoding: .utf8)
      try write("model/config.json", text.replacing("\"hidden_size\"", with: "\"hidden_sise\""))
      try refuse([], 65, "does not give hidden_size")
    }

    @Test func aVocabularyThatDoesNotMatch() throws {
      let path = place.file("model/vocab.txt")
      let text = try String(contentsOfFile: path, encoding: .utf8)
      try write("model/vocab.txt", text + "\nmore")
      try refuse([], 64, "has 61 tokens and the model knows 60")
      try FileManager.default.removeItem(atPath: path)
      try refuse([], 66, "there is no vocab.txt")
    }

    @Test func dataThatAreNone() throws {
      try write("data/dev.tsv", "sentence\tlabel\n")
      try refuse([], 65, "dev.tsv: holds no examples")
      try write("data/dev.tsv", "sentence\tlabel\na b c 1\n")
      try refuse([], 65, "line 2 has 1 columns")
      try Data("sentence\tlabel\na \u{e9}\t1\n".unicodeScalars.map { UInt8($0.value) })
        .write(to: URL(fileURLWithPath: place.file("data/dev.tsv")))
      try refuse([], 65, "line 2 is not UTF-8")
      try write("data/dev.tsv", "sentence\na b c\n")
      try refuse([], 65, "has no column label")
      try FileManager.default.removeItem(atPath: place.file("data/train.tsv"))
      try refuse([], 66, "train.tsv")
    }

    @Test func aCorpusFromAnywhere() throws {
      try write("corpus.txt", "\n \n")
      try refuse(["--corpus", "corpus.txt"], 65, "holds no examples")
      try refuse(["--corpus", "nowhere.txt"], 66, "nowhere.txt")
      // Longer than the positions, and not UTF-8: cut, and left out.
      let long = Array(repeating: "a", count: 100).joined(separator: " ")
      try Data(Array("\(long)\nb ".utf8) + [0xff, 0xfe] + Array(" c\n".utf8))
        .write(to: URL(fileURLWithPath: place.file("corpus.txt")))
      let outcome = try launch("run", ["--method", "minilm", "--steps", "4", "--corpus", "corpus.txt"])
      #expect(outcome.status == 0, "\(outcome.errors)")
    }

    @Test func longSentencesAreCutAndCounted() throws {
      let long = Array(repeating: "a", count: 100).joined(separator: " ")
      try write("data/dev.tsv", "sentence\tlabel\n\(long)\t1\na good\t1\nb bad\t0\n")
      let outcome = try launch("run", ["--method", "minilm", "--steps", "4"])
      #expect(outcome.status == 0, "\(outcome.errors)")
      let notices = try RunLog(place.file("run")).store.notices.entries.map(\.value.text)
      #expect(notices.contains { $0.contains("1 text of 123 is longer than 40 tokens and was cut") }, "\(notices)")
    }
  }
}
