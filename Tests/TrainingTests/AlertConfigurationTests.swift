import RunModel
import Testing

@testable import Training

@Suite struct AlertConfigurationTests {
  @Test("rules are read from a file, written and read again")
  func roundTrip() throws {
    let text = """
      steps = 10

      [[alerts]]
      when = "falls"
      tag = "accuracy/student"
      for = 2
      pause = true

      [[alerts]]
      name = "good enough"
      when = "above"
      tag = "accuracy/student"
      value = 0.95
      """
    let options = try RunOptions(toml: text, file: "f.toml")
    let expected = [
      AlertRule("accuracy/student falls", .falls, of: Tag.studentAccuracy, points: 2, pauses: true),
      AlertRule("good enough", .above, of: Tag.studentAccuracy, value: 0.95),
    ]
    #expect(options.alerts == expected)
    #expect(try RunOptions(toml: options.toml, file: "f.toml") == options)
    let configuration = try RunConfiguration.resolve(options, isWatched: true)
    #expect(configuration.options.alerts == expected)
  }

  @Test("no rules are asked for with an empty list; a file without any leaves the usual ones")
  func none() throws {
    let none = try RunOptions(toml: "alerts = []", file: "f.toml")
    #expect(none.alerts == [])
    #expect(try RunOptions(toml: none.toml, file: "f.toml").alerts == [])
    #expect(try RunOptions(toml: "", file: "f.toml").alerts == nil)
    // What is said nearer wins.
    var mine = RunOptions()
    #expect(mine.over(none).alerts == [])
    mine.alerts = AlertRule.usual
    #expect(mine.over(none).alerts == AlertRule.usual)
  }

  @Test(
    "what is no rule is refused with its place",
    arguments: [
      ("alerts = 3", "f.toml: alerts must be a list of tables with when and tag"),
      ("[[alerts]]\ntag = \"x\"", "f.toml: alerts[0].when must be one of rises, falls, flat, nan, above, below"),
      ("[[alerts]]\nwhen = \"nan\"", "f.toml: alerts[0].tag must be a curve, such as \"loss/student\""),
      ("[[alerts]]\nwhen = \"above\"\ntag = \"x\"", "f.toml: alerts[0].value must be a number"),
      (
        "[[alerts]]\nwhen = \"flat\"\ntag = \"x\"\nfor = 0",
        "f.toml: alerts[0].for must be a whole number from 1 to 100000"
      ),
    ])
  func refused(text: String, expected: String) throws {
    let error = #expect(throws: ConfigurationError.self) { try RunOptions(toml: text, file: "f.toml") }
    #expect(try #require(error).description == expected)
    let unknown = #expect(throws: ConfigurationError.self) {
      try RunOptions(toml: "[[alerts]]\nwen = \"nan\"\ntag = \"x\"", file: "f.toml")
    }
    #expect(try #require(unknown).description.contains("when"))
  }

  @Test("a reporter puts an alert into the log right after the point, once, and says so")
  func reporter() {
    let sink = RecordingSink()
    let reporter = Reporter(sink: sink, alerts: [AlertRule("low", .below, of: "x", value: 1)])
    var told: [Int] = []
    reporter.onAlert = { told.append($0.step) }
    for (step, value) in [(1, 2), (2, 0.5), (3, 0.25)] as [(Int, Float)] {
      reporter.step = step
      reporter.scalars([Scalar("x", value)])
    }
    reporter.flush()
    #expect(sink.events.notices == [Notice(.warning, "low: x is 0.5, below 1", alert: "low")])
    #expect(sink.events.map(\.step) == [1, 2, 2, 3] && told == [2])
    // Steps that the log knows already are no news.
    reporter.isMuted = true
    reporter.scalars([Scalar("x", 5)])
    reporter.scalars([Scalar("x", 0)])
    reporter.flush()
    #expect(told == [2])
  }
}
