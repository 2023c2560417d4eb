import Foundation
import Testing

extension EndToEnd {
  /// The commands that answer at once.
  @Suite(.serialized) struct Commands {
    @Test(arguments: [
      "", "launch", "replay", "runs", "compare", "snapshot", "loss", "methods", "datasets", "themes", "keys", "export",
    ])
    func helpHasAnExample(command: String) throws {
      let outcome = try Program.run((command.isEmpty ? [] : [command]) + ["--help"])
      #expect(outcome.status == 0 && outcome.errors.isEmpty)
      #expect(outcome.output.contains("Example"))
      #expect(outcome.output.contains("kdtop \(command)"))
    }

    @Test func versionAndUnknownCommands() throws {
      #expect(try Program.run(["--version"]).output.first?.isNumber == true)
      let unknown = try Program.run(["lunch"])
      #expect(unknown.status == 64 && !unknown.errors.isEmpty)
    }

    @Test func listsSayWhatThereIs() throws {
      let methods = try Program.run(["methods"]).output
      for text in [
        "kd", "scratch", "temperature", "[1, 20]", "alpha", "1503.02531", "--with kd", "sum or sum-p or max-p",
        "default sum-p", "learns from: several teachers", "hint (hint), distil (hard + soft)", "teacher (hard + gap)",
      ] {
        #expect(methods.contains(text), "no \(text)")
      }
      for line in methods.split(separator: "\n") { #expect(line.count <= 80, "\(line)") }
      let datasets = try Program.run(["datasets"]).output
      for name in ["digits", "mnist", "fashion-mnist", "idx", "cifar-10", "cifar-100"] {
        #expect(datasets.contains(name), "no \(name)")
      }
      #expect(try Program.run(["themes"]).output.contains("kdtop-dark"))
      let keys = try Program.run(["keys"]).output
      for text in ["pause training, or go on", "turn it up a little", "forward by 1 %"] { #expect(keys.contains(text)) }
    }

    @Test(arguments: ["bash", "zsh", "fish"])
    func completions(shell: String) throws {
      let outcome = try Program.run(["--generate-completion-script", shell])
      #expect(outcome.status == 0)
      for word in ["launch", "replay", "teacher-weights", "student-examples"] { #expect(outcome.output.contains(word)) }
    }

    /// Reference values that PyTorch computed in double precision.
    @Test func lossOfAFile() throws {
      let place = try Workplace()
      let outcome = try Program.run(
        [
          "loss", "kd", "--tensors", Fixture.path("kd.safetensors"), "--set", "temperature=4", "--set", "alpha=0.9",
          "--json", "--grads", place.file("grads.safetensors"),
        ])
      #expect(outcome.status == 0, "\(outcome.errors)")
      struct Answer: Decodable {
        var terms: [String: Double]
        var total: Double
      }
      let answer = try JSONDecoder().decode(Answer.self, from: Data(outcome.output.utf8))
      #expect(Set(answer.terms.keys) == ["hard", "soft"])
      let (hard, soft) = (answer.terms["hard"] ?? .nan, answer.terms["soft"] ?? .nan)
      #expect(abs(answer.total - (0.1 * hard + 0.9 * soft)) < 1e-6)
      #expect(FileManager.default.fileExists(atPath: place.file("grads.safetensors")))
      for (setting, says) in [("temperature=0", "[1, 20]"), ("alpha=2", "[0, 1]"), ("beta=1", "alpha")] {
        let refused = try Program.run(
          ["loss", "kd", "--tensors", Fixture.path("kd.safetensors"), "--set", setting])
        #expect(refused.status == 64 && refused.errors.contains(says), "\(refused.errors)")
      }
    }

    /// Phases and options are chosen by `--set` too; which tensors learn depends on the phase.
    @Test func lossOfAPhase() throws {
      let place = try Workplace()
      func loss(_ arguments: String...) throws -> Program.Outcome {
        try Program.run(["loss", arguments[0], "--tensors", Fixture.path("kd.safetensors")] + arguments.dropFirst())
      }
      let chosen = try loss("fitnets", "--set", "stage=distil", "--set", "lambda=2")
      #expect(chosen.status == 0 && chosen.output.contains("× 2"), "\(chosen.errors)")
      #expect(try loss("fitnets", "--phase", "distil", "--set", "lambda=2").output == chosen.output)
      // The method's first phase needs other tensors.
      let first = try loss("fitnets")
      #expect(first.status == 65 && first.errors.contains("student.features.0"), "\(first.errors)")
      // A phase that trains the teacher is the one that is meant, and there the teacher learns.
      for (phase, tensor) in [("teacher", "teacher.logits"), ("generation-2", "student.logits")] {
        let file = place.file("\(phase).safetensors")
        let outcome = try loss(
          "tolerant", "--grads", file, "--set", phase == "teacher" ? "eta=0.5" : "stage=\(phase)")
        #expect(outcome.status == 0, "\(outcome.errors)")
        let written = String(decoding: try Data(contentsOf: URL(fileURLWithPath: file)), as: UTF8.self)
        #expect(written.contains(tensor))
        #expect(!written.contains(tensor == "teacher.logits" ? "student.logits" : "teacher.logits"))
      }
      for (arguments, status, says) in [
        ("fitnets --set stage=hnt", 64, "did you mean hint?"),
        ("fitnets --phase hint --set stage=distil", 64, "two phases"),
        ("at --set map=mean", 64, "sum or sum-p or max-p"), ("at --set mpa=sum", 64, "did you mean map?"),
        ("at --set beta=much", 64, "takes a number"), ("at --set beta", 64, "KNOB=VALUE"),
        ("at-gradient", 65, "needs the networks themselves"),
      ] as [(String, Int32, String)] {
        let parts = arguments.split(separator: " ").map(String.init)
        let outcome = try Program.run(["loss"] + parts + ["--tensors", Fixture.path("kd.safetensors")])
        #expect(outcome.status == status && outcome.errors.contains(says), "\(outcome.errors)")
      }
    }

    @Test func lossSaysWhatIsWrongWithAFile() throws {
      let place = try Workplace()
      try Data([1, 2, 3]).write(to: URL(fileURLWithPath: place.file("short.safetensors")))
      let short = try Program.run(["loss", "kd", "--tensors", place.file("short.safetensors")])
      #expect(short.status == 65 && short.errors.contains("short.safetensors"), "\(short.errors)")
      let header = #"{"student.logits":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]}}"#
      var data = Data([UInt8(header.utf8.count), 0, 0, 0, 0, 0, 0, 0])
      data += Data(header.utf8) + Data(count: 8)
      try data.write(to: URL(fileURLWithPath: place.file("part.safetensors")))
      let part = try Program.run(["loss", "kd", "--tensors", place.file("part.safetensors")])
      #expect(part.status == 65 && part.errors.contains("teacher.logits"), "\(part.errors)")
    }

    /// A label that is no class, labels that are no integers, a place that cannot be written.
    @Test func lossRefusesValuesThatMakeNone() throws {
      let place = try Workplace()
      func file(_ name: String, label: String, _ bytes: [UInt8]) throws -> String {
        let header =
          #"{"student.logits":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]},"#
          + #""teacher.logits":{"dtype":"F32","shape":[1,2],"data_offsets":[8,16]},"#
          + "\"labels\":{\"dtype\":\"\(label)\",\"shape\":[1],\"data_offsets\":[16,\(16 + bytes.count)]}}"
        var data = Data([UInt8(header.utf8.count), 0, 0, 0, 0, 0, 0, 0])
        data += Data(header.utf8) + Data(count: 16) + Data(bytes)
        try data.write(to: URL(fileURLWithPath: place.file(name)))
        return place.file(name)
      }
      let stray = try Program.run(
        ["loss", "kd", "--tensors", file("stray", label: "I64", [9, 0, 0, 0, 0, 0, 0, 0])])
      #expect(stray.status == 65 && stray.errors.contains("9"), "\(stray.errors)")
      let real = try Program.run(["loss", "kd", "--tensors", file("real", label: "F32", [0, 0, 0, 0])])
      #expect(real.status == 65 && real.errors.contains("labels holds float32"), "\(real.errors)")
      let nowhere = try Program.run(
        ["loss", "kd", "--tensors", Fixture.path("kd.safetensors"), "--grads", "/nonexistent/grads.safetensors"])
      #expect(nowhere.status == 73 && nowhere.errors.contains("/nonexistent"), "\(nowhere.errors)")
    }

    /// What was asked for does not arrive: that is no success.
    @Test(arguments: [
      "keys", "themes", "methods", "datasets", "runs .", "snapshot '\(Fixture.path("pytorch-kd"))'",
      "loss kd --tensors '\(Fixture.path("kd.safetensors"))'",
    ])
    func aFullDiskIsSaid(command: String) throws {
      let outcome = try Program.run(
        command: "/bin/sh", ["-c", "'\(Program.path())' \(command) > /dev/full"])
      #expect(outcome.status == 73 && outcome.errors.contains("No space left"), "\(outcome.errors)")
    }

    @Test func nothingAnErrorNamesCommandsTheTerminal() throws {
      let outcome = try Program.run(["snapshot", "no\u{1B}]0;pwned\u{7}\u{1B}[31mwhere"])
      #expect(outcome.status == 66 && outcome.errors.contains("nowhere"), "\(outcome.errors)")
      #expect(!outcome.errors.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" })
    }

    /// A reader that goes away ends the program, quietly.
    @Test func aClosedPipeIsNoCrash() throws {
      let outcome = try Program.run(
        command: "/bin/bash", ["-c", "'\(Program.path())' keys | head -n 1; echo ${PIPESTATUS[0]}"])
      #expect(!outcome.errors.contains("Fatal") && !outcome.errors.contains("crash"), "\(outcome.errors)")
    }
  }
}
