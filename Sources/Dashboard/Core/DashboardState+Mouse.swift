import RunModel
import TerminalUI

extension DashboardState {
  mutating func handle(_ event: MouseEvent, scene: Scene, now: Double) -> [DashboardAction] {
    if case .press(.left) = event.kind, let hit = FooterView.target(at: event.position, scene) {
      drag = nil
      return perform(hit.action, key: hit.key, scene: scene, now: now)
    }
    if overlay != nil { return overOverlay(event, scene, now: now) }
    switch event.kind {
    case .press(.left): return press(event.position, scene, now: now)
    case .drag(.left): return dragged(to: event.position, scene, now: now)
    case .release:
      if case .plot(let id, let column, _, false) = drag { pointAt(column, id, scene) }
      drag = nil
    case .wheelUp: return wheel(-1, at: event.position, scene, now: now)
    case .wheelDown: return wheel(1, at: event.position, scene, now: now)
    default: break
    }
    return []
  }

  private mutating func overOverlay(
    _ event: MouseEvent, _ scene: Scene, now: Double
  ) -> [DashboardAction] {
    if case .themes = overlay {
      switch event.kind {
      case .wheelUp: return performThemes(.previousItem, now: now)
      case .wheelDown: return performThemes(.nextItem, now: now)
      case .press(.left): return clickTheme(at: event.position, scene, now: now)
      default: return []
      }
    }
    if case .palette = overlay {
      switch event.kind {
      case .wheelUp: return performPalette(.previousCandidate, key: KeyEvent(.up), scene, now: now)
      case .wheelDown: return performPalette(.nextCandidate, key: KeyEvent(.down), scene, now: now)
      case .press(.left): return clickPalette(at: event.position, scene, now: now)
      default: return []
      }
    }
    switch event.kind {
    case .wheelUp: performOverlay(.scrollUp, scene)
    case .wheelDown: performOverlay(.scrollDown, scene)
    case .press(.left):
      if let list = OverlayList.shown(scene), !list.frame(in: scene.size).contains(event.position) { overlay = nil }
      if case .filter = overlay { overlay = nil }
      guard case .quit = overlay, let choice = QuitView.choice(at: event.position, scene) else { break }
      return answer(choice, from: .mouse)
    default: break
    }
    return []
  }

  private mutating func press(_ point: Point, _ scene: Scene, now: Double) -> [DashboardAction] {
    typed = nil
    prompt = nil
    drag = nil
    if scene.layout.timeline.contains(point) {
      drag = .timeline
      seek(to: point, scene, now: now)
      return []
    }
    if let view = TabsView.view(at: point, in: scene.layout.tabs) {
      show(view)
      return []
    }
    guard let id = scene.layout.panel(at: point), let panel = scene.panel(id) else { return [] }
    focus = id
    if let border = border(at: point, scene) {
      drag = .border(border)
      return []
    }
    guard let rect = scene.layout.rect(of: id) else { return [] }
    switch panel.target(at: point, scene, in: rect) {
    case .knob(let index): selectedKnob = index
    case .slider(let index, let fraction):
      selectedKnob = index
      guard mode == .live, let knob = knob(index, scene) else { return [] }
      drag = .slider(knob: knob.name)
      return ask(knob, for: knob.value(at: fraction), from: .mouse, scene, now: now)
    case .classRow(let index): chooseClass(index, scene)
    case .logKind(let kind): choose(kind)
    case .list, nil: break
    case .curve(let key): toggleCurve(key)
    case .step(let step): charts.cursor = step
    case .plot(let column):
      guard let shown = plot(id, scene)?.shown else { break }
      drag = .plot(id, from: column, shown: shown, hasMoved: false)
    }
    return []
  }

  /// Puts the crosshair where a chart was clicked.
  private mutating func pointAt(_ column: Int, _ id: PanelID, _ scene: Scene) {
    guard let plot = plot(id, scene), let step = plot.nearestStep(to: plot.x(atColumn: column)) else { return }
    charts.cursor = step
  }

  private mutating func dragged(to point: Point, _ scene: Scene, now: Double) -> [DashboardAction] {
    switch drag {
    case .timeline: seek(to: point, scene, now: now)
    case .border(let border): drag(border, to: point, scene)
    case .slider(let name):
      guard let index = scene.view.description?.knobs.firstIndex(where: { $0.name == name }),
        let knob = knob(index, scene), let rect = scene.layout.rect(of: .knobs),
        let fraction = KnobsPanel.fraction(atColumn: point.x, scene, in: rect)
      else { return [] }
      return ask(knob, for: knob.value(at: fraction), from: .mouse, scene, now: now)
    case .plot(let id, let column, let shown, let hasMoved):
      guard let plot = plot(id, scene), hasMoved || point.x != column else { return [] }
      drag = .plot(id, from: column, shown: shown, hasMoved: true)
      show(shown, movedBy: Double(column - point.x) * plot.cell, plot.spec, scene)
    case nil: break
    }
    return []
  }

  private mutating func wheel(
    _ direction: Int, at point: Point, _ scene: Scene, now: Double
  ) -> [DashboardAction] {
    guard let id = scene.layout.panel(at: point), let panel = scene.panel(id), let rect = scene.layout.rect(of: id)
    else { return [] }
    switch panel.target(at: point, scene, in: rect) {
    case .knob(let index), .slider(let index, _):
      guard let knob = knob(index, scene) else { return [] }
      return turn(knob, by: -direction, from: .mouse, scene, now: now)
    case .classRow: chooseClass(selectedClass + direction, scene)
    case .list(let id): scroll(id, by: 3 * direction, scene)
    case .logKind: break
    case .plot(let column):
      guard let plot = plot(id, scene) else { break }
      zoom(plot, by: direction < 0 ? 0.8 : 1.25, around: plot.x(atColumn: column), scene)
    case .curve, .step, nil: turnPage(by: direction, scene)
    }
    return []
  }

  private func knob(_ index: Int, _ scene: Scene) -> Knob? {
    guard let knobs = scene.view.description?.knobs, knobs.indices.contains(index) else { return nil }
    return knobs[index]
  }

  private mutating func seek(to point: Point, _ scene: Scene, now: Double) {
    let bar = TimelineView.bar(in: scene.layout.timeline)
    guard bar.width > 1 else { return }
    let fraction = min(max(Double(point.x - bar.x) / Double(bar.width - 1), 0), 1)
    let model = TimelineModel(scene)
    guard var clock = replay else {
      if mode == .live { look(at: model.step(at: fraction), scene.view.store) }
      return
    }
    clock.advance(to: now)
    clock.seek(toPosition: model.position(at: fraction))
    replay = clock
    seen = clock.position
  }
}
