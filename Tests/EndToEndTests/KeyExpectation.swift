import Dashboard
import Foundation
import TerminalUI

/// What the screen shows after a key: one entry an action of the table.
struct KeyExpectation {
  /// Where keys count, and how one gets there from the panels and back.
  struct Place {
    var name: String
    var place: KeyContext
    var enter: (Tmux) throws -> Void
    var leave: (Tmux) throws -> Void
  }

  /// Keys, by tmux's names, that make something to be seen of it.
  var before: (Place) -> [String] = { _ in [] }
  /// - Parameter before: the screen as it was.
  var check: (_ before: String, _ terminal: Tmux) throws -> Void
  /// Keys that undo it.
  var after: [String] = []
  /// Whether it ends the program: pressed once, at the end of a test.
  var leaves = false

  static func shows(_ texts: String..., before: [String] = [], after: [String] = []) -> KeyExpectation {
    KeyExpectation(before: { _ in before }, check: { _, terminal in try terminal.waitForAll(texts) }, after: after)
  }

  static func hides(_ text: String, before: [String] = [], after: [String] = []) -> KeyExpectation {
    KeyExpectation(before: { _ in before }, check: { _, terminal in try terminal.waitUntilGone(text) }, after: after)
  }

  /// The screen is another one than before.
  static func changes(before: [String] = [], after: [String] = []) -> KeyExpectation {
    KeyExpectation(
      before: { _ in before },
      check: { old, terminal in
        try eventually(seconds: 20) {
          try terminal.screen() != old
        } otherwise: {
          "the screen is as it was:\n\(old)"
        }
      }, after: after)
  }

  /// The screen is as before: all panels are on one page here.
  static let stays = KeyExpectation(
    check: { old, terminal in
      usleep(300_000)
      let now = try terminal.screen()
      if now != old { throw EndToEndError(description: "the screen has changed:\n\(now)") }
    })

  /// Another panel's frame has the colour of the focus.
  static func focusMoves(after key: String) -> KeyExpectation {
    KeyExpectation(
      before: { _ in ["End"] },
      check: { old, terminal in
        let frames = try terminal.coloredScreen()
        try terminal.press(key)
        try eventually(seconds: 20) {
          try terminal.coloredScreen() != frames
        } otherwise: {
          "no frame has changed its colour"
        }
      })
  }

  /// The crosshair, in the middle of a chart first, is somewhere else.
  static let crosshairMoves = KeyExpectation(
    before: { $0.name == "the crosshair" ? ["h"] : ["i", "h"] },
    check: { old, terminal in try KeyExpectation.changes().check(old, terminal) }, after: ["Escape"])

  static let ends = KeyExpectation(check: { _, _ in }, leaves: true)

  // MARK: - Places

  private static func place(
    _ name: String, _ context: KeyContext, _ keys: [String] = [], leave: [String] = [],
    shows text: String? = nil, hides: String? = nil
  ) -> Place {
    Place(
      name: name, place: context,
      enter: { terminal in
        for key in keys { try terminal.press(key) }
        if let text { try terminal.wait(for: text, seconds: 20) }
      },
      leave: { terminal in
        for key in leave { try terminal.press(key) }
        if let hides { try terminal.waitUntilGone(hides) }
      })
  }

  private static let overlays = [
    place("a list", .overlay, ["?"], leave: ["Escape"], shows: "╭ keys", hides: "╭ keys"),
    place("the themes", .list, ["T"], leave: ["Escape"], shows: "╭ themes", hides: "╭ themes"),
    place("the command line", .prompt, [":", "s"], leave: ["Escape"], shows: "╭ command", hides: "╭ command"),
  ]

  static let livePlaces =
    [
      // The run begins with the focus on the knobs.
      place("the knobs", .knobs),
      place("the soft targets", .classes, ["Tab"], leave: ["BTab"]),
      place("a chart", .panels, ["Tab", "Tab"], leave: ["BTab", "BTab"]),
      place("a value", .typing, ["7"], leave: ["Escape"], shows: "7_"),
      place("the question", .dialog, ["q"], leave: ["Escape"], shows: "quit?", hides: "quit?"),
    ] + overlays

  static let replayPlaces =
    [
      place("a replay", .replay),
      place("the crosshair", .replayCrosshair, ["End", "i"], leave: ["Escape"]),
    ] + overlays

  static let all: [KeyAction: KeyExpectation] = live.merging(replay) { $1 }.merging(everywhere) { $1 }

  // MARK: - A run

  private static let live: [KeyAction: KeyExpectation] = [
    .pauseOrResume: .shows("running", after: ["Space"]),
    .step: .changes(),
    .throttle: .changes(after: ["t"]),
    .stopDistilling: .shows("eskd is the one that stops part-way"),
    .saveCheckpoint: .shows("checkpoint of step"),
    .fork: .ends, .undo: .ends,
    .rewindBack: .shows("looking back", after: ["End"]),
    .rewindForward: .changes(before: ["{"], after: ["End"]),
    .rewindBackFar: .shows("looking back", after: ["End"]),
    .rewindForwardFar: .changes(before: ["{", "{"], after: ["End"]),
    .rewindStart: .shows("step 0", after: ["End"]),
    .rewindEnd: .hides("looking back", before: ["["]),
    .rewindPreviousChange: .shows("looking back", after: ["End"]),
    .rewindNextChange: .changes(before: ["Home"], after: ["End"]),
    .previousKnob: .shows("▸ temperature", before: ["Down"]),
    .nextKnob: .shows("▸ alpha", after: ["Up"]),
    .turnDown: .changes(after: ["BSpace"]), .turnUp: .changes(after: ["BSpace"]),
    .turnDownCoarse: .changes(after: ["BSpace"]), .turnUpCoarse: .changes(after: ["BSpace"]),
    .resetKnob: .changes(before: ["Right"]),
    .startTyping: .shows("_", after: ["Escape"]),
    .editValue: .shows("_", after: ["Escape"]),
    .typeCharacter: .changes(), .eraseCharacter: .changes(),
    .applyTyped: .hides("7_", after: ["BSpace"]),
    .cancelTyped: .hides("7_"),
    .previousChoice: .changes(), .nextChoice: .changes(),
    .choose: .hides("quit?", before: ["Right", "Right"]),
    .cancelQuit: .hides("quit?"),
    .saveAndQuit: .ends, .quitWithoutSaving: .ends,
  ]

  // MARK: - A replay

  private static let replay: [KeyAction: KeyExpectation] = [
    .playOrPause: .shows("▶ replay", after: ["Space"]),
    .seekBack: .changes(before: ["End"]), .seekForward: .changes(before: ["Home"]),
    .seekBackFar: .changes(before: ["End"]), .seekForwardFar: .changes(before: ["Home"]),
    .seekStart: .shows("step 0", before: ["End"]), .seekEnd: .changes(before: ["Home"]),
    .slower: .shows("0.5×", after: ["."]), .faster: .shows("2×", after: [","]),
    .previousChange: .changes(before: ["End"]), .nextChange: .changes(before: ["Home"]),
  ]

  // MARK: - Both

  private static let everywhere: [KeyAction: KeyExpectation] = [
    .nextClass: .changes(before: ["End"]), .previousClass: .changes(before: ["End"]),
    .nextPanel: .focusMoves(after: "BTab"), .previousPanel: .focusMoves(after: "Tab"),
    .togglePanel: .changes(before: ["End"], after: ["Escape", "Escape"]),
    .maximise: .changes(before: ["End"], after: ["z"]),
    .back: .hides("nothing is called", before: ["/", "z", "z", "z", "Enter"]),
    .nextPage: .stays, .previousPage: .stays,
    .logAxis: .changes(before: ["End"], after: ["y"]), .range: .changes(before: ["End"], after: ["x"]),
    .xUnit: .changes(before: ["End"], after: ["X", "X"]),
    .smoothMore: .changes(before: ["End"], after: ["S"]), .smoothLess: .changes(before: ["End", "s"]),
    .zoomIn: .changes(before: ["End"], after: ["x"]), .zoomOut: .changes(before: ["End", "+"], after: ["x"]),
    .panLeft: .changes(before: ["End", "+", "+"], after: ["x"]),
    .panRight: .changes(before: ["End", "+", "+", "S-Left"], after: ["x"]),
    .crosshair: .changes(before: ["End"], after: ["i"]),
    .crosshairLeft: .crosshairMoves, .crosshairRight: .crosshairMoves,
    .soloCurve: .changes(before: ["End"]),
    .help: .shows("╭ keys", after: ["Escape"]), .messages: .shows("╭ messages", after: ["Escape"]),
    .themes: .shows("╭ themes", after: ["Escape"]),
    .palette: .shows("╭ command", after: ["Escape"]),
    .filter: KeyExpectation(
      check: { _, terminal in
        try terminal.send("a")
        try terminal.wait(for: "/a", seconds: 20)
      }, after: ["Escape"]),
    .scrollUp: .changes(before: ["Down"]), .scrollDown: .changes(before: ["Home"]),
    .scrollPageUp: .changes(before: ["End"]), .scrollPageDown: .changes(before: ["Home"]),
    .scrollTop: .shows("1–", before: ["End"]), .scrollBottom: .changes(before: ["Home"]),
    .closeOverlay: .hides("╭ keys"),
    .previousItem: .changes(), .nextItem: .changes(), .firstItem: .changes(before: ["End"]),
    .lastItem: .changes(before: ["Home"]),
    .chooseItem: .hides("╭ themes"), .leaveList: .hides("╭ themes"),
    .typeText: .shows(":se"), .complete: .changes(),
    .previousCandidate: .changes(), .nextCandidate: .changes(),
    .submit: .changes(before: ["e", "t"]),
    .eraseText: .changes(), .eraseNext: .changes(before: ["Home"]), .eraseWord: .changes(), .eraseLine: .changes(),
    .cursorLeft: KeyExpectation(check: { _, terminal in try terminal.typesBefore("s") }),
    .cursorStart: KeyExpectation(check: { _, terminal in try terminal.typesBefore("s") }),
    .cursorRight: KeyExpectation(
      before: { _ in ["Home"] }, check: { _, terminal in try terminal.typesAfter("s") }),
    .cursorEnd: KeyExpectation(
      before: { _ in ["Home"] }, check: { _, terminal in try terminal.typesAfter("s") }),
    .leavePrompt: .hides("╭ command"),
    .quit: .ends,
  ]
}

extension Tmux {
  /// Waits until the screen has all of `texts`.
  func waitForAll(_ texts: [String]) throws {
    var last = ""
    try eventually(seconds: 20) {
      last = try screen()
      return texts.allSatisfy(last.contains)
    } otherwise: {
      "the screen never showed \(texts):\n\(last)"
    }
  }

  /// The screen once it has been the same for a moment.
  func settled() throws -> String {
    var last = try screen()
    for _ in 0..<100 {
      usleep(40_000)
      let now = try screen()
      if now == last { return now }
      last = now
    }
    return last
  }

  /// Presses a key of the table.
  func press(_ key: KeyEvent) throws {
    var prefix = ""
    if key.modifiers.contains(.control) { prefix += "C-" }
    if key.modifiers.contains(.alt) { prefix += "M-" }
    let shift = key.modifiers.contains(.shift)
    switch key.key {
    case .character(" "): try press(prefix + "Space")
    case .character(let character) where prefix.isEmpty: try send(String(character))
    case .character(let character): try press(prefix + String(character))
    case .tab: try press(shift ? "BTab" : prefix + "Tab")
    default: try press(prefix + (shift ? "S-" : "") + Tmux.name(of: key.key))
    }
  }

  private static func name(of key: KeyEvent.Key) -> String {
    switch key {
    case .up: "Up"
    case .down: "Down"
    case .left: "Left"
    case .right: "Right"
    case .home: "Home"
    case .end: "End"
    case .pageUp: "PPage"
    case .pageDown: "NPage"
    case .insert: "IC"
    case .delete: "DC"
    case .backspace: "BSpace"
    case .enter: "Enter"
    case .escape: "Escape"
    case .function(let number): "F\(number)"
    case .tab, .character: ""
    }
  }

  /// What is typed now comes before a text of the command line, or after it.
  func typesBefore(_ text: String) throws {
    try send("a")
    try wait(for: ":a" + text, seconds: 20)
  }

  func typesAfter(_ text: String) throws {
    try send("a")
    try wait(for: ":" + text + "a", seconds: 20)
  }

  /// The first place of a text on the screen, from a row on.
  func place(of text: String, below row: Int = -1, last: Bool = false) throws -> (x: Int, y: Int) {
    let lines = try screen().components(separatedBy: "\n")
    let rows = lines.indices.filter { $0 > row && lines[$0].contains(text) }
    guard let y = last ? rows.last : rows.first, let range = lines[y].range(of: text, options: last ? .backwards : [])
    else { throw EndToEndError(description: "there is no \(text) on the screen:\n\(try screen())") }
    return (lines[y][..<range.lowerBound].count, y)
  }

  func click(on text: String, last: Bool = true) throws {
    let place = try place(of: text, last: last)
    try send("\u{1B}[<0;\(place.x + 1);\(place.y + 1)M\u{1B}[<0;\(place.x + 1);\(place.y + 1)m")
  }
}
