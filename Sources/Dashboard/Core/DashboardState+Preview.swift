import RunModel
import TerminalUI

/// A temperature that is looked at before it is applied.
extension DashboardState {
  /// Where a method has no temperature, one of this range can be looked at all the same.
  private static let anyTemperature = Knob(
    name: "temperature", symbol: "T", range: 1...20, defaultValue: 1, fineStep: 0.5, coarseStep: 2, help: "")

  mutating func performPreview(_ action: KeyAction, _ scene: Scene, now: Double) -> [DashboardAction] {
    let own = scene.view.description?.knobs.first { $0.name == "temperature" }
    switch action {
    case .dropPreview: previewTemperature = nil
    case .applyPreview:
      guard let value = previewTemperature else { return [] }
      guard let own else {
        say(.info, "this method has no temperature to apply it to", now: now)
        return []
      }
      previewTemperature = nil
      return ask(own, for: value, scene, now: now)
    default:
      guard SoftTargetsData.classCount(in: scene.view) > 0 else {
        say(.info, ClassGridPanel.emptyText(scene), now: now)
        return []
      }
      let knob = own ?? DashboardState.anyTemperature
      let current = previewTemperature ?? temperature(in: scene.view).value
      let isUp = action == .previewUp || action == .previewUpCoarse
      let isCoarse = action == .previewUpCoarse || action == .previewDownCoarse
      previewTemperature = knob.stepped(current, by: isUp ? 1 : -1, coarse: isCoarse)
    }
    return []
  }
}
