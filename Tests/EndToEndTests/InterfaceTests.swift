import Foundation
import Testing

extension EndToEnd {
  /// What a person has made of the dashboard: colours, keys, commands by name, and lines instead of boxes.
  @Suite(.serialized) struct Interface {
    let place: Workplace
    let kdtop: String

    init() throws {
      place = try Workplace()
      kdtop = try Program.path()
    }

    /// Begins with a configuration of the test's own and the themes of the source tree.
    private func environment(_ configuration: String? = nil) throws -> String {
      let folder = place.file("config/kdtop")
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      if let configuration {
        try configuration.write(toFile: folder + "/config.toml", atomically: true, encoding: .utf8)
      }
      return "TERM=xterm-256color XDG_CONFIG_HOME='\(place.file("config"))' KDTOP_THEMES='\(Fixture.package)/themes'"
    }

    private func replay(_ configuration: String? = nil, _ options: String = "", width: Int = 120) throws -> Tmux {
      try Tmux(
        "\(environment(configuration)) \(kdtop) replay \(Fixture.path("pytorch-kd")) --speed max \(options)",
        width: width, in: place.path)
    }

    private func live(_ configuration: String? = nil) throws -> Tmux {
      let terminal = try Tmux(
        "\(environment(configuration)) \(kdtop) launch --name run --teacher-epochs 2 --set throttle=40 --steps 100000",
        in: place.path)
      try terminal.wait(for: "distil", "teacher entropy")
      return terminal
    }

    private func leave(_ terminal: Tmux) throws {
      try terminal.press("C-c")
      try terminal.wait(for: "exit code 0")
    }

    @Test func themesAreShownAsOnePassesThem() throws {
      let terminal = try replay()
      try terminal.wait(for: "step 599")
      let before = try terminal.colors()
      try terminal.press("T")
      try terminal.wait(for: "▸ kdtop-dark", "deep, calm blue-grey")
      try terminal.press("Down")
      try terminal.wait(for: "▸ kdtop-light", "warm paper")
      try eventually {
        try terminal.colors().background != before.background
      } otherwise: {
        "the screen is as dark as it was"
      }
      try terminal.press("Escape")
      try terminal.waitUntilGone("warm paper")
      try eventually {
        try terminal.colors().background == before.background
      } otherwise: {
        "the screen has other colours than before"
      }
      try terminal.press("T", "Down", "Enter")
      try eventually {
        let (text, colors) = (try terminal.screen(), try terminal.colors())
        return !text.contains("warm paper") && colors.background != before.background
      } otherwise: {
        "the theme was not kept"
      }
      try leave(terminal)
    }

    @Test func noColorLeavesTypeFaces() throws {
      let terminal = try Tmux(
        "\(environment()) NO_COLOR=1 \(kdtop) replay \(Fixture.path("pytorch-kd")) --speed max", in: place.path)
      try terminal.wait(for: "step 599")
      let colors = try terminal.colors()
      #expect(colors.count == 0 && colors.text.contains("\u{1B}[1m"))
      try terminal.press("T")
      try terminal.wait(for: "▸ mono")
      try leave(terminal)
    }

    @Test func keysAreAsTheFileSays() throws {
      let terminal = try live(
        "theme = \"nord\"\nvim = true\n[keys]\npause-or-resume = \"F5\"\nmessages = \"m\"\nrange = \"ctrl-r\"\n")
      try terminal.wait(for: "F5 pause")
      try terminal.press("F5")
      try terminal.wait(for: "paused")
      // The usual key does nothing any more.
      try terminal.press("Space")
      usleep(300_000)
      #expect(try terminal.screen().contains("paused"))
      try terminal.press("?")
      try terminal.wait(for: "F5", "pause training")
      try terminal.press("Escape", ":")
      try terminal.wait(for: "command")
      try terminal.send("quit!")
      try terminal.press("Enter")
      try terminal.wait(for: "exit code 0")
    }

    @Test func conflictsAreToldWithFileAndLine() throws {
      let settings = ["XDG_CONFIG_HOME": place.file("config")]
      _ = try environment("[keys]\nfork = \"F5\"\nundo = [\"u\", \"F5\"]\n")
      let refused = try Program.run(["keys"], environment: settings)
      #expect(refused.status == 64)
      #expect(refused.errors.contains("config/kdtop/config.toml:3: f5 is to be undo here, and fork in line 2"))
      let terminal = try replay("[keys]\nfork = \"F5\"\nundo = \"F5\"\n")
      try terminal.wait(for: "config.toml:3: f5 is to be undo here", "exit code 64")
      _ = try environment("[keys]\nfork = \"x\"\n")
      let taken = try Program.run(["keys", "--names"], environment: settings)
      #expect(taken.status == 0 && taken.output.contains("Taken from others"))
      #expect(taken.output.contains("config.toml:2: x is fork now, and no longer range"))
      #expect(taken.output.contains("pause-or-resume"))
    }

    @Test func commandsAreRunByName() throws {
      let terminal = try live()
      try terminal.press(":")
      try terminal.wait(for: "command", "set KNOB VALUE")
      try terminal.send("se")
      try terminal.press("Tab")
      try terminal.send("temp")
      try terminal.press("Tab")
      try terminal.wait(for: ":set temperature")
      try terminal.send("6.5")
      try terminal.press("Enter")
      try terminal.wait(for: "6.5")
      try eventually {
        try RunLog(place.file("runs/run")).view.changes.contains { $0.outcome.new == 6.5 }
      } otherwise: {
        "the log has no change of temperature"
      }
      try terminal.press(":")
      try terminal.send("theme high-c")
      try terminal.press("Tab", "Enter")
      try terminal.waitUntilGone("command")
      try terminal.send(":frobnicate")
      try terminal.press("Enter")
      try terminal.wait(for: "no command is called 'frobnicate'")
      try terminal.press("Escape")
      try terminal.send(":pause")
      try terminal.press("Enter")
      try terminal.wait(for: "paused")
      try terminal.send(":q!")
      try terminal.press("Enter")
      try terminal.wait(for: "exit code 0")
    }

    @Test func aFilterLeavesWhatIsWanted() throws {
      let terminal = try replay()
      try terminal.wait(for: "step 599", "train/loss")
      try terminal.send("/loss")
      try terminal.wait(for: "/loss", "train/loss")
      try terminal.press("Enter")
      try terminal.wait(for: "train/loss")
      let screen = try terminal.screen()
      #expect(!screen.contains("╭ train/lr") && screen.contains("/loss"))
      try terminal.press("Escape")
      try terminal.send("/nothing like it")
      try terminal.wait(for: "nothing is called")
      try terminal.press("Escape")
      try terminal.wait(for: "train/loss")
      try leave(terminal)
    }

    @Test func namesOfAnyScriptKeepTheGrid() throws {
      // Wide characters and a script from right to left, in a theme's name and in a filter.
      let folder = place.file("config/kdtop/themes")
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      try "about = '漢字 und עברית'".write(toFile: folder + "/漢字-שלום.toml", atomically: true, encoding: .utf8)
      let terminal = try replay(width: 100)
      try terminal.wait(for: "step 599")
      try terminal.press("T", "End")
      let screen = try terminal.wait(for: "漢字-שלום", "yours")
      for line in screen.split(separator: "\n") where line.contains("漢字-שלום") {
        // The frame's right side stands in the last column: wide characters count twice.
        let columns = line.unicodeScalars.reduce(0) { $0 + ($1.value >= 0x2E80 && $1.value < 0xA000 ? 2 : 1) }
        #expect(columns == 100 && line.last == "│", "\(columns)")
      }
      try leave(terminal)
    }

    @Test func aRunInLinesTakesCommands() throws {
      let terminal = try Tmux(
        "\(environment()) \(kdtop) launch --plain --name run --teacher-epochs 2 --set throttle=100 --steps 100000",
        in: place.path)
      try terminal.wait(for: "phase distil", "student loss")
      try terminal.send("set temperature 4.5\n")
      try terminal.wait(for: "temperature from", "to 4.5")
      try terminal.send("pause\n")
      try terminal.wait(for: "paused")
      try terminal.send("knobs\n")
      try terminal.wait(for: "temperature 4.5, range")
      try terminal.send("set warmth 3\n")
      try terminal.wait(for: "no knob is called warmth")
      try terminal.send("quit\n")
      let screen = try terminal.wait(for: "weights saved", "exit code 0")
      // Lines, not boxes.
      #expect(!screen.contains("╭") && !screen.contains("│"))
      #expect(try RunLog(place.file("runs/run")).view.changes.contains { $0.outcome.new == 4.5 })
    }

    @Test func aLogInLinesAnswersQuestions() throws {
      try "status\ngoto 300\nfrob\n".write(toFile: place.file("questions"), atomically: true, encoding: .utf8)
      let outcome = try Program.run(
        command: "/bin/sh",
        ["-c", "'\(kdtop)' replay '\(Fixture.path("pytorch-kd"))' --plain < '\(place.file("questions"))'"])
      #expect(outcome.status == 0 && outcome.errors.isEmpty)
      #expect(outcome.output.contains("train/loss") && outcome.output.contains("no command is called frob"))
      #expect(outcome.output.contains("step 300"))
      #expect(!outcome.output.contains("\u{1B}"))
    }
  }
}

extension Tmux {
  /// The screen with its colours: how many there are, and the background that most cells have.
  func colors() throws -> (text: String, count: Int, background: String) {
    let text = try coloredScreen()
    let codes = text.matches(of: #/\u{1B}\[([0-9;:]*)m/#).map { String($0.1) }
    let colors = codes.filter { $0.contains(#/(^|;)(3[0-7]|9[0-7]|38|4[0-7]|10[0-7]|48)(;|:|$)/#) }
    let backgrounds = Dictionary(
      grouping: codes.compactMap { $0.firstMatch(of: #/48[;:][0-9;:]+/#) }.map { String($0.0) }
    ) { $0 }
    return (text, Set(colors).count, backgrounds.max { $0.value.count < $1.value.count }?.key ?? "")
  }
}
