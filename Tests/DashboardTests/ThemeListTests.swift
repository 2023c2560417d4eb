import Foundation
import RunModel
import TerminalUI
import Testing

@testable import Dashboard

/// `T`: themes shown as one passes them.
@Suite struct ThemeListTests {
  /// A library with three themes besides the default, one of which is wrong.
  private func library() throws -> (ThemeLibrary, folder: String) {
    let folder = NSTemporaryDirectory() + "kdtop-list-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    for (name, text) in [
      ("amber", "about = 'as old screens were'\nteacher = '#ffb000'"), ("broken", "teacher = 7"),
      ("paper", "background = '#ffffff'\ntext = '#000000'\ndefault_text = '#000000'"),
    ] { try text.write(toFile: "\(folder)/\(name).toml", atomically: true, encoding: .utf8) }
    return (ThemeLibrary(environment: ["KDTOP_THEMES": folder], executable: nil), folder)
  }

  private func person(_ size: Size = Size(width: 120, height: 40)) throws -> InputTests.Person {
    var person = InputTests.Person(size)
    person.state.themeLibrary = try library().0
    return person
  }

  /// The names of the themes that were asked for.
  private func names(_ actions: [DashboardAction]) -> [String] {
    actions.compactMap { if case .recolor(let theme) = $0 { theme.name } else { nil } }
  }

  @Test func eachIsShownAsOnePassesItAndEscGoesBack() throws {
    var person = try person()
    #expect(person.press(KeyEvent("T")) == [])
    // The list begins at what is shown: kdtop-dark, the third of four.
    #expect(person.frame.contains("▸ kdtop-dark") && person.frame.contains("yours · light"))
    #expect(names(person.press(KeyEvent(.down))) == ["paper"])
    #expect(names(person.press(KeyEvent("T"))) == ["amber"])
    #expect(person.frame.contains("as old screens were"))
    #expect(names(person.press(KeyEvent("j"))) == [])
    #expect(person.frame.contains("'teacher' should be a colour"))
    #expect(person.state.theme.name == "amber")
    #expect(names(person.press(KeyEvent(.escape))) == ["kdtop-dark"])
    #expect(person.state.overlay == nil && person.state.theme == .dark)
  }

  @Test func enterKeepsIt() throws {
    var person = try person()
    #expect(names(person.press(KeyEvent("T"), KeyEvent(.home))) == ["amber"])
    #expect(person.press(KeyEvent(.enter)) == [] && person.state.overlay == nil)
    #expect(person.state.theme.name == "amber")
    #expect(person.press(KeyEvent("T"), KeyEvent(.escape)) == [])
    #expect(names(person.press(KeyEvent("T"), KeyEvent(.end))) == ["paper"])
  }

  @Test func theMouseChoosesToo() throws {
    var person = try person()
    _ = person.press(KeyEvent("T"))
    let amber = try #require(person.place(of: "amber"))
    #expect(names(person.mouse(.press(.left), at: amber)) == ["amber"])
    #expect(names(person.mouse(.wheelUp, at: amber)) == ["paper"])
    #expect(names(person.mouse(.press(.left), at: amber)) == ["amber"])
    #expect(person.mouse(.press(.left), at: amber) == [] && person.state.overlay == nil)
    _ = person.press(KeyEvent("T"))
    let paper = try #require(person.place(of: "paper"))
    #expect(names(person.mouse(.press(.left), at: paper)) == ["paper"])
    #expect(names(person.mouse(.press(.left), at: .zero)) == ["amber"])
    #expect(person.state.overlay == nil)
  }

  @Test(arguments: [Size(width: 20, height: 6), Size(width: 40, height: 12), Size(width: 80, height: 24)])
  func theListFits(size: Size) throws {
    var person = try person(size)
    _ = person.press(KeyEvent("T"))
    let frame = try #require({ if case .themes(let choice) = person.state.overlay { choice } else { nil } }())
    let rect = ThemeListView.frame(frame, in: size)
    #expect(Rect(origin: .zero, size: size).intersection(rect) == rect)
    #expect(person.frame.contains("kdtop-dark"))
  }
}
