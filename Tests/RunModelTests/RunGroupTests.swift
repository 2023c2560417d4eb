import Testing

@testable import RunModel

struct RunGroupTests {
  private func groups(_ fixtures: [ComparisonFixture]) -> [[Int]] {
    RunGroup.fold(fixtures.enumerated().map { $1.run("run\($0)").run }).map(\.places)
  }

  @Test func seedsOfOneConfigurationStandTogether() {
    let fixtures = [
      ComparisonFixture(seed: 0), ComparisonFixture(seed: 0, temperature: 8), ComparisonFixture(seed: 1),
      ComparisonFixture(seed: 1, temperature: 8), ComparisonFixture(seed: 2),
    ]
    #expect(groups(fixtures) == [[0, 2, 4], [1, 3]])
  }

  @Test func whatWasTurnedWhileTheyRanSetsRunsApart() {
    let turned = [KnobChange(step: 11, knob: "temperature", value: 8)]
    let later = [KnobChange(step: 12, knob: "temperature", value: 8)]
    let fixtures = [
      ComparisonFixture(seed: 0), ComparisonFixture(seed: 1, changes: turned),
      ComparisonFixture(seed: 2, changes: later),
      ComparisonFixture(seed: 3, changes: turned),
      // Holding a run back changes nothing of what it learns.
      ComparisonFixture(seed: 4, changes: [KnobChange(step: 12, knob: "throttle", value: 40)]),
    ]
    #expect(groups(fixtures) == [[0, 4], [1, 3], [2]])
  }

  @Test func unfinishedRunsAndRepeatedSeedsStandAlone() {
    let fixtures = [
      ComparisonFixture(seed: 0), ComparisonFixture(seed: 1, testAccuracy: nil, state: .stopped),
      ComparisonFixture(seed: 0), ComparisonFixture(seed: 2), ComparisonFixture(seed: 2, state: nil),
    ]
    #expect(groups(fixtures) == [[0, 3], [1], [2], [4]])
  }

  /// Logs of other programs say nothing of seeds.
  @Test func whatHasNoSeedStandsAlone() {
    let runs = ["a", "b"].map { ComparedRun(RunView(RunStore()), name: $0, path: $0) }
    #expect(RunGroup.fold(runs).count == 2)
  }

  @Test func numbersOfAGroup() throws {
    let runs = [0.7, 0.8, 0.9].enumerated().map {
      ComparisonFixture(seed: UInt64($0), testAccuracy: $1).run("s\($0)").run
    }
    let group = try #require(RunGroup.fold(runs).first)
    let test = try #require(group.statistics(.studentTest))
    #expect(test.count == 3 && abs(test.mean - 0.8) < 1e-12 && abs((test.deviation ?? 0) - 0.1) < 1e-12)
    #expect(group.name == "s{0,1,2}" && group.value(of: "seed") == "0, 1, 2" && group.value(of: "method") == "kd")
    #expect(group.value(of: "nothing") == nil)
  }

  @Test(arguments: [
    (["kd-s0", "kd-s1"], "kd-s{0,1}"), (["s1", "s10", "s11"], "s{1,10,11}"), (["a1-kd", "a2-kd"], "a{1,2}-kd"),
    (["x", "y"], "{x,y}"), (["same"], "same"), ([], ""), (["run", "run-2"], "run{,-2}"),
  ])
  func namesInOne(names: [String], expected: String) {
    #expect(BraceName.of(names) == expected)
  }

  @Test func shortNamesTellPathsApart() {
    #expect(ShortNames.of([["runs", "a"], ["runs", "b"]]) == ["a", "b"])
    #expect(ShortNames.of([["x", "a"], ["y", "a"], ["y", "b"]]) == ["x/a", "y/a", "y/b"])
    #expect(ShortNames.of([["a"], ["x", "a"]]) == ["a", "x/a"])
    #expect(ShortNames.of([]) == [])
    #expect(ShortNames.of([["a"], ["a"]]) == ["a", "a"])
  }
}
