import Foundation
import TerminalUI
import Testing

@testable import Dashboard

/// Layouts that a person has changed: on the screen, and in files.
@Suite struct ViewLayoutTests {
  @Test("what is written is read again")
  func roundTrip() throws {
    var layout = ScreenLayout(name: "mine")
    var train = ViewLayout()
    train.left = [.knobs, .chart("a \"quoted\" \\ tag\u{1}")]
    train.right = [.loss]
    train.rightShare = 0.375
    train.hidden = [.accuracy, .softTargets]
    train.heights = [.loss: 12, .knobs: 3.5]
    layout.views = [.train: train, .softTargets: .make { $0.hidden = [.softTargets] }]
    let text = LayoutFile.text(of: layout)
    #expect(try LayoutFile.parse(text, name: "mine", file: "x.toml") == layout)
    #expect(LayoutFile.text(of: try LayoutFile.parse(text, name: "mine", file: "x.toml")) == text)
    for preset in ScreenLayout.presets {
      #expect(try LayoutFile.parse(LayoutFile.text(of: preset), name: preset.name, file: "x") == preset)
    }
  }

  @Test(
    "files that hold no layout say where and what",
    arguments: [
      ("[train\n", "not TOML"), ("[trains]\n", "unknown key 'trains'"), ("train = 1\n", "'train' should be a table"),
      ("[train]\nleft = 3\n", "'train.left'"), ("[train]\nleft = [3]\n", "'train.left'"),
      ("[train]\nright_share = 2\n", "0.1 to 0.9"), ("[train]\nright_share = nan\n", "0.1 to 0.9"),
      ("[train.heights]\nloss = -1\n", "above 0"), ("[train]\ntop = []\n", "unknown key 'train.top'"),
    ])
  func faults(_ text: String, _ words: String) {
    let error = #expect(throws: LayoutError.self) { try LayoutFile.parse(text, name: "x", file: "x.toml") }
    #expect(
      error.map { "\($0)".contains(words) && "\($0)".contains("x.toml") } == true, "\(error.map { "\($0)" } ?? "")")
  }

  @Test("the library keeps a layout under the user's configuration and begins with it")
  func library() throws {
    let home = FileManager.default.temporaryDirectory.appending(path: "kdtop-layout-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: home) }
    let library = LayoutLibrary(environment: ["XDG_CONFIG_HOME": home.path])
    #expect(try library.layout(named: nil) == .standard)
    var layout = ScreenLayout.standard
    layout.views[.train] = .make { $0.hidden = [.knobs] }
    layout.name = ScreenLayout.ownName
    let file = try library.save(layout)
    #expect(file == home.path + "/kdtop/layouts/own.toml")
    #expect(try library.layout(named: nil) == layout)
    #expect(library.names == ScreenLayout.presets.map(\.name) + ["own"])
    #expect(throws: LayoutError.noSuchLayout("none", known: library.names)) { try library.layout(named: "none") }
    #expect(throws: LayoutError.self) { try library.layout(named: "../../own") }
    // One that is spoilt is left out, and said.
    try "[train\n".write(toFile: home.path + "/kdtop/layouts/bad.toml", atomically: true, encoding: .utf8)
    var state = DashboardState.live(size: Size(width: 80, height: 24))
    #expect(try state.adopt(library).count == 1)
    #expect(state.screenLayout == layout && state.layouts.contains(layout))
    #expect(throws: LayoutError.nowhere) { try LayoutLibrary(environment: [:]).save(layout) }
  }

  @Test("keys and the mouse move borders; nothing overlaps whatever is asked for")
  func borders() throws {
    var person = InputTests.Person()
    _ = person.press(KeyEvent("p"))
    func rect(_ id: PanelID) throws -> Rect {
      try #require(Scene(person.state, person.store).layout.rect(of: id))
    }
    let before = (try rect(.loss), try rect(.knobs))
    person.state.focus = .loss
    _ = person.press(KeyEvent(.right, .control), KeyEvent(.down, .control))
    #expect(try rect(.loss).width == before.0.width + 2 && rect(.loss).height == before.0.height + 1)
    #expect(try rect(.knobs).width == before.1.width - 2)
    #expect(person.state.screenLayout.name == "own")
    // The border between loss and accuracy is dragged up, that between the columns to the right.
    let loss = try rect(.loss)
    _ = person.mouse(.press(.left), at: Point(x: 5, y: loss.maxY - 1))
    _ = person.mouse(.drag(.left), at: Point(x: 5, y: loss.maxY - 4))
    _ = person.mouse(.release(.left), at: Point(x: 5, y: loss.maxY - 4))
    #expect(try rect(.loss).height == loss.height - 3)
    _ = person.mouse(.press(.left), at: Point(x: loss.maxX - 1, y: loss.y + 3))
    _ = person.mouse(.drag(.left), at: Point(x: loss.maxX + 9, y: loss.y + 3))
    #expect(try abs(rect(.loss).width - (loss.width + 9)) <= 1)
    #expect(person.press(KeyEvent("V")) == [.saveLayout(person.state.screenLayout)])
    // Far beyond both ends.
    for x in [-5, 0, 3, 60, 119, 500] {
      _ = person.mouse(.drag(.left), at: Point(x: x, y: 10))
      let frames = Scene(person.state, person.store).layout.frames
      #expect(frames.count == 4)
      for (index, frame) in frames.enumerated() {
        #expect(frame.rect.width >= 20)
        for other in frames[(index + 1)...] { #expect(frame.rect.intersection(other.rect).isEmpty) }
      }
    }
  }

  @Test("digits, Tab and clicks switch views, and each keeps its focus")
  func views() throws {
    var person = InputTests.Person()
    person.state.focus = .accuracy
    for (key, view) in [("2", ViewID.softTargets), ("5", .log), ("4", .run), ("1", .train)] {
      _ = person.press(KeyEvent(Character(key)))
      #expect(person.state.shownView == view)
    }
    #expect(Scene(person.state, person.store).focus == .accuracy)
    _ = person.press(KeyEvent(.tab))
    #expect(person.state.shownView == .softTargets)
    _ = person.press(KeyEvent(.tab, .shift), KeyEvent(.tab, .shift))
    #expect(person.state.shownView == .log)
    let tab = try #require(person.place(of: "4 run"))
    _ = person.mouse(.press(.left), at: tab)
    #expect(person.state.shownView == .run)
    #expect(person.frame.contains("weight decay"))
  }

  @Test("the log scrolls, follows what comes, and shows one kind alone")
  func log() {
    var person = InputTests.Person()
    _ = person.press(KeyEvent("5"))
    #expect(person.frame.contains("set temperature from 4 to 8 (keyboard)"))
    #expect(person.frame.contains("student"))
    _ = person.press(KeyEvent("g"))
    #expect(person.state.scrolls[.log] != nil || person.frame.contains("loading"))
    _ = person.press(KeyEvent("b"))
    #expect(person.state.scrolls[.log] == nil)
    person.state.choose(.commands)
    #expect(!person.frame.contains("phase distil"))
    #expect(person.frame.contains("set alpha from 0.9 to 0.7 (keyboard)"))
    _ = person.press(KeyEvent("C"))
    #expect(person.state.logKind == nil)
  }
}
