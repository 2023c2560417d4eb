import Foundation
import Testing

@testable import TerminalUI

@Suite("Theme files") struct ThemeFileTests {
  @Test("keys that are missing come from the default")
  func partial() throws {
    let text =
      "teacher = \"#010203\"\nbackground = 'default'\nheat = ['#000000']\n[attributes]\ntitle = 'bold'\nfooter_key = []"
    let theme = try ThemeFile(text: text, file: "t.toml").applied(to: .dark, name: "t")
    #expect(theme.name == "t")
    #expect(theme[.teacher] == RGB(r: 1, g: 2, b: 3))
    #expect(theme[.background] == nil)
    #expect(theme.paper == Theme.dark[.defaultBackground])
    #expect(theme[.student] == Theme.dark[.student])
    #expect(theme.heat.color(at: 1) == RGB(hex: 0))
    #expect(theme.colors(of: .title).attributes == .bold)
    #expect(theme.colors(of: Style(.footerKey)).attributes.isEmpty)
    #expect(theme.colors(of: Style.teacher.underlined.on(.selected)).attributes == .underline)
    #expect(theme.colors(of: .selected).background == Theme.dark[.selectedBackground])
  }

  @Test(
    "a mistake is told with its file, line and key",
    arguments: [
      ("text = \"#c0caf5\"\nteachr = \"#ffffff\"", "t.toml:2: unknown key 'teachr'; did you mean teacher?"),
      (
        "\n\n teacher=\"#fffff\"",
        "t.toml:3: 'teacher' should be a colour \"#rrggbb\", one of the 16 as \"bright-blue\", or \"default\", not \"#fffff\""
      ),
      ("text = 7", "t.toml:1: 'text' should be a colour \"#rrggbb\", one of the 16 as \"bright-blue\", or \"default\""),
      ("series = []", "t.toml:1: 'series' should be a list of colours"),
      (
        "heat = ['#000000', 3]",
        "t.toml:1: 'heat' should be a colour \"#rrggbb\", one of the 16 as \"bright-blue\", or \"default\""
      ),
      ("about = 1", "t.toml:1: 'about' should be a line of text"),
      ("inherits = 1", "t.toml:1: 'inherits' should be the name of a theme"),
      ("attributes = 1", "t.toml:1: 'attributes' should be a table"),
      (
        "[attributes]\ntitle = ['blink']",
        "t.toml:2: 'title' should be a list of \"bold\", \"dim\", \"underline\" and \"reverse\""
      ),
      ("[attributes]\nheat = 'bold'", "t.toml:2: unknown key 'heat'"),
      (
        "[attributes]\ntitle = 1",
        "t.toml:2: 'title' should be a list of \"bold\", \"dim\", \"underline\" and \"reverse\""
      ),
      ("\"\\u001b[2J\" = 1", "t.toml: unknown key ''"),
    ])
  func mistakes(text: String, message: String) {
    let error = #expect(throws: ThemeError.self) { try ThemeFile(text: text, file: "t.toml") }
    #expect(error?.description.hasPrefix(message) == true, "\(error?.description ?? "")")
  }

  @Test("what is not TOML is told with its line")
  func notTOML() {
    let error = #expect(throws: ThemeError.self) { try ThemeFile(text: "text = \"#ffffff\"\n= 3", file: "t.toml") }
    guard case .notTOML("t.toml", 2, _) = error else {
      Issue.record("\(error.debugDescription)")
      return
    }
  }

  @Test("directories are searched in order, and names suggested")
  func library() throws {
    try withDirectory { directory in
      try FileManager.default.createDirectory(atPath: directory + "/own", withIntermediateDirectories: true)
      try "teacher = '#010203'".write(toFile: directory + "/own/mono.toml", atomically: true, encoding: .utf8)
      try "inherits = 'mono'\nstudent = '#040506'".write(
        toFile: directory + "/own/mine.toml", atomically: true, encoding: .utf8)
      let library = ThemeLibrary(
        directories: [directory + "/own", directory + "/none"] + ThemeLibrary.shipped.directories)
      #expect(library.names() == (ThemeTests.names + ["mine"]).sorted())
      let entries = library.entries()
      #expect(entries.map(\.name) == library.names())
      #expect(entries.first { $0.name == "mine" }?.path == directory + "/own/mine.toml")
      let mine = try library.theme(named: "mine")
      #expect(mine[.teacher] == RGB(hex: 0x010203) && mine[.student] == RGB(hex: 0x040506) && mine.name == "mine")
      #expect(try library.theme(named: directory + "/own/mine.toml") == mine)
      #expect(throws: ThemeError.unknownTheme("kdtop-drak", nearest: ["kdtop-dark", "kdtop-light"])) {
        try library.theme(named: "kdtop-drak")
      }
      #expect(throws: ThemeError.unknownTheme("contrast", nearest: ["high-contrast"])) {
        try library.theme(named: "contrast")
      }
      #expect(throws: ThemeError.self) { try library.theme(named: "./none.toml") }
      #expect(throws: ThemeError.self) { try library.theme(named: "") }
    }
  }

  @Test("the list tells whose a theme is, and what is wrong with one")
  func list() throws {
    try withDirectory { directory in
      let folder = directory + "/kdtop/themes"
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      try "about = 'as at home'\nteacher = 'bright-yellow'".write(
        toFile: folder + "/home.toml", atomically: true, encoding: .utf8)
      try "teacher = 3".write(toFile: folder + "/broken.toml", atomically: true, encoding: .utf8)
      let entries = ThemeLibrary(environment: ["XDG_CONFIG_HOME": directory], executable: nil).entries()
      #expect(entries.map(\.name) == ["broken", "home", "kdtop-dark"])
      #expect(entries.map(\.isUsers) == [true, true, false])
      #expect(throws: ThemeError.self) { try entries[0].theme.get() }
      let home = try entries[1].theme.get()
      #expect(home.about == "as at home" && home[.teacher]?.entry == 11)
    }
  }

  @Test("themes that inherit in a circle are refused")
  func circle() throws {
    try withDirectory { directory in
      try "inherits = 'b'".write(toFile: directory + "/a.toml", atomically: true, encoding: .utf8)
      try "inherits = './a.toml'".write(toFile: directory + "/b.toml", atomically: true, encoding: .utf8)
      let error = #expect(throws: ThemeError.self) { try ThemeLibrary(directories: [directory]).theme(named: "a") }
      #expect(error?.description.contains("a → b → a") == true, "\(error?.description ?? "")")
    }
  }

  @Test("where themes are looked for")
  func places() {
    let library = ThemeLibrary(
      environment: ["KDTOP_THEMES": "/k", "HOME": "/home/me"], executable: "/opt/kd/bin/kdtop")
    #expect(
      library.directories == [
        "/k", "/home/me/.config/kdtop/themes", "/opt/kd/bin/themes", "/opt/kd/themes", "/opt/themes",
        "/opt/kd/share/kdtop/themes",
      ])
    #expect(ThemeLibrary(environment: ["XDG_CONFIG_HOME": "/x"], executable: nil).directories == ["/x/kdtop/themes"])
  }

  private func withDirectory(_ body: (String) throws -> Void) throws {
    let directory = NSTemporaryDirectory() + "kdtop-themes-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: directory) }
    try body(directory)
  }
}
