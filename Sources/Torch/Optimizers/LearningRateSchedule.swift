import Foundation

/// How the learning rate moves over training: a factor in [0, 1] for each step, after a linear warm-up.
///
/// As text: `constant`, `step,every=1000,gamma=0.1`, `cosine`, `cosine,to=0.01,warmup=100`.
public struct LearningRateSchedule: Codable, Equatable, Sendable {
  /// The shape after the warm-up.
  public enum Shape: Codable, Equatable, Sendable {
    case constant
    /// Multiplied by `gamma` after each `every` steps.
    case step(every: Int, gamma: Double)
    /// Half a cosine from 1 down to `to` at the last step.
    case cosine(to: Double)
  }

  public var shape: Shape
  /// Steps of linear growth, from 1/warmup at step 0 to 1 at step warmup − 1. The shape begins after them.
  public var warmup: Int

  public init(_ shape: Shape = .constant, warmup: Int = 0) {
    self.shape = shape
    self.warmup = max(0, warmup)
  }

  /// What the base learning rate is multiplied by at a step, counted from 0, of a training of `total` steps.
  public func factor(at step: Int, of total: Int) -> Double {
    if step < warmup { return Double(max(0, step) + 1) / Double(warmup) }
    let place = step - warmup
    switch shape {
    case .constant: return 1
    case .step(let every, let gamma): return pow(gamma, Double(place / max(1, every)))
    case .cosine(let to):
      let progress = min(1, Double(place) / Double(max(1, total - warmup)))
      return to + (1 - to) * (1 + cos(Double.pi * progress)) / 2
    }
  }
}

extension LearningRateSchedule: LosslessStringConvertible {
  /// Reads the text form; nil when it is not one.
  public init?(_ text: String) {
    var parts = text.split(separator: ",", omittingEmptySubsequences: false).map {
      $0.trimmingCharacters(in: .whitespaces)
    }
    let name = parts.removeFirst()
    var values: [String: Double] = [:]
    for part in parts {
      let pair = part.split(separator: "=", omittingEmptySubsequences: false).map(String.init)
      guard pair.count == 2, let value = Double(pair[1]), value.isFinite, value >= 0, values[pair[0]] == nil else {
        return nil
      }
      values[pair[0]] = value
    }
    guard let warmup = Int(exactly: values.removeValue(forKey: "warmup") ?? 0) else { return nil }
    switch name {
    case "constant": self.init(.constant, warmup: warmup)
    case "step":
      guard let every = values.removeValue(forKey: "every").flatMap(Int.init(exactly:)), every > 0 else { return nil }
      self.init(.step(every: every, gamma: values.removeValue(forKey: "gamma") ?? 0.1), warmup: warmup)
    case "cosine":
      let to = values.removeValue(forKey: "to") ?? 0
      guard to <= 1 else { return nil }
      self.init(.cosine(to: to), warmup: warmup)
    default: return nil
    }
    if !values.isEmpty { return nil }
  }

  public var description: String {
    let end = warmup > 0 ? ",warmup=\(warmup)" : ""
    switch shape {
    case .constant: return "constant" + end
    case .step(let every, let gamma): return "step,every=\(every),gamma=\(gamma)" + end
    case .cosine(let to): return (to == 0 ? "cosine" : "cosine,to=\(to)") + end
    }
  }
}
