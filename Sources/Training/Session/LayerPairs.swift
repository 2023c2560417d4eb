import Distillation
import Models
import Torch

/// What comes out of a network's taps for images of a shape.
extension Recipe.LayerMap {
  /// - Parameters:
  ///   - role: `student` or `teacher`, for messages.
  ///   - imageShape: `[channels, height, width]`.
  /// - Throws: `EngineError`.
  init(_ role: String, _ network: any Network, imageShape: [Int]) throws {
    let wasTraining = network.training
    network.training = false
    defer { network.training = wasTraining }
    let exits = Set(network.exitNames)
    let names = network.tapNames.filter { !exits.contains($0) }
    let taps = try withoutGradients {
      try network.forward(Tensor.zeros([1] + imageShape), ForwardRequest(taps: Set(names), needsLogits: false)).taps
    }
    self.init(
      network: role,
      taps: names.compactMap { name in taps[name].map { FeatureShape(name, Array($0.shape.dropFirst())) } },
      groups: network.groupNames)
  }
}
