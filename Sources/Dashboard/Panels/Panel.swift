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
  /// What, of all that goes on without end in a run, changes what is drawn. With everything else that happens the panel is
  /// drawn again in any case.
  var inputs: PanelInputs { get }
}

extension Panel {
  func target(at point: Point, _ scene: Scene, in rect: Rect) -> PointerTarget? { nil }
  var inputs: PanelInputs { .all }
}

/// What a network that learns adds to, over and over.
struct PanelInputs: OptionSet {
  let rawValue: Int

  /// Points of curves, and with them steps and time.
  static let curves = PanelInputs(rawValue: 1)
  /// Tensors and histograms of tags that were there already.
  static let tensors = PanelInputs(rawValue: 2)
  static let all: PanelInputs = [.curves, .tensors]
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
