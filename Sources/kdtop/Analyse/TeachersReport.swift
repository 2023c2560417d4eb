import Distillation
import EventFiles
import Figures
import Foundation
import RunModel
import TerminalUI
import Training

/// What `kdtop analyse teachers` has found: a row a kind of run, over its seeds.
struct TeachersReport: Encodable {
  /// Where what the student learns from comes from.
  enum Guide: String, Encodable {
    case none, peers
    case trained = "a teacher trained in the run"
    case pretrained = "a teacher trained beforehand"
    case outputs = "a file of outputs"
    case several = "several teachers"
  }

  struct Row: Encodable {
    var method: String
    var guide: Guide
    /// Its spec; nil without one.
    var teacher: String?
    /// Learned numbers of the teacher, of all of several.
    var teacherParameters: Int?
    /// The epoch it was stopped at.
    var teacherStop: Int?
    var student: String
    /// Other settings that the runs of a sweep differ in.
    var settings: String
    var runs: [String] = []
    var teacherAccuracy: [Double] = []
    var studentAccuracy: [Double] = []
    var teacherTest: [Double] = []
    var studentTest: [Double] = []
    var agreement: [Double] = []

    enum CodingKeys: String, CodingKey {
      case method, guide, teacher, student, settings, runs, agreement
      case teacherParameters = "teacher_parameters"
      case teacherStop = "teacher_stop"
      case teacherAccuracy = "teacher_validation_accuracy"
      case studentAccuracy = "student_validation_accuracy"
      case teacherTest = "teacher_test_accuracy"
      case studentTest = "student_test_accuracy"
    }

    var mean: Double { SampleStatistics(studentAccuracy)?.mean ?? .nan }
    var teacherMean: Double? { SampleStatistics(teacherAccuracy)?.mean }

    var teacherLabel: String { (teacher ?? "") + (teacherStop.map { ", stopped at epoch \($0)" } ?? "") }
  }

  /// Between the student of the most accurate teacher and the best student.
  struct Gap: Encodable {
    var method: String
    var student: String
    var mostAccurateTeacher: String
    var bestTeacher: String
    /// Share of the validation split; 0 where the most accurate teacher has the best student.
    var width: Double

    enum CodingKeys: String, CodingKey {
      case method, student, width
      case mostAccurateTeacher = "most_accurate_teacher"
      case bestTeacher = "best_teacher"
    }
  }

  /// The best student first.
  private(set) var rows: [Row] = []
  private(set) var gaps: [Gap] = []
  /// What a person should know.
  private(set) var notices: [String] = []

  enum CodingKeys: String, CodingKey { case rows, gaps }

  init(_ paths: [String]) throws {
    for path in paths {
      let record = try SweepRecord(in: path)
      let known = Dictionary(record?.runs.map { ($0.name, $0.values) } ?? []) { first, _ in first }
      for (run, isFound) in ComparedPaths.expanded([path]) {
        do { try add(run, axes: known[FilePath.name(of: run)] ?? [:]) } catch {
          guard isFound else { throw error }
          notices.append("left out: \(error)")
        }
      }
    }
    guard !rows.isEmpty else {
      throw InputMissing(what: "there is no finished run in \(paths.joined(separator: ", "))")
    }
    rows.sort { $0.mean > $1.mean }
    gaps = TeachersReport.gaps(rows)
  }

  private mutating func add(_ path: String, axes: [String: String]) throws {
    let options = try RecordedRun(path).options
    let (run, view) = try ComparedLog(path, tags: []).run(named: path)
    guard run.results.isFinished else {
      notices.append("left out: \(path) is \(run.results.state)")
      return
    }
    let row = try TeachersReport.row(options, view, axes: axes)
    let values = run.results.values
    let place =
      rows.firstIndex {
        ($0.method, $0.guide, $0.teacher, $0.teacherStop, $0.student, $0.settings)
          == (row.method, row.guide, row.teacher, row.teacherStop, row.student, row.settings)
      } ?? rows.endIndex
    if place == rows.endIndex { rows.append(row) }
    rows[place].runs.append(path)
    func add(_ quantity: RunResults.Quantity, _ list: WritableKeyPath<Row, [Double]>) {
      if let value = values[quantity] { rows[place][keyPath: list].append(value) }
    }
    if row.guide != .none {
      add(.teacherValidation, \.teacherAccuracy)
      add(.teacherTest, \.teacherTest)
      add(.agreement, \.agreement)
    }
    add(.studentBestValidation, \.studentAccuracy)
    add(.studentBestTest, \.studentTest)
  }

  /// - Parameter axes: what a sweep varied, and how in this run; empty outside a sweep.
  private static func row(_ options: RunOptions, _ view: RunView, axes: [String: String]) throws -> Row {
    let configuration = try RunConfiguration.resolve(options, isWatched: false)
    // A sweep trains a teacher once and hands its weights on: that is its own teacher all the same.
    let isShared = options.teacherWeights.map {
      FilePath.name(of: FilePath.directory(of: $0)) == "teachers" && !axes.isEmpty
    }
    let guide: Guide =
      switch configuration.recipe.guides {
      case .none: .none
      case .peers: .peers
      case .teachers: .several
      case .teacher:
        options.teacherOutputs != nil
          ? .outputs : options.teacherWeights != nil && isShared != true ? .pretrained : .trained
      }
    let named = ["method", "teacher", "student", "teacher-stop", "teacher-weights"]
    let rest = axes.filter { !named.contains($0.key) }.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    let stop = axes["teacher-stop"].flatMap { Int($0) } ?? configuration.teacherStop
    let description = view.description
    return Row(
      method: configuration.recipe.name, guide: guide, teacher: configuration.teacherDescription?.spec,
      teacherParameters: description?.teacher?.parameters,
      teacherStop: stop == configuration.teacherEpochs && axes["teacher-stop"] == nil ? nil : stop,
      student: RunConfiguration.text(of: configuration.students), settings: rest.joined(separator: " "))
  }

  private static func gaps(_ rows: [Row]) -> [Gap] {
    var families: [String: [Row]] = [:]
    for row in rows where row.teacherMean != nil {
      families["\(row.method) \(row.student) \(row.settings)", default: []].append(row)
    }
    return families.sorted { $0.key < $1.key }.compactMap { _, family in
      guard family.count > 1, let best = family.max(by: { $0.mean < $1.mean }),
        let strongest = family.max(by: { ($0.teacherMean ?? 0) < ($1.teacherMean ?? 0) })
      else { return nil }
      return Gap(
        method: best.method, student: best.student, mostAccurateTeacher: strongest.teacherLabel,
        bestTeacher: best.teacherLabel, width: best.mean - strongest.mean)
    }
  }

  // MARK: - Text

  private func percent(_ values: [Double]) -> String {
    ConceptsReport.cell(values.map { $0 * 100 }, "%.2f")
  }

  var text: String {
    var table = PlainTable()
    table.add("method", "", cells: rows.map(\.method), isNumber: false)
    table.add("learns from", "", cells: rows.map(\.guide.rawValue), isNumber: false)
    table.add("teacher", "", cells: rows.map { $0.teacher ?? "-" }, isNumber: false)
    table.add("its", "parameters", cells: rows.map { $0.teacherParameters.map { "\($0)" } ?? "-" })
    if rows.contains(where: { $0.teacherStop != nil }) {
      table.add("stopped", "at epoch", cells: rows.map { $0.teacherStop.map { "\($0)" } ?? "-" })
    }
    table.add("student", "", cells: rows.map(\.student), isNumber: false)
    if rows.contains(where: { !$0.settings.isEmpty }) {
      table.add("settings", "", cells: rows.map(\.settings), isNumber: false)
    }
    table.add("runs", "", cells: rows.map { "\($0.runs.count)" })
    table.add("teacher", "val. %", cells: rows.map { percent($0.teacherAccuracy) })
    table.add("student", "val. %", cells: rows.map { percent($0.studentAccuracy) })
    table.add("student", "test %", cells: rows.map { percent($0.studentTest) })
    table.add("agreement", "%", cells: rows.map { percent($0.agreement) })
    var lines = table.lines + [""]
    for gap in gaps {
      let family = "\(gap.method), student \(gap.student)"
      lines.append(
        gap.width > 0
          ? String(
            format: "%@: capacity gap %.2f points: the student of the most accurate teacher (%@) is below that of %@",
            family, gap.width * 100, gap.mostAccurateTeacher, gap.bestTeacher)
          : "\(family): no capacity gap: the most accurate teacher (\(gap.mostAccurateTeacher)) has the best student")
    }
    lines.append(
      "Students are sorted by validation accuracy at their best epoch. Mean ± sample standard deviation over seeds.")
    return lines.map { Text.sanitized($0) }.joined(separator: "\n")
  }
}
