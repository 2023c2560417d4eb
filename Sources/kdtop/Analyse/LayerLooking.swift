import Analysis
import Distillation
import Models
import Torch
import Training

/// The layers of a network as an analysis asks for them.
extension Network {
  /// Taps that are no classifiers of their own, from input to output.
  var layerNames: [String] {
    let exits = Set(exitNames)
    return tapNames.filter { !exits.contains($0) }
  }

  /// The last layer of each group, or every layer where there are no groups.
  var groupLayers: [String] {
    let known = layerNames
    let groups = groupNames.filter(known.contains)
    return groups.isEmpty ? known : groups
  }

  /// What comes out of layers for images, without gradients, as at test time.
  /// - Returns: by name; `logits` too where it was asked for.
  func outputs(_ layers: [String], of images: Tensor) throws -> [String: Tensor] {
    let wasTraining = training
    training = false
    defer { training = wasTraining }
    return try withoutGradients {
      let needsLogits = layers.contains("logits")
      let output = try forward(images, ForwardRequest(taps: Set(layers), needsLogits: needsLogits))
      var all = output.taps
      if needsLogits { all["logits"] = output.logits }
      return all
    }
  }

  /// The layers asked for by name.
  /// - Parameters:
  ///   - text: names joined by commas; nil for `usual`.
  ///   - role: `teacher` or `student`, for errors.
  /// - Throws: `ConceptError.unknownLayer`.
  func layers(_ text: String?, usual: [String], role: String) throws(ConceptError) -> [String] {
    guard let text else { return usual }
    let names = text.split(separator: ",").map { String($0) }
    let known = layerNames + ["logits"]
    for name in names where !known.contains(name) { throw .unknownLayer(name, network: role, known: known) }
    return names
  }
}
