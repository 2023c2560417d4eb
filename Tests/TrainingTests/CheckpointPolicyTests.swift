import RunModel
import Testing

@testable import Training

@Suite struct CheckpointPolicyTests {
  private func entries(_ steps: [Int], _ reason: CheckpointRecord.Reason = .periodic, bytes: Int = 1)
    -> [CheckpointFolder.Entry]
  {
    steps.map { .init(step: $0, reason: reason, bytes: bytes) }
  }

  /// As a run does it: after each checkpoint the superfluous ones go.
  private func kept(_ steps: some Sequence<Int>, policy: CheckpointPolicy) -> [Int] {
    var there: [CheckpointFolder.Entry] = []
    for step in steps {
      there += entries([step])
      let gone = policy.superfluous(there)
      there.removeAll { gone.contains($0.step) }
    }
    return there.map(\.step)
  }

  @Test func periodicOnesAreSpreadEvenlyAndTheNewestStays() {
    let steps = kept(stride(from: 100, through: 100_000, by: 100), policy: CheckpointPolicy(periodic: 10))
    #expect(steps.count == 10)
    #expect(steps.last == 100_000)
    let gaps = zip(steps, steps.dropFirst()).map { $1 - $0 }
    #expect(gaps.max() ?? 0 <= 25_000, "no hole of more than a quarter of the run: \(steps)")
  }

  @Test func changesAndPhasesStayHoweverMany() {
    let all = (entries(Array(1...50), .change) + entries([51], .phase) + entries(Array(60...90)))
    let gone = CheckpointPolicy(periodic: 3).superfluous(all)
    #expect(gone.allSatisfy { $0 >= 60 })
    #expect(gone.count == 28)
  }

  @Test func withoutRoomPeriodicOnesGoFirstAndTheNewestNever() {
    let all = entries([10, 20], .change, bytes: 40) + entries([30, 40], bytes: 40) + entries([50], .quit, bytes: 500)
    #expect(Set(CheckpointPolicy(bytes: 600).superfluous(all)) == [30, 40])
    #expect(Set(CheckpointPolicy(bytes: 100).superfluous(all)) == [10, 20, 30, 40])
  }

  @Test(arguments: [
    ("500", CheckpointCadence.steps(500)), ("30s", .seconds(30)), ("5m", .seconds(300)), ("0.5h", .seconds(1800)),
    ("epoch", .epochs), ("off", .never),
  ])
  func cadences(text: String, cadence: CheckpointCadence) {
    #expect(CheckpointCadence(text) == cadence)
    #expect(CheckpointCadence(cadence.description) == cadence)
  }

  @Test(arguments: ["", "0", "-3", "0s", "s", "5x", "1e9h", "nans", "5 m"]) func noCadence(text: String) {
    #expect(CheckpointCadence(text) == nil)
  }
}
