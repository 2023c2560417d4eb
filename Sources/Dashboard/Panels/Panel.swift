import RunModel
import TerminalUI

/// A framed part of the screen. A new one is a file and a line of `PanelRegistry`.
protocol Panel: Sendable {
  var id: PanelID { get }
  /// For messages and the help: `soft targets`.
  var title: String { get }
  /// How much room it wants, and where.
  func slot(in view: RunView) -> PanelSlot
  /// Draws the panel with its frame.
  func draw(_ scene: Scene, in rect: Rect, focused: Bool, on canvas: inout Canvas)
  /// What lies under a cell of the panel.
  func target(at point: Point, _ scene: Scene, in rect: Rect) -> PointerTarget?
  /// Whether points of curves, steps and time change what is drawn. A panel that says no is drawn again only when something
  /// else has happened.
  var followsCurves: Bool { get }
}

extension Panel {
  var followsCurves: Bool { true }
  func target(at point: Point, _ scene: Scene, in rect: Rect) -> PointerTarget? { nil }
}

/// What a click can mean.
enum PointerTarget: Equatable {
  case knob(index: Int)
  /// On a slider, this far along it (0…1).
  case slider(index: Int, fraction: Double)
  case classRow(Int)
  /// In a list that can be scrolled.
  case list(PanelID)
  /// The lines of this kind; nil for all.
  case logKind(LogBook.Kind?)
  /// A curve's name in a legend.
  case curve(RunStore.Key)
  /// A mark in time.
  case step(Int)
  /// A chart's plot, at this column of the screen.
  case plot(column: Int)
}

/// Which panels a run has, view by view.
enum PanelRegistry {
  static func panels(in shown: ViewID, of view: RunView, _ catalog: ChartCatalog) -> [any Panel] {
    switch shown {
    case .train: train(view, catalog)
    case .softTargets: [ClassGridPanel(), TemperaturePanel()]
    case .inspect: inspect(view)
    case .run: [ConfigPanel(), EnvironmentPanel(), ResultsPanel(), ChangesPanel(), CheckpointsPanel()]
    case .log: [LogPanel()]
    }
  }

  private static func inspect(_ view: RunView) -> [any Panel] {
    // Texts have no pictures, and layers of language models no places in them.
    if SentenceData.hasMaps(in: view) {
      let guesses: [any Panel] = GuessesPanel.isAvailable(in: view) ? [GuessesPanel()] : []
      return [ConfusionPanel(), LayersPanel()] + guesses + [SentencePanel()]
    }
    let always: [any Panel] = [ConfusionPanel(), WrongPanel(), SimilarityPanel(), AttentionPanel(), FlowPanel()]
    return (ConceptsPanel.isAvailable(in: view) ? [ConceptsPanel()] : []) + always
  }

  private static func train(_ view: RunView, _ catalog: ChartCatalog) -> [any Panel] {
    var panels: [any Panel] = []
    if let loss = catalog.loss { panels.append(ChartPanel(loss, place: .left)) }
    if let accuracy = catalog.accuracy { panels.append(ChartPanel(accuracy, place: .left)) }
    if view.description?.knobs.isEmpty == false { panels.append(KnobsPanel()) }
    if SoftTargetsPanel.isAvailable(in: view) { panels.append(SoftTargetsPanel()) }
    return panels + catalog.others.map { ChartPanel($0, place: .grid) }
  }
}
