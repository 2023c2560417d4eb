import TerminalUI

/// Every key of the dashboard, in one table: it drives dispatch, the help screen, the footer and `kdtop keys`.
public enum KeyTable {
  public static let bindings: [KeyBinding] =
    training + knobs + typing + replay + history + views + panels + charts + lists + sentences + general + prompt
    + overlay + list + line + dialog

  /// What the mouse does, for the help screen.
  public static let mouse: [(keys: String, help: String)] = [
    ("click", "show a view; focus a panel; choose a knob, a class or an answer; look back or seek on the timeline"),
    ("click", "on a key in the footer: does what the key does; beside a list: closes it"),
    ("click", "on a chart: the crosshair; on a name of its legend: hide or show the curve; on a mark: what happened"),
    ("drag", "turn the slider under the pointer; move the playhead on the timeline; move along a chart zoomed in on"),
    ("drag", "the border between two panels: make one larger and the other smaller"),
    ("wheel", "turn the knob under the pointer; zoom a chart at the pointer; scroll a list; page through charts"),
  ]

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
    .init(keys(".-"), .startTyping, in: .knobs, .knobs, "type a value for it that begins so"),
    .init(
      [.init(.enter)], .editValue, in: .knobs, .knobs,
      "type a value: the first digit takes the place of the present one"),
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
      keys(","), .slower, in: .replays, .replay, "slower, down to a quarter of the log's own pace",
      hint: .init(keys: keys(",."), label: "speed")),
    .init(keys("."), .faster, in: .replays, .replay, "faster, up to as fast as possible"),
    .init(
      keys("("), .previousChange, in: .replays, .replay, "to the change of a knob before the playhead",
      hint: .init(keys: keys("()"), label: "change")),
    .init(keys(")"), .nextChange, in: .replays, .replay, "to the next change of a knob"),
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
      keys("c"), .nextClass, in: [.knobs, .classes, .panels, .preview, .replay, .replayCrosshair], .panels,
      "soft targets of the next class",
      hint: .init(keys: keys("c"), label: "class")),
    .init(
      keys("C"), .previousClass, in: [.knobs, .classes, .panels, .preview, .replay, .replayCrosshair], .panels,
      "soft targets of the class before"),
    .init(
      [.init(.down)] + keys("j"), .nextClass, in: [.classes, .preview, .replay, .replayCrosshair], .panels,
      "the next class"),
    .init(
      [.init(.up)] + keys("k"), .previousClass, in: [.classes, .preview, .replay, .replayCrosshair], .panels,
      "the class before"),
    .init(
      keys("p"), .nextPanel, in: .main, .panels, "focus the next panel", hint: .init(keys: keys("p"), label: "focus")),
    .init(keys("P"), .previousPanel, in: .main, .panels, "focus the panel before"),
    .init(
      [.init(.enter)] + keys("z"), .maximise, in: [.classes, .panels, .lists, .replays], .panels,
      "the panel with the focus over the whole screen, and back",
      hint: .init(keys: [.init(.enter)], label: "zoom")),
    .init(
      keys("<"), .previewDown, in: .main, .panels, "soft targets at a lower temperature, before it is applied",
      hint: .init(keys: keys("<>"), label: "preview T")),
    .init(keys(">"), .previewUp, in: .main, .panels, "at a higher temperature"),
    .init([.init(.left)] + keys("h"), .previewDown, in: .preview, .panels, "a lower one, while one is previewed"),
    .init([.init(.right)] + keys("l"), .previewUp, in: .preview, .panels, "a higher one"),
    .init([.init(.left, .shift)] + keys("H"), .previewDownCoarse, in: .preview, .panels, "a much lower one"),
    .init([.init(.right, .shift)] + keys("L"), .previewUpCoarse, in: .preview, .panels, "a much higher one"),
    .init(
      [.init(.enter)], .applyPreview, in: .preview, .panels, "apply the temperature that is previewed",
      hint: .init(keys: [.init(.enter)], label: "apply T")),
    .init(
      [.init(.escape)], .dropPreview, in: .preview, .panels, "drop it",
      hint: .init(keys: [.init(.escape)], label: "drop it")),
    .init(keys("z"), .maximise, in: .preview, .panels, "the panel with the focus over the whole screen, and back"),
    .init(keys("z"), .maximise, in: .knobs, .panels, "the knobs over the whole screen, and back"),
    .init(
      [.init(.pageDown)], .nextPage, in: [.knobs, .classes, .panels, .preview, .replay, .replayCrosshair], .panels,
      "the next page of charts",
      hint: .init(keys: [.init(.pageUp), .init(.pageDown)], label: "charts")),
    .init(
      [.init(.pageUp)], .previousPage, in: [.knobs, .classes, .panels, .preview, .replay, .replayCrosshair], .panels,
      "the page of charts before"),
  ]

  // MARK: - Views

  private static let views: [KeyBinding] = [
    .init(
      keys("12345"), .showView, in: .main, .views, "show a view: train, soft targets, inspect, run, log",
      keysText: "1-5"),
    .init(
      [.init(.tab)], .nextView, in: .main, .views, "the next view",
      hint: .init(keys: [.init(.tab)], label: "view")),
    .init([.init(.tab, .shift)], .previousView, in: .main, .views, "the view before"),
    .init(
      "123456789".map { KeyEvent(.character($0), .alt) }, .togglePanel, in: .main, .views,
      "show or hide a panel of the view", keysText: "Alt-1-9"),
    .init([.init(.right, .control)], .wider, in: .main, .views, "make the panel with the focus wider"),
    .init([.init(.left, .control)], .narrower, in: .main, .views, "narrower"),
    .init([.init(.down, .control)], .taller, in: .main, .views, "taller"),
    .init([.init(.up, .control)], .shorter, in: .main, .views, "less tall"),
    .init(keys("v"), .nextLayout, in: .main, .views, "the next layout: those that come with kdtop, and your own"),
    .init(keys("V"), .saveLayout, in: .main, .views, "keep the layout for the next time"),
  ]

  // MARK: - Lists

  private static let bothLists: KeyContext = [.lists, .replayLists]
  private static let lists: [KeyBinding] = [
    .init(
      [.init(.up)] + keys("k"), .listUp, in: bothLists, .lists, "a line up",
      hint: .init(keys: [.init(.up), .init(.down)], label: "scroll")),
    .init([.init(.down)] + keys("j"), .listDown, in: bothLists, .lists, "a line down"),
    .init([.init(.pageUp)], .listPageUp, in: bothLists, .lists, "a page up"),
    .init([.init(.pageDown)], .listPageDown, in: bothLists, .lists, "a page down"),
    .init(keys("g"), .listTop, in: bothLists, .lists, "to the top"),
    .init(keys("b"), .listBottom, in: bothLists, .lists, "to the bottom, where the log follows what comes"),
    .init(
      keys("c"), .nextKind, in: bothLists, .lists, "lines of the next kind, in the log",
      hint: .init(keys: keys("c"), label: "kind")),
    .init(keys("C"), .previousKind, in: bothLists, .lists, "lines of the kind before"),
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
    .init(
      [.init(.left, .shift)], .panLeft, in: KeyContext.main.subtracting([.knobs, .preview]), .charts, "to earlier steps"
    ),
    .init(
      [.init(.right, .shift)], .panRight, in: KeyContext.main.subtracting([.knobs, .preview]), .charts, "to later steps"
    ),
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

  // MARK: - What language models make of a sentence

  private static let sentences: [KeyBinding] = [
    .init(
      keys("r"), .writeSentence, in: .live, .sentences,
      "a sentence of your own for both networks to read; [MASK] is a word to guess"),
    .init(keys("a"), .nextHead, in: .main, .sentences, "where the next head of attention looks"),
    .init(keys("A"), .previousHead, in: .main, .sentences, "the head before"),
    .init(keys("d"), .nextLayer, in: .main, .sentences, "the student's next layer, and the teacher's beside it"),
    .init(keys("D"), .previousLayer, in: .main, .sentences, "the layer before"),
  ]

  // MARK: - Everywhere

  private static let general: [KeyBinding] = [
    .init(
      keys("/"), .filter, in: .main, .general,
      "show panels, curves and log lines with these words in them; Esc ends it",
      hint: .init(keys: keys("/"), label: "filter")),
    .init(
      keys(":"), .palette, in: .main, .general, "run any command by its name",
      hint: .init(keys: keys(":"), label: "command")),
    .init(keys("T"), .themes, in: .main, .general, "choose a theme; each is shown as you pass it"),
    .init(keys("M"), .messages, in: .main, .general, "what the trainer has said so far"),
    .init(
      keys("m"), .writeNote, in: .main, .general, "a note about this step, or the crosshair's, into the log",
      hint: .init(keys: keys("m"), label: "note")),
    .init(keys("E"), .savePicture, in: .main, .general, "the view into a file: SVG, ANSI or text"),
    .init(
      [.init(.escape)], .back, in: .main.subtracting(.preview), .general,
      "back: from a preview, the past, a message, the whole screen; to panels when all are hidden"),
    .init(
      keys("?") + [.init(.function(1))], .help, in: .main, .general, "this help",
      hint: .init(keys: keys("?"), label: "help")),
    .init(
      keys("q") + [control("c")], .quit, in: KeyContext.main.union(.typing), .general,
      "leave; asks first while training goes on", hint: .init(keys: keys("q"), label: "quit")),
  ]

  static func keys(_ characters: String) -> [KeyEvent] { characters.map { KeyEvent($0) } }
  static func control(_ character: Character) -> KeyEvent { KeyEvent(.character(character), .control) }
}
