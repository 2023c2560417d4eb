import RunModel

/// How often a run saves itself.
public enum CheckpointCadence: Sendable, Equatable {
  case steps(Int)
  case seconds(Double)
  /// At the end of every epoch, none left out: for what is asked of a network's way afterwards.
  case epochs
  /// Only at ends of phases, before changes, on demand and at the end.
  case never

  static let standard = CheckpointCadence.seconds(30)
}

extension CheckpointCadence: LosslessStringConvertible {
  /// `500` is steps; `30s`, `5m`, `1h` are times; `epoch` is the end of each; `off`.
  public init?(_ text: String) {
    if text == "off" {
      self = .never
    } else if text == "epoch" {
      self = .epochs
    } else if let steps = Int(text) {
      guard (1...1_000_000_000).contains(steps) else { return nil }
      self = .steps(steps)
    } else {
      guard let unit = text.last, let factor = ["s": 1.0, "m": 60, "h": 3600][unit],
        let count = Double(text.dropLast()), count > 0, count <= 1e6
      else { return nil }
      self = .seconds(count * factor)
    }
  }

  public var description: String {
    switch self {
    case .steps(let count): "\(count)"
    case .seconds(let seconds): seconds == seconds.rounded() ? "\(Int(seconds))s" : "\(seconds)s"
    case .epochs: "epoch"
    case .never: "off"
    }
  }
}

/// Which checkpoints stay when there are many.
///
/// The newest one always stays. Of those written because time had passed, an even spread over the run stays; the others
/// (changes, ends of phases, what was asked for) go only when all together take too much room.
struct CheckpointPolicy: Sendable {
  /// Periodic checkpoints that stay, at most.
  var periodic = 24
  /// Bytes that all may take, as far as the newest alone does not take more.
  var bytes = 4 << 30

  /// Where every epoch was asked for, many stay.
  static func suited(to cadence: CheckpointCadence) -> CheckpointPolicy {
    cadence == .epochs ? CheckpointPolicy(periodic: 1000) : CheckpointPolicy()
  }

  /// Steps of the checkpoints that should go.
  /// - Parameter entries: ascending by step.
  func superfluous(_ entries: [CheckpointFolder.Entry]) -> [Int] {
    var kept = entries
    var gone: [Int] = []
    func drop(where isCandidate: (CheckpointFolder.Entry) -> Bool) -> Bool {
      guard let place = mostCrowded(kept, where: isCandidate) else { return false }
      gone.append(kept.remove(at: place).step)
      return true
    }
    while kept.count(where: { $0.reason == .periodic }) > periodic, drop(where: { $0.reason == .periodic }) {}
    while kept.reduce(0, { $0 + $1.bytes }) > bytes {
      if !drop(where: { $0.reason == .periodic }), !drop(where: { $0.reason != .phase }), !drop(where: { _ in true }) {
        break
      }
    }
    return gone
  }

  /// The candidate whose going leaves the smallest hole; never the newest.
  private func mostCrowded(
    _ entries: [CheckpointFolder.Entry], where isCandidate: (CheckpointFolder.Entry) -> Bool
  ) -> Int? {
    entries.indices.dropLast().filter { isCandidate(entries[$0]) }.min { a, b in hole(entries, a) < hole(entries, b) }
  }

  private func hole(_ entries: [CheckpointFolder.Entry], _ place: Int) -> Int {
    entries[place + 1].step - (place > 0 ? entries[place - 1].step : 0)
  }
}
