import Dashboard
import TerminalUI

extension KeyExpectation {
  /// One entry an action of the table.
  static let all: [KeyAction: KeyExpectation] = training.merging(knobs) { $1 }.merging(replay) { $1 }
    .merging(history) { $1 }.merging(panels) { $1 }.merging(views) { $1 }.merging(charts) { $1 }
    .merging(sentences) { $1 }.merging(general) { $1 }.merging(typing) { $1 }.merging(overlays) { $1 }

  private static let overAll: KeyContext = [.overlay, .list, .line, .prompt]

  // MARK: - A run

  private static let training: [KeyAction: KeyExpectation] = [
    .pauseOrResume: .shows("running").then { _, driver in
      try driver.press(["Space"])
      try driver.wait(for: "paused")
    },
    .step: .moves(),
    .throttle: .changes(after: ["t"]),
    .stopDistilling: .shows("eskd is the one that stops part-way"),
    .saveCheckpoint: .shows("checkpoint of step", "written"),
  ]

  private static let knobs: [KeyAction: KeyExpectation] = [
    .previousKnob: .shows("▸ temperature", before: ["Down"]),
    .nextKnob: .shows("▸ alpha", after: ["Up"]),
    .turnDown: .changes(after: ["BSpace"]), .turnUp: .changes(after: ["BSpace"]),
    .turnDownCoarse: .changes(after: ["BSpace"]), .turnUpCoarse: .changes(after: ["BSpace"]),
    .resetKnob: .changes(before: ["Right"]),
    .startTyping: KeyExpectation(
      check: { press, driver in try driver.wait(for: "\(press.key.typed ?? " ")_  [1, 20]") },
      after: { try $1.press(["Escape"]) }),
    .editValue: .shows("4_  [1, 20]", after: ["Escape"]),
    .typeCharacter: KeyExpectation(
      before: { _, _ in ["1"] },
      check: { press, driver in try driver.wait(for: "1\(press.key.typed ?? " ")_  [1, 20]") }),
    .eraseCharacter: .shows(" 1_  [1, 20]", before: ["1", "2"]),
    .applyTyped: .hides("_  [1, 20]", before: ["7"], after: ["BSpace"]),
    .cancelTyped: .hides("_  [1, 20]"),
    .previousChoice: .recolors(), .nextChoice: .recolors(),
    .choose: .hides("quit?", before: ["Right", "Right"]),
    .cancelQuit: .hides("quit?"),
    .saveAndQuit: .shows("exit code 0", "run saved in").ending(in: .dialog),
    .quitWithoutSaving: .shows("exit code 0").ending(in: .dialog),
  ]

  // MARK: - The past

  private static let replay: [KeyAction: KeyExpectation] = [
    .playOrPause: .shows("▶ replay", before: ["Home"]).then { _, driver in
      try driver.press(["Space"])
      try driver.waitUntilGone("▶ replay")
      try driver.press(["End"])
    },
    .seekBack: .moves(before: ["End"]), .seekForward: .moves(before: ["Home"], after: ["End"]),
    .seekBackFar: .moves(before: ["End"], after: ["End"]), .seekForwardFar: .moves(before: ["Home"], after: ["End"]),
    .seekStart: .shows("0:00 / ", before: ["End"], after: ["End"]), .seekEnd: .moves(before: ["Home"]),
    .slower: .shows("0.5×", after: ["."]), .faster: .shows("2×", after: [","]),
    .previousChange: .moves(before: ["End"], after: ["End"]), .nextChange: .moves(before: ["Home"], after: ["End"]),
  ]

  private static func looksBack(_ what: KeyExpectation) -> KeyExpectation {
    what.then { _, driver in
      try driver.press(["End"])
      try driver.waitUntilGone("looking back")
    }
  }

  private static let history: [KeyAction: KeyExpectation] = [
    .rewindBack: looksBack(.shows("looking back")),
    .rewindBackFar: looksBack(.shows("looking back")),
    .rewindForward: looksBack(.moves(before: ["{"])),
    .rewindForwardFar: looksBack(.moves(before: ["{", "{"])),
    .rewindStart: looksBack(.shows("looking back")),
    .rewindPreviousChange: looksBack(.shows("looking back")),
    .rewindNextChange: looksBack(.moves(before: ["Home"])),
    .rewindEnd: .hides("looking back", before: ["["]),
    // Another run goes on in the same terminal; its name says where it parted from which.
    .fork: .shows("-at-").ending(in: .main),
    .undo: .shows("-at-", before: ["1", ":focus knobs", "Right"]).before([], in: .replays).ending(in: .main),
  ]

  // MARK: - Panels

  /// Lists are taller than their panels where the terminal is low.
  private static let low = "@100x20"
  private static let usual = "@120x30"

  private static let panels: [KeyAction: KeyExpectation] = [
    .nextClass: .changes(after: ["C"]), .previousClass: .changes(after: ["c"]),
    .nextPanel: .recolors(after: ["P"]), .previousPanel: .recolors(after: ["p"]),
    .maximise: .changes(after: ["z"]),
    .previewDown: previews, .previewUp: previews,
    .previewDownCoarse: .changes(before: [">"]), .previewUpCoarse: .changes(),
    .applyPreview: .hides("preview", after: [":set temperature 4"]),
    .dropPreview: .hides("preview"),
    .nextPage: .changes(before: ["@72x12", "PPage", "PPage", "PPage"], after: [usual]),
    .previousPage: .changes(before: ["@72x12", "NPage", "NPage", "NPage"], after: [usual]),
    .listUp: .changes(before: [low, "b"], after: [usual]), .listDown: .changes(before: [low, "g"], after: [usual]),
    .listPageUp: .changes(before: [low, "b"], after: [usual]),
    .listPageDown: .changes(before: [low, "g"], after: [usual]),
    .listTop: .changes(before: [low, "b"], after: [usual]), .listBottom: .changes(before: [low, "g"], after: [usual]),
    .nextKind: .recolors(before: ["5"]), .previousKind: .recolors(before: ["5"]),
  ]

  /// Seen where soft targets are, which is another view than that of the lists.
  private static let previews = KeyExpectation(
    check: { press, driver in
      if press.place.context == .preview {
        let old = press.before.body
        return try driver.wait("the panels are as before") { $0.body != old }
      }
      try driver.press(["1"])
      try driver.wait(for: "preview")
    },
    after: { place, driver in
      guard place.context != .preview else { return }
      try driver.press(["Escape"])
      try driver.waitUntilGone("preview")
    })

  private static let views: [KeyAction: KeyExpectation] = [
    .showView: KeyExpectation(
      before: { $1.typed == "1" ? ["2"] : ["1"] },
      check: { press, driver in
        let titles: [Character: String] = [
          "1": "╭ loss", "2": "╭ all classes", "3": "╭ confusion", "4": "╭ config", "5": "╭ log",
        ]
        try driver.wait(for: press.key.typed.flatMap { titles[$0] } ?? "no such view")
      }),
    .nextView: .changes(), .previousView: .changes(),
    .togglePanel: KeyExpectation(check: { press, driver in
      guard case .character(let number) = press.key.key else { return }
      func isSaid(_ word: String, _ look: KeyDriver.Look) -> Bool {
        look.text.contains("\(word): \(number) ") || look.text.contains(#/there (is one|are \d) panel/#)
      }
      try driver.wait("nothing was hidden") { isSaid("hidden", $0) }
      try driver.press(press.key)
      try driver.wait("nothing was shown again") { isSaid("shown", $0) }
    }),
    .wider: .changes(after: ["C-Left"]), .narrower: .changes(after: ["C-Right"]),
    .taller: .changes(after: ["C-Up"]), .shorter: .changes(after: ["C-Down"]),
    .nextLayout: .shows("layout ").then { _, driver in
      try driver.wait("the standard layout never came again") { look in
        if look.text.contains("layout standard") { return true }
        try? driver.press(["v"])
        try? driver.settle()
        return false
      }
    },
    .saveLayout: .shows("layout kept in"),
  ]

  // MARK: - Charts

  private static let lists: KeyContext = [.lists, .replayLists]

  private static let charts: [KeyAction: KeyExpectation] = [
    .logAxis: KeyExpectation.changes(after: ["y"]).unseen(in: lists),
    .range: KeyExpectation.changes(after: ["x"]).unseen(in: lists),
    .xUnit: .shows("charts over", after: ["X", "X"]),
    .smoothMore: KeyExpectation.shows("smooth 0.", after: ["S"]).unseen(in: lists),
    .smoothLess: KeyExpectation.hides("smooth 0.", before: ["s"]).unseen(in: lists),
    .zoomIn: KeyExpectation.shows("zoomed", after: ["x"]).unseen(in: lists),
    .zoomOut: KeyExpectation.hides("zoomed", before: ["+"]).unseen(in: lists),
    .panLeft: KeyExpectation.changes(before: ["+", "+"], after: ["x"]).unseen(in: lists),
    .panRight: KeyExpectation.changes(before: ["+", "+", "S-Left", "S-Left"], after: ["x"]).unseen(in: lists),
    .crosshair: KeyExpectation.changes(after: ["Escape"]).unseen(in: lists),
    .crosshairLeft: KeyExpectation.changes(before: ["i"], after: ["Escape"]).before([], in: .replayCrosshair),
    .crosshairRight: KeyExpectation.changes(before: ["i"], after: ["Escape"]).before([], in: .replayCrosshair),
    .soloCurve: KeyExpectation.shows("○").unseen(in: lists).then { _, driver in
      try driver.wait("the curves never came back") { look in
        if !look.text.contains("○") { return true }
        try? driver.press(["o"])
        try? driver.settle()
        return false
      }
    },
  ]

  // MARK: - Sentences

  /// Networks that read none; `TextRuns` has others.
  private static let sentences: [KeyAction: KeyExpectation] = {
    let said = KeyExpectation.shows("no language model has read a sentence", after: ["Escape"])
    return [.writeSentence: said, .nextHead: said, .previousHead: said, .nextLayer: said, .previousLayer: said]
  }()

  // MARK: - Everywhere

  private static let general: [KeyAction: KeyExpectation] = [
    .filter: .types("z", giving: " /z").then { try $1.press(["Escape"]) },
    .palette: .shows("╭ command", after: ["Escape"]),
    .themes: .shows("╭ themes", after: ["Escape"]),
    .messages: .shows("╭ messages", after: ["Escape"]),
    .writeNote: .shows("note at step", after: ["Escape"]),
    .savePicture: .shows("save the view as", after: ["Escape"]),
    .back: .hides("/con", before: ["/", "c", "o", "n", "Enter"]),
    .help: .shows("╭ keys", after: ["Escape"]),
    .quit: KeyExpectation(
      check: { press, driver in
        try driver.wait(for: press.isReplay ? "exit code 0" : "quit?")
      }, after: { try $1.press(["Escape"]) }, isLast: { $1 }),
  ]

  private static let typing: [KeyAction: KeyExpectation] = [
    .typeText: .shows(": e_"), .eraseText: .shows(": a_", before: ["a", "b"]),
    .applyText: .shows("noted at step", before: ["h", "i"]), .cancelText: .hides("note at step"),
    .lineType: .shows(":se"), .lineErase: .hides(":s"), .eraseNext: .hides(":s", before: ["Home"]),
    .eraseWord: .hides(":s"), .eraseLine: .hides(":s"),
    .cursorLeft: .types("a", giving: ":as"), .cursorStart: .types("a", giving: ":as"),
    .cursorRight: .types("a", giving: ":sa", before: ["Home"]),
    .cursorEnd: .types("a", giving: ":sa", before: ["Home"]),
    .complete: .hides(":s "), .previousCandidate: .changes(before: ["Down", "Down"]), .nextCandidate: .changes(),
    .submit: .shows("╭ keys", before: ["C-u", "h", "e", "l", "p"]),
    .leavePrompt: .hides("╭ command"),
  ]

  private static let overlays: [KeyAction: KeyExpectation] = [
    .scrollUp: .changes(before: ["Down"]), .scrollDown: .changes(before: ["Home"]),
    .scrollPageUp: .changes(before: ["End"]), .scrollPageDown: .changes(before: ["Home"]),
    .scrollTop: .changes(before: ["End"]), .scrollBottom: .changes(before: ["Home"]),
    .closeOverlay: .hides("╭ keys"),
    .previousItem: .changes(before: ["End"]), .nextItem: .changes(before: ["Home"]),
    .firstItem: .changes(before: ["End"]), .lastItem: .changes(before: ["Home"]),
    .chooseItem: .hides("╭ themes"), .leaveList: .hides("╭ themes"),
  ]
}
