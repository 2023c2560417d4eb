import Dashboard

/// Where keys count: how one gets there, and back.
struct KeyPlace: Sendable {
  var name: String
  var context: KeyContext
  /// Steps that lead there from anywhere in the main screen.
  var enter: [String]
  /// What is to be seen once one is there.
  var shows: String?
  /// Steps that lead back.
  var leave: [String] = []
  /// What is gone by then.
  var hides: String?

  private static let overlays = [
    KeyPlace(name: "the help", context: .overlay, enter: ["?"], shows: "╭ keys", leave: ["Escape"], hides: "╭ keys"),
    KeyPlace(name: "the themes", context: .list, enter: ["T"], shows: "╭ themes", leave: ["Escape"], hides: "╭ themes"),
    KeyPlace(
      name: "the command line", context: .line, enter: [":", "s"], shows: "╭ command", leave: ["Escape"],
      hides: "╭ command"),
    KeyPlace(
      name: "a note", context: .prompt, enter: ["m"], shows: "note at step", leave: ["Escape"], hides: "note at step"),
  ]

  static let live =
    [
      KeyPlace(name: "the knobs", context: .knobs, enter: ["1", ":focus knobs"], shows: "╭ knobs"),
      KeyPlace(
        name: "the soft targets", context: .classes, enter: ["1", ":focus soft targets"], shows: "╭ soft targets"),
      KeyPlace(name: "a chart", context: .panels, enter: ["1", ":focus loss"], shows: "╭ loss"),
      KeyPlace(name: "what the run is", context: .lists, enter: ["4", ":focus config"], shows: "╭ config"),
      KeyPlace(
        name: "another temperature", context: .preview, enter: ["1", ":focus knobs", ">"], shows: "preview",
        leave: ["Escape"], hides: "preview"),
      KeyPlace(
        name: "a value", context: .typing, enter: ["1", ":focus knobs", "Enter"], shows: "_", leave: ["Escape"],
        hides: "_"),
      KeyPlace(
        name: "the question", context: .dialog, enter: ["q"], shows: "quit?", leave: ["Escape"], hides: "quit?"),
    ] + overlays

  static let replay =
    [
      KeyPlace(name: "a replay", context: .replay, enter: ["1", ":focus loss"], shows: "╭ loss"),
      KeyPlace(
        name: "a replay's crosshair", context: .replayCrosshair, enter: ["1", ":focus loss", "End", "i"],
        shows: "loss", leave: ["Escape"]),
      KeyPlace(name: "a replay's lists", context: .replayLists, enter: ["4", ":focus config"], shows: "╭ config"),
    ] + overlays
}
