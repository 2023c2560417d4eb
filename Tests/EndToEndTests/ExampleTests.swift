import Foundation
import Testing

extension EndToEnd {
  /// The pictures in `examples/` are what the commands in its README make of the logs there.
  @Suite(.serialized) struct Examples {
    private struct Command {
      var arguments: [String]
      var file: String
    }

    /// Lines such as `kdtop snapshot RUN --view 'soft targets' > FILE`.
    private func commands() throws -> [Command] {
      let text = try String(contentsOfFile: Fixture.package + "/examples/README.md", encoding: .utf8)
      return text.split(separator: "\n").filter { $0.hasPrefix("kdtop ") }.compactMap { line in
        let words = line.matches(of: #/'([^']*)'|(\S+)/#).map { String($0.1 ?? $0.2 ?? "") }
        guard words.count > 3, words[words.count - 2] == ">" else { return nil }
        return Command(arguments: Array(words[1..<words.count - 2]), file: words[words.count - 1])
      }
    }

    @Test func picturesAreWhatTheirCommandsMake() throws {
      let commands = try commands()
      #expect(commands.count >= 8)
      for command in commands {
        let outcome = try Program.run(
          command.arguments, in: Fixture.package,
          environment: ["XDG_CONFIG_HOME": "/nonexistent", "KDTOP_THEMES": Fixture.package + "/themes"])
        #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(command.file): \(outcome.errors)")
        let there = try String(contentsOfFile: Fixture.package + "/" + command.file, encoding: .utf8)
        #expect(outcome.output == there, "\(command.file) is not what `kdtop \(command.arguments)` makes now")
      }
    }

    /// Every picture is in the table, and every log is small.
    @Test func nothingIsLeftOver() throws {
      let folder = Fixture.package + "/examples"
      let known = Set(try commands().map { String($0.file.dropFirst("examples/".count)) })
      let names = try FileManager.default.contentsOfDirectory(atPath: folder)
      #expect(Set(names.filter { $0.hasSuffix(".svg") }) == known)
      for name in try FileManager.default.subpathsOfDirectory(atPath: folder + "/logs") {
        let size = try FileManager.default.attributesOfItem(atPath: folder + "/logs/" + name)[.size] as? Int
        #expect((size ?? 0) < 200_000, "\(name)")
      }
    }
  }
}
