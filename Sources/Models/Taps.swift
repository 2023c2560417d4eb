import Torch

/// Collects what a request wants while a network computes.
struct Taps {
  private let wanted: Set<String>
  private let needsLogits: Bool
  private var taken: [String: Tensor] = [:]

  /// - Parameter names: the network's taps; a request's other names are ignored.
  init(_ request: ForwardRequest, of names: [String]) {
    wanted = request.taps.intersection(names)
    needsLogits = request.needsLogits
  }

  /// Whether somebody asked for it.
  func wants(_ name: String) -> Bool { wanted.contains(name) }

  /// Keeps a value that was asked for; true when the network may stop here.
  mutating func take(_ name: String, _ values: Tensor) -> Bool {
    if wanted.contains(name) { taken[name] = values }
    return !needsLogits && taken.count == wanted.count
  }

  /// Where a network may stop.
  var output: NetworkOutput { NetworkOutput(logits: nil, taps: taken) }

  func output(logits: Tensor) -> NetworkOutput { NetworkOutput(logits: logits, taps: taken) }
}
