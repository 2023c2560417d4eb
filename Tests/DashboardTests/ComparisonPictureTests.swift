import Foundation
import RunModel
import TerminalUI
import Testing

@testable import Dashboard

@Suite struct ComparisonPictureTests {
  /// Runs of one kind with curves of their own, `seeds` of them for each of `temperatures`.
  static func comparison(
    temperatures: [Double] = [2, 8], seeds: Int = 3, finishes: Bool = true,
    tags: [String] = [Tag.studentLoss, Tag.studentAccuracy]
  ) -> Comparison {
    var noise = RunFixture.Noise()
    var runs: [(run: ComparedRun, view: RunView)] = []
    for temperature in temperatures {
      for seed in 0..<seeds {
        let store = RunStore()
        var description = RunFixture.description()
        description.seed = UInt64(seed)
        description.knobs[0].defaultValue = temperature
        store.apply(.run(description, step: 0, wallTime: 0))
        for step in 1...300 {
          let loss = Float(temperature) * exp(-Float(step) / 60) + 0.1 + noise.next() * 0.05
          store.apply(Event(step: step, wallTime: Double(step), .scalars([Scalar(Tag.studentLoss, loss)])))
          guard step % 20 == 0 else { continue }
          let accuracy = 0.95 - 0.5 * exp(-Float(step) / 60) + noise.next() * 0.05
          store.apply(Event(step: step, wallTime: Double(step), .scalars([Scalar(Tag.studentAccuracy, accuracy)])))
        }
        if finishes {
          store.apply(.summary(summary(0.9 + Double(seed) / 100), step: 300, wallTime: 301))
          store.apply(.status(.init(.finished), step: 300, wallTime: 301))
        }
        let view = RunView(store)
        runs.append((ComparedRun(view, name: "t\(Int(temperature))-s\(seed)", path: ""), view))
      }
    }
    return Comparison(runs, tags: tags, folds: true)
  }

  static func summary(_ test: Double) -> RunSummary {
    let score = RunSummary.Score(validationAccuracy: 0.9, testAccuracy: test)
    return RunSummary(
      method: "kd", dataset: "digits", seed: 0, runDirectory: "", version: "1", threads: 1, engine: "",
      parameters: .init(teacher: 1, student: 1), knobs: [:], changes: 0, phases: [],
      stepMilliseconds: .init(median: 1, p95: 1), stepsPerSecond: 1, teacher: nil,
      student: .init(final: score, best: score), agreement: nil)
  }

  @Test(arguments: [Size(width: 120, height: 40), Size(width: 80, height: 24)])
  func frames(size: Size) throws {
    for symbols in [SymbolSet.braille, .ascii] {
      let canvas = Dashboard.compare(Self.comparison(), size: size, symbols: symbols)
      #expect(canvas.size.width == size.width && canvas.size.height > size.height)
      try GoldenFrameTests().compare(canvas.text + "\n", to: "comparison-\(size)-\(symbols.rawValue).txt")
      if symbols == .ascii { #expect(canvas.text.unicodeScalars.allSatisfy { $0.isASCII }) }
    }
  }

  @Test func everyRunHasItsColourAndItsLetterOnTheChartAndInTheLegend() {
    let canvas = Dashboard.compare(Self.comparison(), size: Size(width: 120, height: 40))
    for (group, letter) in ["A", "B"].enumerated() {
      var rows: Set<Int> = []
      for y in 0..<40 {
        let row = canvas.row(y)
        if row.contains(where: { $0.glyph == Character(letter) && $0.style == Style.series(group).bold }) {
          rows.insert(y)
        }
      }
      #expect(rows.contains { $0 < 17 } && rows.contains { (17..<34).contains($0) } && rows.contains { $0 >= 34 })
    }
  }

  @Test func numbersAreMeansWithTheirSpread() {
    let text = Dashboard.compare(Self.comparison(), size: Size(width: 120, height: 30)).text
    #expect(text.contains("91.00 ±1.00"))
    #expect(text.contains("t2-s{0,1,2}") && text.contains("temperature"))
    #expect(!text.contains("alpha  "), "what is the same is no row")
    #expect(text.contains("the same for all: method kd"))
  }

  @Test func whatIsNotFinalIsMarked() {
    let text = Dashboard.compare(Self.comparison(seeds: 1, finishes: false), size: Size(width: 120, height: 30)).text
    #expect(text.contains("unfinished") && text.contains("* from the curve"))
    #expect(text.contains(#/9\d\.\d\d\*/#) && !text.contains("test %"))
  }

  @Test func anySizeAndAnyNumberOfRunsFits() {
    for count in [0, 1, 30] {
      let comparison = Self.comparison(temperatures: (0..<count).map { 1 + Double($0) }, seeds: 1)
      for size in [
        Size(width: 1, height: 1), Size(width: 20, height: 5), Size(width: 30, height: 16),
        Size(width: 300, height: 10),
        Size(width: 80, height: 24),
      ] {
        let canvas = Dashboard.compare(comparison, size: size)
        #expect(canvas.size.width == size.width)
      }
    }
    let crowd = Dashboard.compare(
      Self.comparison(temperatures: (0..<30).map { 1 + Double($0) }, seeds: 1), size: Size(width: 80, height: 24))
    #expect(crowd.text.contains("more, listed below"))
  }

  @Test func runsWithoutCurvesAreALegendAndTables() {
    let canvas = Dashboard.compare(Self.comparison(tags: []), size: Size(width: 80, height: 24))
    #expect(canvas.text.hasPrefix("╭ runs"))
  }

  /// A table that is too wide goes on below, with its first columns again.
  @Test func wideTablesAreCutBetweenColumns() {
    var table = TextTable(
      columns: [
        .init(heading: ["run"], cells: ["a", "漢字"]), .init(heading: ["n"], cells: ["1", "20"], alignsRight: true),
      ],
      frozen: 1)
    table.columns.append(.init(heading: ["two", "lines"], cells: ["x"]))
    func text(_ width: Int) -> [String] { table.lines(width: width).map { $0.map(\.text).joined() } }
    #expect(text(40) == ["          two  ", "run    n  lines", "a      1  x    ", "漢字  20       "])
    #expect(
      text(9) == [
        "run    n", "a      1", "漢字  20", "", "      two  ", "run   lines", "a     x    ", "漢字       ",
      ])
    #expect(TextTable(columns: [.init(heading: ["only"], cells: ["x"])]).lines(width: 2).count == 2)
  }
}
