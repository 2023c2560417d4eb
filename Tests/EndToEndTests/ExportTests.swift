import Foundation
import RunModel
import Testing

extension EndToEnd {
  /// Curves and figures of logs.
  @Suite(.serialized) struct Exports {
    let place: Workplace
    let log = Fixture.path("pytorch-kd")

    init() throws { place = try Workplace() }

    @Test func aTableHasEveryPoint() throws {
      let csv = try Program.run(["export", log, "--series", "train/loss"])
      #expect(csv.status == 0 && csv.errors.isEmpty)
      let lines = csv.output.split(separator: "\n")
      #expect(lines.first == "step,wall_time,train/loss")
      let series = try RunLog(log).values("train/loss")
      #expect(lines.count == series.count + 1)
      for (line, point) in zip(lines.dropFirst(), series) {
        let cells = line.split(separator: ",")
        #expect(Int(cells[0]) == point.step)
        let value = Float(cells[2])
        #expect(value == point.value || (value?.isNaN == true && point.value.isNaN), "\(line)")
      }
      let several = try Program.run(["export", log, "--series", "train/*", "--smooth", "0.9"])
      let header = several.output.split(separator: "\n").first.map(String.init) ?? ""
      #expect(header.contains("train/loss,train/loss (smoothed)") && header.contains("train/soft_loss"))
    }

    @Test func asJSONIntoAFile() throws {
      let file = place.file("curves.json")
      let outcome = try Program.run(["export", log, "--series", "train/loss", "--format", "json", "--output", file])
      #expect(outcome.status == 0 && outcome.output.isEmpty)
      let data = try Data(contentsOf: URL(fileURLWithPath: file))
      let object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
      let series = try #require((object["series"] as? [[String: Any]])?.first)
      #expect((series["steps"] as? [Int])?.count == (series["values"] as? [Any])?.count)
      #expect(series["tag"] as? String == "train/loss")
      let again = try Program.run(["export", log, "--series", "train/loss", "--output", file])
      #expect(again.status == 73 && again.errors.contains("exists already"))
    }

    @Test func aFigureCanBeDrawn() throws {
      let file = place.file("figure.svg")
      let outcome = try Program.run([
        "export", log, "--figure", file, "--smooth", "0.9", "--axis", "time", "--title", "a & b",
      ])
      #expect(outcome.status == 0, "\(outcome.errors)")
      let drawn = try Program.run(command: "/usr/bin/env", ["rsvg-convert", file, "-o", place.file("figure.png")])
      #expect(drawn.status == 0, "rsvg-convert (librsvg2-bin): \(drawn.errors)")
      #expect(try Data(contentsOf: URL(fileURLWithPath: place.file("figure.png"))).count > 5000)
      let printed = try Program.run(["export", log, "--figure", "-"])
      #expect(printed.output.hasPrefix("<?xml"))
    }

    @Test func whatMakesNoSenseIsRefused() throws {
      let cases: [([String], Int32, String)] = [
        (["--series", "train/los"], 64, "did you mean train/loss?"),
        (["--series", "train/loss", "--schedule"], 64, "give one of them"),
        (["--format", "csv"], 64, "say what to export"),
        (["--series", "train/loss", "--log"], 64, "go with --figure"),
        (["--figure", place.file("x.svg"), "--smooth", "1"], 64, "up to, but not including, 1"),
        (["--figure", place.file("x.svg"), "--size", "9x9"], 64, "120x80"),
        (["--figure", place.file("none/x.svg")], 73, "there is no directory"),
      ]
      for (arguments, status, text) in cases {
        let outcome = try Program.run(["export", log] + arguments)
        #expect(outcome.status == status && outcome.errors.contains(text), "\(arguments): \(outcome.errors)")
        #expect(outcome.output.isEmpty)
      }
      #expect(try Program.run(["export", place.file("nothing"), "--series", "x"]).status == 66)
    }
  }
}
