import RunModel
import Testing

struct CurveBandTests {
  private func curve(_ points: [(step: Int, value: Float)]) throws -> AlignedCurve {
    let store = RunStore()
    for point in points { store.apply(Event(step: point.step, wallTime: 0, .scalars([Scalar("a", point.value)]))) }
    return try #require(AlignedCurve(RunView(store), tag: "a"))
  }

  @Test func meanAndExtremesOfSeveralRuns() throws {
    let curves = try [
      curve([(0, 1), (1, 2), (2, 3)]), curve([(0, 3), (1, 2), (2, 6)]), curve([(0, 2), (1, 2), (2, 0)]),
    ]
    let band = CurveBand(curves, steps: 0..<3, columns: 3)
    #expect(band.runs == 3)
    #expect(band.points.map { $0?.mean } == [2, 2, 3])
    #expect(band.points.map { $0?.minimum } == [1, 2, 0])
    #expect(band.points.map { $0?.maximum } == [3, 2, 6])
  }

  /// The spread is that of the runs, not of the steps in a stretch.
  @Test func aStretchOfManyStepsStandsForItsMean() throws {
    let curves = try [curve([(0, 0), (1, 2)]), curve([(0, 3), (1, 5)])]
    let band = CurveBand(curves, steps: 0..<2, columns: 1)
    #expect(band.points.map { $0?.minimum } == [1] && band.points.map { $0?.maximum } == [4])
  }

  @Test func oneRunKeepsItsExtremes() throws {
    let band = CurveBand([try curve([(0, 0), (1, 2)])], steps: 0..<2, columns: 1)
    #expect(band.points.first.flatMap { $0?.minimum } == 0 && band.points.first.flatMap { $0?.maximum } == 2)
    #expect(band.points.first.flatMap { $0?.count } == 2)
  }

  /// Evaluated at other steps: straight lines between the points, and nothing where a run has not begun or has ended.
  @Test func pointsAtOtherStepsAreJoined() throws {
    let curves = try [curve([(0, 0), (4, 4), (8, 8)]), curve([(2, 4), (6, 8)])]
    let band = CurveBand(curves, steps: 0..<9, columns: 9)
    #expect(band.points.map { $0?.mean } == [nil, nil, 3, 4, 5, 6, 7, nil, nil])
  }

  @Test func aHoleStaysAHole() throws {
    let dense = (0..<5).map { (step: $0, value: Float(1)) } + (40..<45).map { (step: $0, value: Float(1)) }
    let band = CurveBand(try [curve(dense), curve(dense)], steps: 0..<45, columns: 45)
    #expect(band.points[20] == nil && band.points[4]?.mean == 1 && band.points[40]?.mean == 1)
  }

  @Test func aValueThatIsNoNumberIsKnownToBeThere() throws {
    let curves = try [curve([(0, 1), (1, .nan), (2, 1)]), curve([(0, 1), (1, 1), (2, 1)])]
    let band = CurveBand(curves, steps: 0..<3, columns: 3)
    #expect(band.points[1]?.hasNonFinite == true && band.points[0]?.hasNonFinite == false)
  }
}
