import Foundation
import RunModel
import Testing

extension EndToEnd {
  /// What a person gets told, and a script gets as exit code, when something asked for cannot be.
  @Suite(.serialized) struct BadInput {
    let place: Workplace

    init() throws { place = try Workplace() }

    struct Refusal: Sendable, CustomTestStringConvertible {
      var arguments: [String]
      var status: Int32
      /// Parts of the message.
      var says: [String]

      var testDescription: String { arguments.joined(separator: " ") }

      init(_ arguments: String, _ status: Int32, _ says: String...) {
        self.arguments = arguments.split(separator: " ").map(String.init)
        self.status = status
        self.says = says
      }
    }

    static let refusals: [Refusal] = [
      .init("launch --method kt", 64, "kt", "kd"),
      .init("launch --dataset digit", 64, "digit", "digits"),
      .init("launch --student mpl:10", 64, "mpl", "mlp"),
      .init("launch --student mlp:0", 64, "mlp:0"),
      .init("launch --teacher mlp:10,dropout=1.5", 64, "dropout"),
      .init("launch --set alfa=0.5", 64, "alfa", "alpha"),
      .init("launch --set alpha=2", 64, "alpha", "[0, 1]"),
      .init("launch --set temperature=0", 64, "temperature", "[1, 20]"),
      .init("launch --set temperature=hot", 64, "temperature", "hot"),
      .init("launch --set temperature=nan", 64, "temperature"),
      .init("launch --method at --set map=foo", 64, "map = foo", "max-p"),
      .init("launch --method dml --set peers=9", 64, "peers = 9", "2 to 8"),
      .init("launch --method dml --with sp", 64, "sp", "one teacher"),
      .init("launch --method kd --with dml", 64, "dml cannot be added", "sp"),
      .init("launch --teacher mlp:4+mlp:5", 64, "one network"),
      .init("launch --method at --layers teacher=a", 64, "teacher=group2,student=group2"),
      .init("launch --layers teacher=group1,student=group1", 64, "kd compares none"),
      .init("launch --augment foo=3", 64, "foo", "randaugment"),
      .init("launch --augment crop=9 --steps 5", 64, "crop", "at most 7 pixels"),
      .init("launch --method eskd --teacher-stop 99", 64, "--teacher-stop", "--teacher-epochs"),
      .init("launch --method multi-exit --student mlp:4 --steps 5", 64, "multi-exit:16,32,64"),
      .init("launch --method noisy-student --student-examples 1257 --steps 5", 64, "--student-examples"),
      .init(
        "launch --method at --steps 5 --layers teacher=group7,student=group1", 64, "no layer group7", "group1, group2"),
      .init("launch --method fsp --teacher convnet:8,8 --student convnet:4,4 --steps 5", 64, "[4, 4, 4]", "[8, 4, 4]"),
      .init("launch --steps 0", 64, "--steps"),
      .init("launch --steps 10 --epochs 3", 64, "--steps", "--epochs"),
      .init("launch --optimizer sdg", 64, "sdg", "nesterov"),
      .init("launch --schedule often", 64, "often", "cosine"),
      .init("launch --stepz 3", 64, "--stepz"),
      .init("launch --config missing.toml", 66, "missing.toml"),
      .init("launch --dataset mnist", 64, "--data-dir"),
      .init("launch --dataset mnist --data-dir nowhere", 66, "nowhere"),
      .init("launch --dataset cifar-10 --data-dir nowhere", 66, "nowhere"),
      .init("launch --teacher-weights nothing.safetensors", 66, "nothing.safetensors"),
      .init("launch --method distilbert", 64, "--teacher DIR"),
      .init("launch --method distilbert --dataset digits", 64, "distilbert learns from text", "digits"),
      .init("launch --method minilm --dataset mnist", 64, "minilm learns from text", "mnist"),
      .init("launch --student-examples 100000 --steps 1", 64, "100000"),
      .init("replay nowhere", 66, "nowhere"),
      .init("replay . --speed fast", 64, "fast"),
      .init("replay . --speed 1000", 64, "0.25 to 64"),
      .init("snapshot .", 66, "no events"),
      .init("snapshot nowhere", 66, "nowhere"),
      .init("snapshot . --size large", 64, "large"),
      .init("snapshot . --symbols dots", 64, "dots", "braille"),
      .init("runs nowhere", 66, "nowhere"),
      .init("loss kd --tensors nothing.safetensors", 66, "nothing.safetensors"),
      .init("loss kx --tensors nothing.safetensors", 64, "kx"),
      .init("launch --theme nonesuch --headless --steps 1", 64, "nonesuch"),
    ]

    @Test(arguments: refusals)
    func isRefused(refusal: Refusal) throws {
      let outcome = try Program.run(refusal.arguments, in: place.path)
      #expect(outcome.status == refusal.status, "\(outcome.errors)")
      for text in refusal.says { #expect(outcome.errors.contains(text), "\(outcome.errors)") }
      #expect(outcome.output.isEmpty)
      // Nothing was made for a run that never began.
      #expect(!FileManager.default.fileExists(atPath: place.file("runs")) || refusal.arguments.contains("--steps"))
    }

    @Test func configurationsSayWhereTheyAreWrong() throws {
      try "method = \"kd\"\nstudnet = \"mlp:10\"\n".write(
        toFile: place.file("a.toml"), atomically: true, encoding: .utf8)
      try "method = \"kd\"\nsteps = \n".write(toFile: place.file("b.toml"), atomically: true, encoding: .utf8)
      let unknown = try Program.run(["launch", "--config", "a.toml"], in: place.path)
      #expect(unknown.status == 64 && unknown.errors.contains("studnet") && unknown.errors.contains("student"))
      let broken = try Program.run(["launch", "--config", "b.toml"], in: place.path)
      #expect(broken.status == 64 && broken.errors.contains("b.toml") && broken.errors.contains("line 2"))
    }

    /// The bundled digits as IDX files in a directory of the test's own.
    private func digits() throws -> String {
      let folder = place.file("data")
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      let source = Fixture.package + "/Sources/Datasets/Resources/digits/digits-"
      for part in ["images-idx3-ubyte", "labels-idx1-ubyte"] {
        try FileManager.default.copyItem(atPath: source + part, toPath: "\(folder)/train-\(part)")
      }
      return folder
    }

    private func edit(_ path: String, _ change: (inout Data) -> Void) throws {
      var data = try Data(contentsOf: URL(fileURLWithPath: path))
      change(&data)
      try data.write(to: URL(fileURLWithPath: path))
    }

    @Test func dataFilesThatAreDamagedAreNamed() throws {
      let folder = try digits()
      let (images, labels) = ("\(folder)/train-images-idx3-ubyte", "\(folder)/train-labels-idx1-ubyte")
      let whole = (
        try Data(contentsOf: URL(fileURLWithPath: images)), try Data(contentsOf: URL(fileURLWithPath: labels))
      )
      func refused(_ path: String, status: Int32 = 65, says: String, _ change: (inout Data) -> Void) throws {
        try edit(path, change)
        let outcome = try Program.run(
          ["launch", "--dataset", "idx", "--data-dir", folder, "--name", "again"], in: place.path)
        // A run that never began leaves its name free.
        #expect(!FileManager.default.fileExists(atPath: place.file("runs/again")))
        #expect(outcome.status == status, "\(outcome.errors)")
        #expect(outcome.errors.contains(path) && outcome.errors.contains(says), "\(outcome.errors)")
        try whole.0.write(to: URL(fileURLWithPath: images))
        try whole.1.write(to: URL(fileURLWithPath: labels))
      }
      try refused(images, says: "115008") { $0 = $0.prefix(40_000) }
      try refused(images, says: "0x00000802") { $0[3] = 2 }
      try refused(labels, says: "0x00000803") { $0[3] = 3 }
      try refused(images, says: "dimensions") { $0[4] = 0x7F }
      // The idx data set takes as many classes as there are labels; where the classes are known, a stray label shows.
      for part in ["images", "labels"] {
        let name = part == "images" ? "idx3-ubyte" : "idx1-ubyte"
        try FileManager.default.copyItem(
          atPath: "\(folder)/train-\(part)-\(name)", toPath: "\(folder)/t10k-\(part)-\(name)")
      }
      try edit(labels) { $0[8 + 5] = 200 }
      let stray = try Program.run(
        ["launch", "--dataset", "mnist", "--data-dir", folder, "--name", "stray"], in: place.path)
      #expect(stray.status == 65 && stray.errors.contains("item 5 is 200"), "\(stray.errors)")
      try whole.1.write(to: URL(fileURLWithPath: labels))
      let good = try Program.run(
        [
          "launch", "--dataset", "idx", "--data-dir", folder, "--name", "good", "--steps", "5", "--teacher-epochs", "1",
        ],
        in: place.path)
      #expect(good.status == 0, "\(good.errors)")
    }

    @Test func aRunIsNeverOverwritten() throws {
      let job = ["launch", "--headless", "--name", "run", "--method", "scratch", "--steps", "5"]
      #expect(try Program.run(job, in: place.path).status == 0)
      let before = try RunLog(place.file("runs/run")).store.position
      let again = try Program.run(job, in: place.path)
      #expect(again.status == 73 && again.errors.contains("runs/run exists already"))
      #expect(try RunLog(place.file("runs/run")).store.position == before)
    }

    @Test func aPlaceThatCannotBeWrittenIsNamed() throws {
      try "".write(toFile: place.file("file"), atomically: true, encoding: .utf8)
      let under = try Program.run(["launch", "--run-dir", "file/run", "--steps", "5"], in: place.path)
      #expect(under.status == 73 && under.errors.contains("cannot write file"), "\(under.errors)")
      // As somebody who may not write here. Root may write everywhere, and becomes nobody for it.
      try FileManager.default.setAttributes([.posixPermissions: 0o555], ofItemAtPath: place.path)
      let kdtop = try Program.path()
      let job = ["launch", "--headless", "--steps", "5", "--name", "run"]
      let outcome =
        getuid() == 0
        ? try Program.run(
          command: "/usr/bin/setpriv", ["--reuid=65534", "--regid=65534", "--clear-groups", kdtop] + job, in: place.path
        )
        : try Program.run(job, in: place.path)
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: place.path)
      #expect(outcome.status == 73, "\(outcome.errors)")
      #expect(outcome.errors.contains("Permission denied"), "\(outcome.errors)")
    }

    @Test func aHeadlessRunThatDivergesKeepsTheLastGoodWeights() throws {
      let outcome = try Program.run(
        [
          "launch", "--headless", "--name", "run", "--teacher-epochs", "1", "--set", "learning_rate=10", "--set",
          "momentum=0.99", "--steps", "2000",
        ], in: place.path)
      #expect(outcome.status == 65, "\(outcome.errors)")
      #expect(
        outcome.errors.contains("loss is nan at step") && outcome.errors.contains("learning_rate")
          && outcome.errors.contains("the last good weights are saved"), "\(outcome.errors)")
      let log = try RunLog(place.file("runs/run"))
      #expect(log.view.status?.state == .failed)
      // What was saved is numbers.
      let folder = place.file("runs/run/checkpoints")
      let saved = try #require(try FileManager.default.contentsOfDirectory(atPath: folder).first)
      let weights = try #require(FileManager.default.contents(atPath: "\(folder)/\(saved)/teacher.safetensors"))
      let header = Int(weights.prefix(8).enumerated().reduce(UInt64(0)) { $0 | UInt64($1.element) << (8 * $1.offset) })
      let values = weights.dropFirst(8 + header)
      let numbers = stride(from: values.startIndex, to: values.endIndex - 3, by: 4).map { start in
        Float(bitPattern: (0..<4).reduce(UInt32(0)) { $0 | UInt32(values[start + $1]) << (8 * UInt32($1)) })
      }
      // Not only numbers: such as a network still has that has not begun to run away.
      #expect(numbers.count > 1000 && numbers.allSatisfy { abs($0) < 100 })
    }

    /// A teacher of NaNs: nothing was learned, and nobody may be told that it is saved.
    @Test func aRunThatDivergesAtItsFirstStepSavesNothingAndSaysSo() throws {
      let job = ["launch", "--headless", "--steps", "5", "--teacher-epochs", "1", "--name"]
      #expect(try Program.run(job + ["good"], in: place.path).status == 0)
      let weights = place.file("runs/good/checkpoints/step-45/teacher.safetensors")
      try edit(weights) { data in
        let header = Int(data[0]) + Int(data[1]) << 8
        for place in (8 + header)..<data.count { data[place] = 0xFF }
      }
      let outcome = try Program.run(job + ["bad", "--teacher-weights", weights], in: place.path)
      #expect(outcome.status == 65 && outcome.errors.contains("loss is nan at step 1"), "\(outcome.errors)")
      #expect(!outcome.errors.contains("saved"), "\(outcome.errors)")
      #expect(!FileManager.default.fileExists(atPath: place.file("runs/bad")))
    }

    @Test func aTornLogIsReadUpToTheTear() throws {
      let job = ["launch", "--headless", "--name", "run", "--method", "scratch", "--steps", "50"]
      #expect(try Program.run(job, in: place.path).status == 0)
      let folder = place.file("runs/run")
      let name = try #require(
        try FileManager.default.contentsOfDirectory(atPath: folder).first { $0.contains("tfevents") })
      try edit("\(folder)/\(name)") { $0 = $0.dropLast(700) }
      let torn = try Program.run(["snapshot", "runs/run", "--size", "80x24"], in: place.path)
      #expect(torn.status == 0 && torn.output.contains("loss"), "\(torn.errors)")
      // That is how a run ends that is killed.
      #expect(torn.errors.isEmpty, "\(torn.errors)")
      #expect(try !Program.run(["runs"], in: place.path).output.contains("damaged"))
      // A byte inside a payload costs that record and is said.
      try edit("\(folder)/\(name)") { $0[$0.count / 2] ^= 0xFF }
      let flipped = try Program.run(["snapshot", "runs/run", "--size", "80x24"], in: place.path)
      #expect(flipped.status == 0 && flipped.output.contains("loss"), "\(flipped.errors)")
      #expect(flipped.errors.contains("damaged"), "\(flipped.errors)")
      #expect(try Program.run(["runs"], in: place.path).output.contains("unfinished, damaged"))
    }

    /// Names of directories are no commands to the terminal, and a log that cannot be read at all is listed all the same.
    @Test func runsWithHostileNamesAreListed() throws {
      let folder = place.file("runs/ev\u{1B}[31mil\u{07}")
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      try "epoch,loss\n1,0.25\n".write(toFile: folder + "/a.tfevents.csv", atomically: true, encoding: .utf8)
      let list = try Program.run(["runs"], in: place.path)
      #expect(list.status == 0 && list.output.contains("evil") && list.output.contains("unreadable"), "\(list.output)")
      let snapshot = try Program.run(["snapshot", folder])
      #expect(snapshot.status == 65, "\(snapshot.errors)")
      for text in [list.output, list.errors, snapshot.output, snapshot.errors] {
        #expect(!text.contains("\u{1B}") && !text.contains("\u{07}"))
      }
    }

    /// Nobody reads what it says: the run goes on all the same, and a summary that cannot be printed is no success.
    @Test(arguments: [("2>&-", 0), ("2>/dev/full", 0), ("--json >/dev/full", 73), ("--json >&-", 73)])
    func streamsThatTakeNothing(redirection: String, status: Int) throws {
      let job = "launch --headless --method scratch --steps 5 --name run"
      let outcome = try Program.run(
        command: "/bin/sh", ["-c", "'\(Program.path())' \(job) \(redirection)"], in: place.path)
      #expect(Int(outcome.status) == status, "\(outcome.errors)")
      #expect(try RunLog(place.file("runs/run")).view.status?.state == .finished)
    }

    @Test func withoutStandardInputARunStillRuns() throws {
      let kdtop = try Program.path()
      let outcome = try Program.run(
        command: "/bin/sh",
        ["-c", "'\(kdtop)' launch --headless --json --method scratch --steps 5 --name run <&-"], in: place.path)
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(outcome.output.contains("\"student\""))
    }

    @Test func aTerminalThatNobodyKnowsIsNamed() throws {
      let terminal = try Tmux("TERM=nonesuch \(Program.path()) launch --name run", in: place.path)
      try terminal.wait(for: "nonesuch", "launch --headless", "exit code 64")
      let replay = try Tmux("TERM=nonesuch \(Program.path()) replay \(Fixture.path("pytorch-kd"))", in: place.path)
      try replay.wait(for: "nonesuch", "kdtop snapshot", "exit code 64")
    }

    @Test func aClosedStandardInputIsNoTerminal() throws {
      let terminal = try Tmux("\(Program.path()) launch --name run <&-", in: place.path)
      // The dashboard cannot be steered, and says so, or the run goes on without one: it must not spin or hang.
      try terminal.wait(for: "exit code")
    }

    @Test func withoutTheEngineLaunchSaysWhatToInstall() throws {
      let outcome = try Program.run(
        ["launch", "--headless", "--name", "run"], in: place.path, environment: ["KDTOP_ENGINE": "/nonexistent.so"])
      #expect(outcome.status == 69, "\(outcome.errors)")
      #expect(outcome.errors.contains("/nonexistent.so"), "\(outcome.errors)")
      let replay = try Program.run(
        ["snapshot", Fixture.path("pytorch-kd"), "--size", "80x24"], environment: ["KDTOP_ENGINE": "/nonexistent.so"])
      #expect(replay.status == 0 && replay.output.contains("train/loss"))
    }
  }
}
