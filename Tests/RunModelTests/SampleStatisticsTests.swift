import RunModel
import Testing

struct SampleStatisticsTests {
  /// Reference values of Python's `statistics.mean` and `statistics.stdev`.
  @Test func meanAndSampleDeviation() throws {
    let numbers = try #require(SampleStatistics([2, 4, 4, 4, 5, 5, 7, 9]))
    #expect(numbers.count == 8 && numbers.mean == 5 && numbers.minimum == 2 && numbers.maximum == 9)
    #expect(abs((numbers.deviation ?? 0) - 2.138089935299395) < 1e-15)
    let close = try #require(SampleStatistics([1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16]))
    #expect(abs((close.deviation ?? 0) - 5.477225575051661) < 1e-6)
  }

  @Test func oneValueHasNoSpreadAndNoneHasNothing() throws {
    #expect(SampleStatistics([]) == nil)
    let one = try #require(SampleStatistics([0.5]))
    #expect(one.mean == 0.5 && one.deviation == nil && one.minimum == 0.5)
  }

  @Test func equalValuesHaveNoSpreadAtAll() throws {
    let equal = try #require(SampleStatistics([0.1, 0.1, 0.1]))
    #expect(equal.mean == 0.1 && equal.deviation == 0)
  }

  /// A run that diverged is part of the picture.
  @Test func notANumberMakesTheMeanNone() throws {
    let numbers = try #require(SampleStatistics([1, .nan, 3]))
    #expect(numbers.mean.isNaN && numbers.deviation?.isNaN == true && numbers.minimum.isNaN)
    #expect(SampleStatistics([1, .infinity])?.mean == .infinity)
  }
}
