import RunModel
import TerminalUI

/// What the screen shows beyond the run itself: focus, the chosen knob and class, what is being typed, where a replay
/// stands. A value: drawing reads it, input changes it.
public struct DashboardState: Sendable {
  public let mode: DashboardMode
  /// In cells, as of the last resize.
  public var size: Size
  /// What the header calls the log: the end of its path, say.
  public var title: String?
  /// The keys as the person has them.
  public var keys = KeyMap.standard
  /// Only panels and curves with these words in their names are shown, and lines of the log; all, when it is empty.
  var filter = "" {
    didSet { if filter != oldValue { scrolls[.log] = nil } }
  }
  /// What the screen is drawn with.
  public var theme = Theme.dark
  /// Where `T` finds themes.
  public var themeLibrary = ThemeLibrary()
  /// What a person should know of the log itself, such as damage. In the list of messages wherever the playhead is.
  private(set) var remark: Notice?

  var shownView = ViewID.train
  /// The panel with the focus, of each view that somebody has chosen one of.
  private var focuses: [ViewID: PanelID] = [:]
  /// What is being typed stands in the panel with the focus: when that moves away nobody would see it any more.
  var focus: PanelID? {
    get { focuses[shownView] }
    set {
      if newValue != focus { typed = nil }
      focuses[shownView] = newValue
    }
  }
  var isMaximised = false
  /// How the panels of all views are laid out.
  public var screenLayout = ScreenLayout.standard
  /// Layouts to choose from.
  public var layouts = ScreenLayout.presets
  var overlay: Overlay?
  var message: StatusMessage?

  var selectedKnob = 0
  var typed: TypedValue?
  var sentence = SentenceView()
  /// Present while a line of text is typed.
  var prompt: TextPrompt?
  /// Alerts that nobody has been called for yet.
  var bells = 0
  var pending: [String: PendingKnob] = [:]
  /// Whether training has been asked to pause or go on, without an answer yet.
  var pendingPause: Bool?
  /// The throttle to go back to after lifting it.
  var liftedThrottle: Double?
  var selectedClass = 0
  /// A temperature that soft targets are shown at before it is applied; nil for the run's own.
  var previewTemperature: Double?
  /// Lists that are scrolled: the row at the top; of the log, the lines up to the one at the bottom.
  var scrolls: [PanelID: Int] = [:]
  /// The kind of line the log shows; nil for all.
  var logKind: LogBook.Kind?

  /// A loss falls by powers of ten, and its first steps would leave the rest flat on the floor.
  var logCharts: Set<PanelID> = [.loss]
  /// Nil chooses by itself: this phase in a live run's later phases, otherwise the whole run.
  var showsPhase: Bool?
  var charts = ChartControls()

  /// Present in a replay.
  public internal(set) var replay: ReplayClock?
  /// Present while a person looks back in a live run.
  var rewind: Rewind?
  /// Why no run can go on from this one, if so.
  public var forkRefusal: String?
  /// Why nothing can be written into the log, if so.
  public var noteRefusal: String?
  /// The position drawn in a still.
  var stillPosition: Int?
  /// Events that have been looked at for outcomes and notices.
  var seen = 0
  var drag: Drag?
  let cache = ViewCache()

  enum Drag: Equatable, Sendable {
    case slider(knob: String)
    case timeline
    case border(Border)
    /// A chart that was pressed on at a column of the screen, and what it showed then.
    case plot(PanelID, from: Int, shown: Range<Double>, hasMoved: Bool)
  }

  /// A live run from its beginning.
  /// - Parameter past: what is known of it already, when it goes on.
  public static func live(size: Size, after past: RunStore? = nil) -> DashboardState {
    var state = DashboardState(.live, size: size)
    state.seen = past?.position ?? 0
    return state
  }

  /// Looks at another run as somebody has looked at this one's parent: the view, the layout, the focus, the filter, how charts
  /// and lists are. Places of the other run, such as a zoom, stay behind.
  public mutating func look(as other: DashboardState) {
    (shownView, focuses) = (other.shownView, other.focuses)
    (screenLayout, isMaximised) = (other.screenLayout, other.isMaximised)
    (filter, logKind) = (other.filter, other.logKind)
    (selectedKnob, selectedClass) = (other.selectedKnob, other.selectedClass)
    (logCharts, charts) = (other.logCharts, other.charts)
    (charts.window, charts.cursor) = (nil, nil)
  }

  /// A replay that stands at its beginning, or at a step.
  public static func replay(
    of store: RunStore, size: Size, speed: Double = 1, fromStep step: Int? = nil, isPlaying: Bool = true
  ) -> DashboardState {
    var state = DashboardState(.replay, size: size)
    var clock = ReplayClock(wallTimes: store.wallTimes, speed: speed, isPlaying: isPlaying)
    if let step { clock.seek(toPosition: store.position(atStep: step)) }
    state.replay = clock
    state.seen = clock.position
    return state
  }

  /// One frame of a run: at its end, or as of a step.
  public static func still(of store: RunStore, size: Size, atStep step: Int? = nil) -> DashboardState {
    var state = DashboardState(.still, size: size)
    state.stillPosition = step.map { store.position(atStep: $0) }
    state.seen = store.position
    return state
  }

  private init(_ mode: DashboardMode, size: Size) {
    self.mode = mode
    self.size = size
  }

  /// The run as of the playhead.
  func view(_ store: RunStore) -> RunView {
    RunView(
      store, position: replay?.position ?? rewind?.position ?? stillPosition, sorted: cache.sorted,
      smoothed: cache.smoothed)
  }

  /// Makes what a person should know of the log itself the first message.
  /// - Parameter now: seconds of the clock that the loop goes by.
  public mutating func begin(with remark: Notice, now: Double) {
    self.remark = remark
    say(remark.severity, remark.text, now: now)
  }

  mutating func say(_ severity: Notice.Severity, _ text: String, now: Double) {
    message = StatusMessage(severity: severity, text: text, expires: now + StatusMessage.seconds)
  }

  /// Says that a rule has come true, so that nobody misses it.
  mutating func call(_ severity: Notice.Severity, _ text: String, now: Double) {
    bells += 1
    message = StatusMessage(
      severity: severity, text: text, expires: now + StatusMessage.alertSeconds,
      flashes: now + StatusMessage.flashSeconds)
    message?.advance(to: now)
  }

  /// Whether somebody is to be called; says so once.
  mutating func takeBell() -> Bool {
    defer { bells = 0 }
    return bells > 0
  }
}
