/// Where a key is pressed. Exactly one applies at a time, so two bindings clash only when they share one.
public struct KeyContext: OptionSet, Hashable, Sendable {
  public let rawValue: UInt16
  public init(rawValue: UInt16) { self.rawValue = rawValue }

  /// A live run, the knobs have the focus.
  public static let knobs = KeyContext(rawValue: 1 << 0)
  /// A live run, the soft targets have the focus.
  public static let classes = KeyContext(rawValue: 1 << 1)
  /// A live run, another panel has the focus.
  public static let panels = KeyContext(rawValue: 1 << 2)
  /// A replay, and neither a list nor a chart with the crosshair has the focus.
  public static let replay = KeyContext(rawValue: 1 << 3)
  /// A value is being typed for a knob.
  public static let typing = KeyContext(rawValue: 1 << 4)
  /// A list lies over the panels: the help, the messages.
  public static let overlay = KeyContext(rawValue: 1 << 5)
  /// The question what to do before leaving.
  public static let dialog = KeyContext(rawValue: 1 << 6)

  /// A list to choose from lies over the panels: the themes.
  public static let list = KeyContext(rawValue: 1 << 11)

  /// A command or a filter is being typed.
  public static let line = KeyContext(rawValue: 1 << 10)

  /// A replay, a chart with the crosshair has the focus.
  public static let replayCrosshair = KeyContext(rawValue: 1 << 7)
  /// A list that can be scrolled has the focus, in a live run and in a replay.
  public static let lists = KeyContext(rawValue: 1 << 12)
  public static let replayLists = KeyContext(rawValue: 1 << 13)
  /// A live run, soft targets are shown at a temperature that has not been applied.
  public static let preview = KeyContext(rawValue: 1 << 14)

  /// A line of text is being typed.
  public static let prompt = KeyContext(rawValue: 1 << 8)

  public static let live: KeyContext = [.knobs, .classes, .panels, .lists, .preview]
  /// A replay, whatever has the focus.
  public static let replays: KeyContext = [.replay, .replayCrosshair, .replayLists]
  public static let main: KeyContext = [.live, .replays]

  static let all: [KeyContext] = [
    .knobs, .classes, .panels, .lists, .preview, .replay, .replayCrosshair, .replayLists, .typing, .prompt, .overlay,
    .dialog, .list, .line,
  ]
}
