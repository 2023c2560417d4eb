import Foundation
import Testing

@testable import Training

/// What can be asked for in a file and on the command line, and how the two go together.
@Suite struct RunOptionsTests {
  /// Options with every field set to something of its own.
  private var full: RunOptions {
    var options = RunOptions()
    for (index, field) in RunOptions.fields.enumerated() {
      switch field.kind {
      case .text(let path): options[keyPath: path] = "text \(index) “é” \"\\ \t\u{7F}\n'"
      case .integer(let path): options[keyPath: path] = index + 1
      case .unsigned(let path): options[keyPath: path] = UInt64(Int64.max)
      case .number(let path): options[keyPath: path] = 0.1 + Double(index)
      case .flag(let path): options[keyPath: path] = false
      }
    }
    options.knobs = ["temperature": 4, "learning_rate": 1e-5, "alpha": 0.1 + 0.2, "throttle": 1e300]
    return options
  }

  @Test func everyFieldRoundTrips() throws {
    #expect(try RunOptions(toml: full.toml, file: "run.toml") == full)
    for field in RunOptions.fields {
      #expect(full.toml.contains("\n\(field.name) = ") || full.toml.hasPrefix(field.name))
    }
    #expect(try RunOptions(toml: RunOptions().toml, file: "empty") == RunOptions())
  }

  @Test func knobNamesOfAnyKindRoundTrip() throws {
    let file = "[knobs]\n\"temper[ture\" = 2\n\"\" = 3\n\"a = 1 # \\\" \\\\ é\" = 4\nbare-name = 5\n"
    let options = try RunOptions(toml: file, file: "f")
    #expect(options.knobs == ["temper[ture": 2, "": 3, "a = 1 # \" \\ é": 4, "bare_name": 5])
    #expect(try RunOptions(toml: options.toml, file: "again") == options)
  }

  @Test func nothingIsLeftOutAfterAZeroByte() throws {
    let error = #expect(throws: ConfigurationError.self) {
      try RunOptions(toml: "steps = 3\n\0\nbatch-size = 4", file: "f.toml")
    }
    #expect(try #require(error).description == "f.toml is not valid TOML: line 2, column 1: there is a zero byte")
  }

  /// The parser behind it asserts that there is a name.
  @Test(arguments: [
    "[(knobs]", "[", "[[[a]]]", "[\n]", "[[ \t.a]]", "\u{FEFF}[(", " # [\n\t[=]", "[]", "[ [a]]",
  ])
  func aTableHeaderWithoutANameEndsNoProgram(header: String) throws {
    let before = [
      "", "name = \"\"\"\n[(\"\"\"\"\"\n", "name = '''\n[(''''\n", "name = \"[\\\"\" # \"\"\"\n",
    ]
    for text in before.map({ $0 + header }) {
      let error = #expect(throws: ConfigurationError.self) { try RunOptions(toml: text, file: "f.toml") }
      #expect(try #require(error).description.hasPrefix("f.toml is not valid TOML: line "), "\(text)")
    }
  }

  @Test(arguments: [
    "1979-05-27T:", "1979-05-27 0,", "[1, {a = 1989-05-27TI07:32:00 }]", "1_979-05-27 0 ", "0000-00-00t",
    "0989-05-2= 3 ", "0é79-05\"27 0,",
  ])
  func aDateWithoutItsTimeEndsNoProgram(date: String) throws {
    for text in ["seed = \(date)\n", "seed=\(date)\n", "seed = [1,\(date)]"] {
      let error = #expect(throws: ConfigurationError.self) { try RunOptions(toml: text, file: "f.toml") }
      #expect(try #require(error).description.hasPrefix("f.toml is not valid TOML: line 1, column "), "\(text)")
    }
  }

  @Test(arguments: ["[}", "[1, }", "[{ a = 1 ]]", "{ a = [ 1, # ]\n } ]"])
  func bracketsOfAnotherKindEndNoProgram(value: String) throws {
    let error = #expect(throws: ConfigurationError.self) { try RunOptions(toml: "seed = \(value)\n", file: "f.toml") }
    #expect(try #require(error).description.hasPrefix("f.toml is not valid TOML: line "), "\(value)")
  }

  @Test(arguments: ["1979-05-27", "1979-05-27T07:32:00Z", "1979-05-27 07:32:00", "1979-05-27 # no time", "07:32:00"])
  func datesAreNoNumbers(date: String) throws {
    let error = #expect(throws: ConfigurationError.self) { try RunOptions(toml: "seed = \(date)\n", file: "f.toml") }
    #expect(try #require(error).description == "f.toml: seed must be a whole number, 0 or more")
  }

  @Test func whatOnlyLooksLikeATableHeaderIsRead() throws {
    let text = "name = \"\"\"\n[(\\\"\"\"\"\"\nmethod = '''\n[('''\n# [(\n[ knobs ]\n'[(' = 1\n"
    let options = try RunOptions(toml: text, file: "f")
    #expect(options.name == "[(\"\"" && options.method == "[(" && options.knobs == ["[(": 1])
    let array = #expect(throws: ConfigurationError.self) {
      try RunOptions(toml: "steps = [\n  [+1, 2],\n  [\n  ],\n  [{ a = 1 }]\n]\n", file: "f.toml")
    }
    #expect(try #require(array).description == "f.toml: steps must be a whole number")
  }

  @Test func theTableNamesEveryField() {
    // A field the table forgets would be neither read, written nor merged.
    let stored = Mirror(reflecting: RunOptions()).children.count
    #expect(RunOptions.fields.count == stored - 4, "all but the knobs, their changes, the method's options and alerts")
    #expect(Set(RunOptions.fields.map(\.name)).count == RunOptions.fields.count)
  }

  @Test func aWholeFile() throws {
    let options = try RunOptions(
      toml: """
        # a comment
        method = "kd"
        batch-size = 0x40
        clip-norm = 2        # a whole number where a fraction may stand
        teacher-cache = false

        [knobs]
        learning-rate = 1
        alpha = 0.5
        """, file: "f")
    #expect(options.method == "kd" && options.batchSize == 64 && options.clipNorm == 2 && options.teacherCache == false)
    #expect(options.knobs == ["learning_rate": 1, "alpha": 0.5])
  }

  @Test func unknownKeysSuggestTheNearest() throws {
    let error = #expect(throws: ConfigurationError.self) { try RunOptions(toml: "batchsize = 3", file: "my.toml") }
    #expect(try #require(error).description == "my.toml: unknown key “batchsize”; did you mean batch-size?")
    let knob = #expect(throws: ConfigurationError.self) { try RunOptions(toml: "[knob]\nalpha = 1", file: "f") }
    #expect(try #require(knob).description.contains("did you mean knobs?"))
    let far = #expect(throws: ConfigurationError.self) { try RunOptions(toml: "favourite-colour = 1", file: "f") }
    #expect(try #require(far).description.contains("(keys: method, with, dataset,"))
  }

  @Test(arguments: [
    ("method = 3", "method must be a string"), ("steps = 2.5", "steps must be a whole number"),
    ("steps = \"3\"", "steps must be a whole number"), ("seed = -1", "seed must be a whole number, 0 or more"),
    ("clip-norm = \"x\"", "clip-norm must be a number"), ("clip-norm = inf", "clip-norm must be a number"),
    ("clip-norm = nan", "clip-norm must be a number"), ("teacher-cache = 1", "teacher-cache must be true or false"),
    ("knobs = 3", "knobs must be a table"), ("[knobs]\nalpha = \"x\"", "knobs.alpha must be a number"),
    ("[knobs]\nalpha = nan", "knobs.alpha must be a number"), ("[method]\na = 1", "method must be a string"),
    ("batch-size = [1]", "batch-size must be a whole number"),
  ])
  func wrongTypes(text: String, message: String) throws {
    let error = #expect(throws: ConfigurationError.self) { try RunOptions(toml: text, file: "f.toml") }
    #expect(try #require(error).description == "f.toml: \(message)")
  }

  @Test(arguments: ["method = \"kd\"\nsteps = = 3\n", "method = \"kd\"\nmethod = \"kd\"\n", "\n[knobs\n"])
  func whatIsNotTOMLIsShownWithItsLine(text: String) throws {
    let error = #expect(throws: ConfigurationError.self) { try RunOptions(toml: text, file: "f.toml") }
    let message = try #require(error).description
    #expect(message.hasPrefix("f.toml is not valid TOML: line 2, column "), "\(message)")
  }

  @Test func filesThatCannotBeRead() throws {
    let missing = #expect(throws: ConfigurationError.self) { try RunOptions(contentsOf: "/no/such/file.toml") }
    #expect(try #require(missing).description == "cannot read /no/such/file.toml: no such file")
    let directory = #expect(throws: ConfigurationError.self) { try RunOptions(contentsOf: "/tmp") }
    #expect(try #require(directory).description.contains("it is a directory"))
    let place = try TemporaryDirectory()
    try Data([0x61, 0xFF, 0xFE]).write(to: URL(fileURLWithPath: place.path + "/latin.toml"))
    #expect(throws: ConfigurationError.self) { try RunOptions(contentsOf: place.path + "/latin.toml") }
  }

  @Test func optionsGoOverTheFile() throws {
    var typed = RunOptions()
    typed.method = "scratch"
    typed.knobs = ["alpha": 0.1]
    let merged = typed.over(full)
    var expected = full
    expected.method = "scratch"
    expected.knobs["alpha"] = 0.1
    #expect(merged == expected)
    #expect(full.over(RunOptions()) == full)
    #expect(RunOptions().over(full) == full)
  }

  @Test func aTypedLengthReplacesTheOtherKindInTheFile() throws {
    // run.toml says steps; --epochs must win over it, not collide with it.
    let file = try RunOptions(toml: "steps = 100\nname = \"a\"", file: "f")
    var typed = RunOptions()
    typed.epochs = 3
    typed.runDirectory = "/tmp/elsewhere"
    let merged = typed.over(file)
    #expect(merged.epochs == 3 && merged.steps == nil)
    #expect(merged.runDirectory == "/tmp/elsewhere" && merged.name == nil)
    var other = RunOptions()
    other.steps = 5
    other.name = "b"
    let back = other.over(merged)
    #expect(back.epochs == nil && back.steps == 5 && back.runDirectory == nil && back.name == "b")
  }

  @Test func settings() throws {
    #expect(try RunOptions.knobSetting("temperature=4") == ("temperature", 4))
    #expect(try RunOptions.knobSetting(" learning-rate = 1e-3 ") == ("learning_rate", 0.001))
    #expect(try RunOptions.knobSetting("throttle=off") == ("throttle", 0))
    for text in ["temperature", "=4", ""] {
      #expect(throws: ConfigurationError.badSetting(text)) { try RunOptions.knobSetting(text) }
    }
    for value in ["", "hot", "nan", "inf", "4=5"] {
      #expect(throws: ConfigurationError.badKnobValue(knob: "temperature", value: value)) {
        try RunOptions.knobSetting("temperature=\(value)")
      }
    }
  }
}
