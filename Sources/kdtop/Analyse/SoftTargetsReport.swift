import Analysis
import Figures
import Foundation
import RunModel
import Training

/// What `kdtop analyse soft-targets` has found. Where a run has no teacher, only what the student says is told.
struct SoftTargetsReport: Encodable {
  struct Network: Encodable {
    var name: String
    var accuracy: Double
    var calibration: Calibration
    /// Mean entropy of p^T of each class' examples, in nats.
    var entropies: [Double]
  }

  struct Pair: Encodable {
    var first: String
    var second: String
    var weight: Double
  }

  struct Gain: Encodable {
    var name: String
    var baseline: Double
    var student: Double
    var gain: Double { student - baseline }

    enum CodingKeys: String, CodingKey { case name = "class", baseline, student, gain }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(name, forKey: .name)
      try container.encode(baseline, forKey: .baseline)
      try container.encode(student, forKey: .student)
      try container.encode(gain, forKey: .gain)
    }
  }

  var run: String
  var split: String
  var examples: Int
  var temperature: Double
  var classes: [String]
  var teacher: Network?
  var student: Network
  /// Share of examples on which both name the same class.
  var agreement: Double?
  /// Of the teacher's, or of the student's where there is no teacher.
  var pairs: [Pair]
  /// `[class][class]`: mean soft targets of the examples of each class.
  var means: [[Double]]
  var temperatures: [TemperatureEffect]
  /// By class; empty without a baseline.
  var gains: [Gain]

  /// - Parameters:
  ///   - temperature: nil for the run's own, or 4.
  ///   - baseline: a student trained without distilling.
  init(
    _ reader: RunReader, part: RunReader.Part, temperature: Double?, pairs limit: Int, baseline: RunReader? = nil
  ) throws {
    run = reader.path
    split = part.rawValue
    classes = reader.dataset.classNames
    let chosen = temperature ?? reader.configuration.knobValues.values["temperature"] ?? 4
    self.temperature = chosen
    let studentTable = try reader.studentTable(part)
    let teacherTable = try reader.teacherTable(part)
    examples = studentTable.count
    func network(_ name: String, _ table: LogitTable) -> Network {
      Network(
        name: name, accuracy: table.accuracy, calibration: Calibration(table),
        entropies: SoftTargetStructure(table, temperature: chosen).entropies)
    }
    let configuration = reader.configuration
    student = network("\(configuration.students[0])", studentTable)
    teacher = teacherTable.map { network(reader.teacherName, $0) }
    agreement = teacherTable.map { studentTable.agreement(with: $0) }
    let structure = SoftTargetStructure(teacherTable ?? studentTable, temperature: chosen)
    means = structure.means
    pairs = structure.pairs(limit: limit).map { [classes] in
      Pair(first: classes[$0.first], second: classes[$0.second], weight: $0.weight)
    }
    temperatures =
      teacherTable.map { teacher in
        TemperatureEffect.usualTemperatures.map {
          TemperatureEffect(teacher: teacher, student: studentTable, temperature: $0)
        }
      } ?? []
    gains = []
    guard let baseline else { return }
    guard baseline.dataset.name == reader.dataset.name, baseline.configuration.seed == configuration.seed else {
      throw UsageError(
        description: "\(baseline.path) is of other data or another seed than \(reader.path): they cannot be compared")
    }
    let before = try baseline.studentTable(part).classAccuracies
    gains = zip(classes, zip(before, studentTable.classAccuracies)).compactMap { name, values in
      guard let old = values.0, let new = values.1 else { return nil }
      return Gain(name: name, baseline: old, student: new)
    }
  }

  // MARK: - Text

  private static func percent(_ value: Double) -> String { String(format: "%.2f %%", value * 100) }

  var text: String {
    var lines = ["\(run): \(examples) examples of the \(split) split, T = \(Knob.text(temperature))", ""]
    var table = PlainTable()
    let networks = [("teacher", teacher), ("student", student)].compactMap { role, network in
      network.map { (role, $0) }
    }
    table.add("", cells: networks.map { "\($0.0) \($0.1.name)" }, isNumber: false)
    table.add("accuracy", cells: networks.map { Self.percent($0.1.accuracy) })
    table.add("calibration error", cells: networks.map { Self.percent($0.1.calibration.error) })
    lines += table.lines
    if let agreement { lines.append("they name the same class for \(Self.percent(agreement)) of the examples") }
    lines += ["", teacher == nil ? "Classes that the student finds alike:" : "Classes that the teacher finds alike:"]
    var alike = PlainTable()
    alike.add("classes", cells: pairs.map { "\($0.first) – \($0.second)" }, isNumber: false)
    alike.add("mean p at T", cells: pairs.map { String(format: "%.4f", $0.weight) })
    lines += alike.lines + [""]
    var byClass = PlainTable()
    byClass.add("class", cells: classes, isNumber: false)
    if let teacher { byClass.add("entropy,", "teacher", cells: teacher.entropies.map { String(format: "%.3f", $0) }) }
    byClass.add("entropy,", "student", cells: student.entropies.map { String(format: "%.3f", $0) })
    if !gains.isEmpty {
      func gain(_ name: String) -> Gain? { gains.first { $0.name == name } }
      byClass.add(
        "baseline", "%", cells: classes.map { gain($0).map { String(format: "%.1f", $0.baseline * 100) } ?? "-" })
      byClass.add(
        "student", "%", cells: classes.map { gain($0).map { String(format: "%.1f", $0.student * 100) } ?? "-" })
      byClass.add(
        "gain", "points", cells: classes.map { gain($0).map { String(format: "%+.1f", $0.gain * 100) } ?? "-" })
    }
    lines += byClass.lines
    if !temperatures.isEmpty { lines += [""] + temperatureTable.lines }
    return lines.joined(separator: "\n")
  }

  private var temperatureTable: PlainTable {
    var table = PlainTable()
    func add(_ first: String, _ second: String, _ format: String, _ value: (TemperatureEffect) -> Double) {
      table.add(first, second, cells: temperatures.map { String(format: format, value($0)) })
    }
    table.add("T", "", cells: temperatures.map { Knob.text($0.temperature) })
    add("entropy,", "teacher", "%.3f") { $0.teacherEntropy }
    add("entropy,", "student", "%.3f") { $0.studentEntropy }
    add("teacher's p", "off the label", "%.4f") { $0.teacherOffLabel }
    add("KL to", "the teacher", "%.4f") { $0.divergence }
    add("overlap", "", "%.4f") { $0.overlap }
    add("calibration %,", "teacher", "%.2f") { $0.teacherCalibration * 100 }
    add("calibration %,", "student", "%.2f") { $0.studentCalibration * 100 }
    return table
  }
}
