import Foundation
import RunModel
import Testing

extension EndToEnd {
  /// Every view in a real terminal, live and in a replay; layouts; and sizes that change all the time.
  @Suite(.serialized) struct Views {
    let place: Workplace
    let kdtop: String

    init() throws {
      place = try Workplace()
      kdtop = try Program.path()
    }

    private static let networks = "--teacher convnet:8,16 --student convnet:4,8"

    private func launch(_ options: String, width: Int = 120, height: Int = 40) throws -> Tmux {
      try Tmux(
        "XDG_CONFIG_HOME='\(place.path)/config' \(kdtop) launch --name run --teacher-epochs 1 \(options)", width: width,
        height: height, in: place.path)
    }

    private func look(at terminal: Tmux, temperature: String = "T 4") throws {
      try terminal.press("2")
      try terminal.wait(for: "all classes", "entropy", "temperature", temperature)
      try terminal.press("3")
      try terminal.wait(for: "confusion", "% right", "similarity", "attention", "flow between layers", "group1")
      try terminal.press("4")
      try terminal.wait(for: "config", "environment", "convnet:4,8", "learning rate")
      try terminal.press("5")
      try terminal.wait(for: "╭ log", "score      student")
      // What was long ago is far above by now.
      try terminal.send("/phase teacher")
      try terminal.wait(for: "phase teacher begins")
      try terminal.press("Enter")
      try terminal.press("Escape")
      try terminal.wait(for: "score      student")
      try terminal.press("1")
      try terminal.wait(for: "╭ loss", "╭ accuracy")
      // Tab goes on, and round.
      try terminal.press("Tab")
      try terminal.wait(for: "all classes")
      try terminal.press("BTab", "BTab")
      try terminal.wait(for: "╭ log")
      // A click on a name.
      let lines = try terminal.screen().components(separatedBy: "\n")
      let row = try #require(lines.firstIndex { $0.contains("3 inspect") })
      let column = try #require(lines[row].range(of: "3 inspect").map { lines[row][..<$0.lowerBound].count })
      try terminal.send("\u{1B}[<0;\(column + 3);\(row + 1)M\u{1B}[<0;\(column + 3);\(row + 1)m")
      try terminal.wait(for: "╭ confusion")
      // One panel over the whole screen, and back.
      try terminal.press("p", "Enter")
      try terminal.waitUntilGone("╭ confusion")
      try terminal.press("Escape")
      try terminal.wait(for: "╭ confusion")
    }

    @Test func everyViewLiveAndInAReplay() throws {
      let terminal = try launch("\(Self.networks) --steps 100000 --set throttle=60")
      try terminal.wait(for: "distil", "soft targets · class 0")
      try look(at: terminal)
      // A temperature is looked at first and applied then.
      try terminal.press("2")
      try terminal.press(">", ">")
      try terminal.wait(for: "preview", "Enter applies it")
      try terminal.press("Enter")
      try eventually {
        try RunLog(place.file("runs/run")).view.changes.contains { $0.outcome.knob == "temperature" }
      } otherwise: {
        "the temperature was not applied"
      }
      try terminal.press("5")
      try terminal.wait(for: "set temperature from 4 to")
      // The layout is changed, and kept.
      try terminal.press("1", "v")
      try terminal.waitUntilGone("╭ knobs")
      try terminal.press("V")
      try terminal.wait(for: "layout kept in")
      try terminal.press("q", "s")
      try terminal.wait(for: "exit code 0")
      let again = try Tmux(
        "XDG_CONFIG_HOME='\(place.path)/config' \(kdtop) replay runs/run --speed max", in: place.path)
      try again.wait(for: "layout own", "╭ loss")
      try again.press("v")
      try again.wait(for: "╭ knobs")
      try again.press("End")
      // As it was applied.
      try look(at: again, temperature: "T 5")
      try again.press("q")
      try again.wait(for: "exit code 0")
    }

    @Test func networksWithoutPlacesSayWhy() throws {
      let terminal = try launch("--teacher mlp:32,16 --student mlp:8,8 --steps 100000 --set throttle=60")
      try terminal.wait(for: "distil", "class 0")
      try terminal.press("3")
      try terminal.wait(for: "have no places", "convnet")
      try terminal.press("q", "x")
      try terminal.wait(for: "exit code 0")
    }

    @Test func whatIsLookedAtAgreesWithTheScores() throws {
      let outcome = try Program.run(
        ["launch", "--json", "--name", "run", "--teacher-epochs", "2", "--steps", "120"]
          + Self.networks.split(separator: " ").map(String.init), in: place.path)
      #expect(outcome.status == 0, "\(outcome.errors)")
      let log = try RunLog(place.file("runs/run"))
      let view = log.view
      for (role, tag) in [("student", Tag.studentAccuracy), ("teacher", Tag.teacherAccuracy)] {
        let confusion = try #require(view.tensor(Tag.confusion(role), rank: 2))
        #expect(confusion.shape == [10, 10])
        let right = (0..<10).reduce(Float(0)) { $0 + confusion.values[$1 * 11] }
        let all = confusion.values.reduce(0, +)
        #expect(Int(all) == view.description?.sizes?.validation)
        #expect(view.value(tag).map { abs($0 - right / all) < 1e-6 } == true)
        let similarity = try #require(view.tensor(Tag.similarity(role), rank: 2))
        #expect(similarity.shape == [60, 60] && similarity.isBytes)
        #expect((0..<60).allSatisfy { similarity.values[$0 * 61] == 255 })
        #expect(view.tensorNames(after: Tag.attentionPrefix(role)) == ["group1", "group2"])
        #expect(view.tensorNames(after: Tag.flowPrefix(role)) == ["group1 > group2"])
        #expect(view.inspectionNote(role)?.layer == "group2")
      }
      let labels = try #require(view.tensor(Tag.probeLabels, rank: 1))
      #expect(labels.values == (0..<60).map { Float($0 / 6) })
      #expect(view.tensor(Tag.pictures, rank: 4)?.shape == [6, 1, 8, 8])
      let wrong = try #require(view.tensor(Tag.wrongExamples, rank: 2))
      #expect(stride(from: 0, to: wrong.values.count, by: 4).allSatisfy { wrong.values[$0] != wrong.values[$0 + 1] })
      #expect(view.tensor(Tag.wrongPictures, rank: 4)?.shape == [wrong.shape[0], 1, 8, 8])
    }

    @Test func aStormOfSizes() throws {
      let terminal = try launch("\(Self.networks) --steps 100000 --set throttle=0")
      try terminal.wait(for: "distil", "class 0")
      let before = try RunLog(place.file("runs/run")).view.step
      var generator = SystemRandomNumberGenerator()
      for number in 0..<200 {
        try terminal.resize(Int.random(in: 10...220, using: &generator), Int.random(in: 3...70, using: &generator))
        if number % 20 == 0 { try terminal.press("\(number / 20 % 5 + 1)") }
        Thread.sleep(forTimeInterval: 0.03)
      }
      try terminal.resize(120, 40)
      try terminal.press("1")
      try terminal.wait(for: "╭ loss", "╭ accuracy", "╭ knobs", "╭ soft targets", "1 train")
      // Nothing of another size is left behind: each line of the frame begins and ends as it should, once it is drawn.
      var screen = ""
      try eventually {
        screen = try terminal.screen()
        let lines = screen.components(separatedBy: "\n")
        guard lines.count >= 36, lines[3].hasPrefix("╭ loss"), lines[3].hasSuffix("╮") else { return false }
        return lines[4..<36].allSatisfy { "│╰╭".contains($0.first ?? " ") && "│╯╮".contains($0.last ?? " ") }
      } otherwise: {
        "something of another size is left:\n\(screen)"
      }
      try eventually {
        try RunLog(place.file("runs/run")).view.step > before + 50
      } otherwise: {
        "training did not go on"
      }
      try terminal.press("q", "x")
      try terminal.wait(for: "exit code 0")
    }
  }
}
