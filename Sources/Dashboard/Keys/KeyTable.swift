import TerminalUI

/// Every key of the dashboard, in one table: it drives dispatch, the help screen, the footer and `kdtop keys`.
public enum KeyTable {
  public static let bindings: [KeyBinding] =
    training + knobs + typing + replay + history + panels + charts + general + prompt + overlay + dialog

  /// What the mouse does, for the help screen.
  static let mouse: [(keys: String, help: String)] = [
    ("click", "focus a panel; choose a knob, a class or an answer; look back or seek on the timeline"),
    ("click", "on a chart: the crosshair; on a name of its legend: hide or show the curve; on a mark: what happened"),
    ("drag", "turn the slider under the pointer; move the playhead on the timeline; move along a chart zoomed in on"),
    ("wheel", "turn the knob under the pointer; zoom a chart at the pointer; scroll a list; page through charts"),
  ]

  /// The binding of a key where it is pressed.
  static func binding(for key: KeyEvent, in context: KeyContext) -> KeyBinding? {
    index[Place(key: key, context: context)].map { bindings[$0] }
  }

  private struct Place: Hashable {
    var key: KeyEvent
    var context: KeyContext
  }

  private static let index: [Place: Int] = {
    var index: [Place: Int] = [:]
    for (number, binding) in bindings.enumerated() {
      for context in KeyContext.all where binding.contexts.contains(context) {
        for key in binding.keys { index[Place(key: key, context: context)] = number }
      }
    }
    return index
  }()

  // MARK: - Training

  private static let training: [KeyBinding] = [
    .init(
      keys(" "), .pauseOrResume, in: .live, .training, "pause training, or go on",
      hint: .init(keys: keys(" "), label: "pause")),
    .init(
      keys("n"), .step, in: .live, .training, "one optimiser step, then paused",
      hint: .init(keys: keys("n"), label: "step")),
    .init(
      keys("t"), .throttle, in: .live, .training, "lift the throttle, or put it back",
      hint: .init(keys: keys("t"), label: "throttle")),
    .init(
      keys("e"), .stopDistilling, in: .live, .training,
      "stop distilling and go on with the labels alone, or distil again"),
    .init(
      keys("w"), .saveCheckpoint, in: .live, .training, "write a checkpoint now"),
  ]

  // MARK: - Knobs

  private static let knobs: [KeyBinding] = [
    .init(
      [.init(.up)] + keys("k"), .previousKnob, in: .knobs, .knobs, "choose the knob above",
      hint: .init(keys: [.init(.up), .init(.down)], label: "knob")),
    .init([.init(.down)] + keys("j"), .nextKnob, in: .knobs, .knobs, "choose the knob below"),
    .init(
      [.init(.left)] + keys("h"), .turnDown, in: .knobs, .knobs, "turn it down a little",
      hint: .init(keys: [.init(.left), .init(.right)], label: "turn")),
    .init([.init(.right)] + keys("l"), .turnUp, in: .knobs, .knobs, "turn it up a little"),
    .init(
      [.init(.left, .shift)] + keys("H"), .turnDownCoarse, in: .knobs, .knobs, "turn it down a lot"),
    .init([.init(.right, .shift)] + keys("L"), .turnUpCoarse, in: .knobs, .knobs, "turn it up a lot"),
    .init(
      keys("0123456789.-"), .startTyping, in: .knobs, .knobs, "type a value for it", keysText: "0-9 . -"),
    .init([.init(.enter)], .editValue, in: .knobs, .knobs, "type a value, starting from the present one"),
    .init(
      [.init(.backspace), .init(.delete)], .resetKnob, in: .knobs, .knobs, "put it back to its default",
      hint: .init(keys: [.init(.backspace)], label: "default")),
  ]

  private static let typing: [KeyBinding] = [
    .init(
      keys("0123456789.-+eE"), .typeCharacter, in: .typing, .typing, "a number such as 4, .5 or 1e-3",
      keysText: "0-9 . - e"),
    .init(
      [.init(.enter)], .applyTyped, in: .typing, .typing, "apply it",
      hint: .init(keys: [.init(.enter)], label: "apply")),
    .init([.init(.backspace), .init(.delete)], .eraseCharacter, in: .typing, .typing, "erase the last character"),
    .init(
      [.init(.escape)], .cancelTyped, in: .typing, .typing, "leave the knob as it was",
      hint: .init(keys: [.init(.escape)], label: "cancel")),
  ]

  // MARK: - Replay

  private static let replay: [KeyBinding] = [
    .init(
      keys(" "), .playOrPause, in: .replays, .replay, "play or pause; at the end, play again from the start",
      hint: .init(keys: keys(" "), label: "play")),
    .init(
      [.init(.left)] + keys("h"), .seekBack, in: .replay, .replay, "back by 1 %",
      hint: .init(keys: [.init(.left), .init(.right)], label: "seek")),
    .init([.init(.right)] + keys("l"), .seekForward, in: .replay, .replay, "forward by 1 %"),
    .init(keys("["), .seekBack, in: .replays, .replay, "back by 1 %, also while the crosshair is on"),
    .init(keys("]"), .seekForward, in: .replays, .replay, "forward by 1 %"),
    .init(keys("{H"), .seekBackFar, in: .replays, .replay, "back by 10 %"),
    .init(keys("}L"), .seekForwardFar, in: .replays, .replay, "forward by 10 %"),
    .init([.init(.home)] + keys("0"), .seekStart, in: .replays, .replay, "to the beginning"),
    .init([.init(.end)] + keys("G"), .seekEnd, in: .replays, .replay, "to the end"),
    .init(
      keys(",<"), .slower, in: .replays, .replay, "slower, down to a quarter of the log's own pace",
      hint: .init(keys: keys(",."), label: "speed")),
    .init(keys(".>"), .faster, in: .replays, .replay, "faster, up to as fast as possible"),
    .init(
      keys("(p"), .previousChange, in: .replays, .replay, "to the change of a knob before the playhead",
      hint: .init(keys: keys("()"), label: "change")),
    .init(keys(")n"), .nextChange, in: .replays, .replay, "to the next change of a knob"),
  ]

  // MARK: - Looking back

  private static let history: [KeyBinding] = [
    .init(
      keys("f"), .fork, in: .main, .history, "go on from where the playhead is, as a new run",
      hint: .init(keys: keys("f"), label: "fork")),
    .init(
      keys("u"), .undo, in: .main, .history, "go on from before the last turn of a knob, as a new run",
      hint: .init(keys: keys("u"), label: "undo")),
    .init(
      keys("["), .rewindBack, in: .live, .history, "look back by 1 %, while training goes on",
      hint: .init(keys: keys("[]"), label: "look back")),
    .init(keys("]"), .rewindForward, in: .live, .history, "forward by 1 %"),
    .init(keys("{"), .rewindBackFar, in: .live, .history, "look back by 10 %"),
    .init(keys("}"), .rewindForwardFar, in: .live, .history, "forward by 10 %"),
    .init(keys("("), .rewindPreviousChange, in: .live, .history, "to the change of a knob before"),
    .init(keys(")"), .rewindNextChange, in: .live, .history, "to the next change of a knob"),
    .init([.init(.home)], .rewindStart, in: .live, .history, "to the beginning"),
    .init(
      [.init(.end)], .rewindEnd, in: .live, .history, "back to now",
      hint: .init(keys: [.init(.end)], label: "now")),
  ]

  // MARK: - Panels and charts

  private static let panels: [KeyBinding] = [
    .init(
      keys("c"), .nextClass, in: .main, .panels, "soft targets of the next class",
      hint: .init(keys: keys("c"), label: "class")),
    .init(keys("C"), .previousClass, in: .main, .panels, "soft targets of the class before"),
    .init([.init(.down)] + keys("j"), .nextClass, in: [.classes, .replays], .panels, "the next class"),
    .init([.init(.up)] + keys("k"), .previousClass, in: [.classes, .replays], .panels, "the class before"),
    .init(
      [.init(.tab)], .nextPanel, in: .main, .panels, "focus the next panel",
      hint: .init(keys: [.init(.tab)], label: "focus")),
    .init([.init(.tab, .shift)], .previousPanel, in: .main, .panels, "focus the panel before"),
    .init(
      [.init(.enter)] + keys("z"), .maximise, in: [.classes, .panels, .replays], .panels,
      "the panel with the focus over the whole screen, and back",
      hint: .init(keys: [.init(.enter)], label: "zoom")),
    .init(keys("z"), .maximise, in: .knobs, .panels, "the knobs over the whole screen, and back"),
    .init(
      [.init(.pageDown)], .nextPage, in: .main, .panels, "the next page of charts",
      hint: .init(keys: [.init(.pageUp), .init(.pageDown)], label: "charts")),
    .init([.init(.pageUp)], .previousPage, in: .main, .panels, "the page of charts before"),
    .init(
      keys("123456789"), .togglePanel, in: [.classes, .panels, .replays], .panels,
      "show or hide a panel, counted as Tab goes", keysText: "1-9"),
    .init(
      "123456789".map { KeyEvent(.character($0), .alt) }, .togglePanel, in: .main, .panels,
      "the same, also while the knobs have the focus", keysText: "Alt-1-9"),
  ]

  private static let charts: [KeyBinding] = [
    .init(
      keys("y"), .logAxis, in: .main, .charts, "logarithmic or linear axis, of the chart with the focus or of all",
      hint: .init(keys: keys("y"), label: "log")),
    .init(
      keys("x"), .range, in: .main, .charts, "the whole run or this phase; leaves a zoom first",
      hint: .init(keys: keys("x"), label: "range")),
    .init(keys("X"), .xUnit, in: .main, .charts, "over steps, epochs or wall time"),
    .init(
      keys("s"), .smoothMore, in: .main, .charts, "smoother curves, the raw ones faint behind",
      hint: .init(keys: keys("sS"), label: "smooth")),
    .init(keys("S"), .smoothLess, in: .main, .charts, "less smooth, down to what was logged"),
    .init(
      keys("+="), .zoomIn, in: .main, .charts, "zoom in, at the crosshair or in the middle",
      hint: .init(keys: keys("+-"), label: "zoom in, out")),
    .init(keys("_"), .zoomOut, in: .main, .charts, "zoom out"),
    .init(
      keys("-"), .zoomOut, in: KeyContext.main.subtracting(.knobs), .charts,
      "zoom out, where no knob can be typed"),
    .init([.init(.left, .shift)], .panLeft, in: KeyContext.main.subtracting(.knobs), .charts, "to earlier steps"),
    .init([.init(.right, .shift)], .panRight, in: KeyContext.main.subtracting(.knobs), .charts, "to later steps"),
    .init(
      keys("i"), .crosshair, in: .main, .charts, "exact values of every curve at a step: crosshair on or off",
      hint: .init(keys: keys("i"), label: "values")),
    .init(
      [.init(.left)] + keys("h"), .crosshairLeft, in: [.panels, .replayCrosshair], .charts, "the crosshair to the left"),
    .init(
      [.init(.right)] + keys("l"), .crosshairRight, in: [.panels, .replayCrosshair], .charts,
      "the crosshair to the right"),
    .init(keys("o"), .soloCurve, in: .main, .charts, "one curve of the chart after the other alone, then all"),
  ]

  // MARK: - Everywhere

  private static let general: [KeyBinding] = [
    .init(keys("M"), .messages, in: .main, .general, "what the trainer has said so far"),
    .init(
      keys("m"), .writeNote, in: .main, .general, "a note about this step, or the crosshair's, into the log",
      hint: .init(keys: keys("m"), label: "note")),
    .init(keys("E"), .savePicture, in: .main, .general, "the view into a file: SVG, ANSI or text"),
    .init([.init(.escape)], .back, in: .main, .general, "back to all panels"),
    .init(
      keys("?") + [.init(.function(1))], .help, in: .main, .general, "this help",
      hint: .init(keys: keys("?"), label: "help")),
    .init(
      keys("q") + [control("c")], .quit, in: KeyContext.main.union(.typing), .general,
      "leave; asks first while training goes on", hint: .init(keys: keys("q"), label: "quit")),
  ]

  private static let prompt: [KeyBinding] = [
    .init(
      (32...126).compactMap { Unicode.Scalar($0).map { KeyEvent(Character($0)) } }, .typeText, in: .prompt, .prompt,
      "what you write", keysText: "text"),
    .init(
      [.init(.enter)], .applyText, in: .prompt, .prompt, "take it", hint: .init(keys: [.init(.enter)], label: "take it")
    ),
    .init([.init(.backspace), .init(.delete)], .eraseText, in: .prompt, .prompt, "erase the last letter"),
    .init(
      [.init(.escape)], .cancelText, in: .prompt, .prompt, "leave it",
      hint: .init(keys: [.init(.escape)], label: "leave it")),
    .init([control("c")], .quit, in: .prompt, .prompt, "leave"),
  ]

  private static let overlay: [KeyBinding] = [
    .init(
      [.init(.up)] + keys("k"), .scrollUp, in: .overlay, .overlay, "up",
      hint: .init(keys: [.init(.up), .init(.down)], label: "scroll")),
    .init([.init(.down)] + keys("j"), .scrollDown, in: .overlay, .overlay, "down"),
    .init([.init(.pageUp)], .scrollPageUp, in: .overlay, .overlay, "a page up"),
    .init([.init(.pageDown)] + keys(" "), .scrollPageDown, in: .overlay, .overlay, "a page down"),
    .init([.init(.home)] + keys("g"), .scrollTop, in: .overlay, .overlay, "to the top"),
    .init([.init(.end)] + keys("G"), .scrollBottom, in: .overlay, .overlay, "to the bottom"),
    .init(
      [.init(.escape), .init(.enter), .init(.function(1))] + keys("q?M"), .closeOverlay, in: .overlay, .overlay,
      "close it", hint: .init(keys: [.init(.escape)], label: "close")),
    .init([control("c")], .quit, in: .overlay, .overlay, "leave"),
  ]

  private static let dialog: [KeyBinding] = [
    .init(
      [.init(.left), .init(.up), .init(.tab, .shift)] + keys("hk"), .previousChoice, in: .dialog, .dialog,
      "the answer before", hint: .init(keys: [.init(.left), .init(.right)], label: "choose")),
    .init(
      [.init(.right), .init(.down), .init(.tab)] + keys("lj"), .nextChoice, in: .dialog, .dialog, "the next answer"),
    .init(
      [.init(.enter)] + keys(" "), .choose, in: .dialog, .dialog, "take the answer shown",
      hint: .init(keys: [.init(.enter)], label: "take it")),
    .init(
      keys("sqy") + [control("c")], .saveAndQuit, in: .dialog, .dialog, "save the weights and quit",
      hint: .init(keys: keys("s"), label: "save and quit")),
    .init(
      keys("xQ"), .quitWithoutSaving, in: .dialog, .dialog, "quit without saving",
      hint: .init(keys: keys("x"), label: "quit")),
    .init(
      [.init(.escape)] + keys("cn"), .cancelQuit, in: .dialog, .dialog, "go on",
      hint: .init(keys: [.init(.escape)], label: "go on")),
  ]

  private static func keys(_ characters: String) -> [KeyEvent] { characters.map { KeyEvent($0) } }
  private static func control(_ character: Character) -> KeyEvent { KeyEvent(.character(character), .control) }
}
