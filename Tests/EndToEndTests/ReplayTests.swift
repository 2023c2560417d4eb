import Foundation
import EventFiles
import RunModel
import Testing

extension EndToEnd {
  /// Playing back what is on disk, in a real terminal and without one.
  @Suite(.serialized) struct Replay {
    let place: Workplace
    let kdtop: String

    init() throws {
      place = try Workplace()
      kdtop = try Program.path()
    }

    /// A run with two changes of alpha, played in the dashboard.
    func recordedRun() throws {
      let terminal = try Tmux(
        "\(kdtop) launch --name run --teacher-epochs 2 --set throttle=40 --steps 400", in: place.path)
      try terminal.wait(for: "distil", "teacher entropy")
      // The steps wait for the fingers: they are soon over.
      try terminal.press("Space")
      try terminal.wait(for: "paused")
      try terminal.press("Down", "S-Left")
      try terminal.wait(for: "0.8")
      for _ in 0..<20 { try terminal.press("n") }
      try terminal.press("S-Left")
      try terminal.wait(for: "0.7")
      try terminal.press("t", "Space")
      try terminal.wait(for: "finished")
      try terminal.press("q")
      try terminal.wait(for: "exit code 0")
    }

    @Test func aForeignLogShowsItsSpikeAndItsNaN() throws {
      let terminal = try Tmux(
        "\(kdtop) replay \(Fixture.path("pytorch-kd")) --speed max", width: 80, height: 24, in: place.path)
      let screen = try terminal.wait(for: "step 599", "train/loss", "×")
      // The spike of one step stands out by more than half of the chart's height.
      let chart = screen.components(separatedBy: "\n").dropFirst(4).prefix(7).map { Array($0) }
      let column = try #require(
        chart.first?.indices.dropFirst(8).prefix(30).first { chart[0][$0] == "⢸" || chart[1][$0] == "⢸" })
      #expect(chart.filter { $0.count > column && $0[column] == "⢸" }.count >= 4)
      try terminal.press("q")
      try terminal.wait(for: "exit code 0")
    }

    /// A log that takes a while to read: a bar says how far it is, then the run is there; who does not want to wait leaves.
    @Test func aLongLogIsReadBehindABar() throws {
      let writer = try EventFileWriter(directory: place.file("long"))
      for step in 0..<60_000 {
        let scalars = [Scalar(Tag.studentLoss, 1 / Float(step + 1)), Scalar(Tag.teacherLoss, 0.1)]
        try writer.append(Event(step: step, wallTime: 1.7e9 + Double(step) * 0.001, .scalars(scalars)))
      }
      try writer.close()
      let shell = try Tmux.shell(in: place.path)
      try shell.record(to: place.file("seen"))
      try shell.enter("\(kdtop) replay long --speed max")
      try shell.wait(for: "╭ loss", "quit")
      try shell.press("q")
      try shell.wait(for: "ready>")
      let seen = try String(decoding: Data(contentsOf: URL(fileURLWithPath: place.file("seen"))), as: UTF8.self)
      #expect(seen.contains("reading ") && seen.contains(" %"))
      // Typed before it is read, and before the terminal is the dashboard's.
      try shell.enter("clear; \(kdtop) replay long; echo left with $?")
      try shell.send("q")
      try shell.wait(for: "left with 0")
    }

    @Test func keysMoveThePlayheadAndThePanelsFollow() throws {
      try recordedRun()
      let terminal = try Tmux("\(kdtop) replay runs/run", in: place.path)
      try terminal.wait(for: "soft targets", "▶")
      try terminal.press("Space")
      try terminal.press("Home")
      try terminal.wait(for: "step 0")
      try terminal.press(")")
      try terminal.wait(for: "alpha             0.8")
      try terminal.press(")")
      try terminal.wait(for: "alpha             0.7")
      try terminal.press("(")
      try terminal.wait(for: "alpha             0.8")
      try terminal.press("End")
      try terminal.wait(for: "step 480 of 480")
      for speed in ["2×", "4×", "8×", "16×", "32×", "64×", "max"] {
        try terminal.press(".")
        try terminal.wait(for: speed)
      }
      for _ in 0..<9 { try terminal.press(",") }
      try terminal.wait(for: "0.25×")
      // A click in the middle of the timeline, which is the third line from below.
      try terminal.send("\u{1B}[<0;61;38M\u{1B}[<0;61;38m")
      try terminal.wait(for: "step 24")
      // Nothing that a replay does is written anywhere.
      let files = try FileManager.default.contentsOfDirectory(atPath: place.file("runs"))
      #expect(files == ["run"])
      try terminal.press("q")
      try terminal.wait(for: "exit code 0")
      try terminal.press("echo whole terminal", "Enter")
      try terminal.wait(for: "\nwhole terminal")
    }

    @Test func theHeaderNamesTheLogAndTheFirstMessageItsDamage() throws {
      let folder = place.file("theirs")
      try FileManager.default.copyItem(atPath: Fixture.path("pytorch-kd"), toPath: folder)
      let name = try #require(
        try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.contains("tfevents") }.min())
      let file = URL(fileURLWithPath: "\(folder)/\(name)")
      var data = try Data(contentsOf: file)
      data[data.count / 2] ^= 0xFF
      try data.write(to: file)
      let terminal = try Tmux("\(kdtop) replay theirs --symbols ascii", in: place.path)
      let screen = try terminal.wait(for: "/theirs", "damaged", "+ train/loss")
      #expect(screen.unicodeScalars.allSatisfy { $0.isASCII })
      try terminal.press("q")
      try terminal.wait(for: "exit code 0")
    }

    /// In a log of a step a minute, of which a quarter of the speed shows none within a test.
    @Test func replayStartsWhereItIsTold() throws {
      let writer = try EventFileWriter(directory: place.file("slow"))
      for step in 0..<600 {
        let scalars = [Scalar(Tag.studentLoss, 1 / Float(step + 1))]
        try writer.append(Event(step: step, wallTime: 1.7e9 + Double(step) * 60, .scalars(scalars)))
      }
      try writer.close()
      let terminal = try Tmux(
        "\(kdtop) replay slow --from-step 300 --speed 0.25", width: 80, height: 24, in: place.path)
      try terminal.wait(for: "step 300", "▶")
      try terminal.press("Space")
      try terminal.wait(for: "step 300", "‖")
      try terminal.press("q")
      try terminal.wait(for: "exit code 0")
    }

    @Test func snapshotsHaveTheAskedSizeFormatAndStep() throws {
      func snapshot(_ arguments: String...) throws -> String {
        let outcome = try Program.run(["snapshot", Fixture.path("pytorch-kd")] + arguments)
        #expect(outcome.status == 0, "\(outcome.errors)")
        return outcome.output
      }
      for (width, height) in [(80, 24), (120, 40), (200, 60)] {
        let text = try snapshot("--size", "\(width)x\(height)")
        // The last line, the footer, is empty where there are no keys to press.
        #expect([height, height + 1].contains(text.split(separator: "\n", omittingEmptySubsequences: false).count))
        #expect(text.split(separator: "\n").contains { $0.count == width })
      }
      #expect(try snapshot("--at", "100").contains("step 100"))
      let ansi = try snapshot("--format", "ansi")
      #expect(ansi.contains("\u{1B}[") && ansi.contains("train/loss"))
      let ascii = try snapshot("--symbols", "ascii")
      #expect(ascii.unicodeScalars.allSatisfy { $0.isASCII })
      let picture = place.file("picture.svg")
      try snapshot("--format", "svg").write(toFile: picture, atomically: true, encoding: .utf8)
      let drawn = try Program.run(
        command: "/usr/bin/env", ["rsvg-convert", picture, "-o", place.file("picture.png")])
      #expect(drawn.status == 0, "rsvg-convert (librsvg2-bin): \(drawn.errors)")
      let png = try Data(contentsOf: URL(fileURLWithPath: place.file("picture.png")))
      #expect(png.count > 10_000 && png.starts(with: [0x89, 0x50, 0x4E, 0x47]))
    }

    /// A log of a whole directory: curves of its parts stand in one chart.
    @Test func aSingleFileAndADirectoryCanBeRead() throws {
      let folder = Fixture.path("pytorch-kd")
      let file = try #require(
        try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.contains("tfevents") }.min())
      let one = try Program.run(["snapshot", "\(folder)/\(file)", "--size", "80x24"])
      #expect(one.status == 0 && one.output.contains("train/loss"))
      let all = try Program.run(["snapshot", folder, "--size", "120x60"])
      #expect(all.output.contains("accuracy") && all.output.contains("student"))
    }
  }
}
