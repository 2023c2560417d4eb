import Torch

/// Collects what a request wants while a network computes.
struct Taps {
  private let request: ForwardRequest
  private var taken: [String: Tensor] = [:]

  init(_ request: ForwardRequest) { self.request = request }

  /// Keeps a value that was asked for; true when the network may stop here.
  mutating func take(_ name: String, _ values: Tensor) -> Bool {
    guard request.taps.contains(name) else { return false }
    taken[name] = values
    return !request.needsLogits && taken.count == request.taps.count
  }

  /// Where a network may stop.
  var output: NetworkOutput { NetworkOutput(logits: nil, taps: taken) }

  func output(logits: Tensor) -> NetworkOutput { NetworkOutput(logits: logits, taps: taken) }
}
