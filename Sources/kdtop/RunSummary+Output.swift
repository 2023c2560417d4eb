import Foundation
import RunModel

extension RunSummary {
  /// One JSON object, keys sorted.
  func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }

  /// A few lines for people.
  var text: String {
    func percent(_ value: Double) -> String { String(format: "%.2f %%", value * 100) }
    var lines = ["\(method) on \(dataset), seed \(seed): \(runDirectory)"]
    func add(_ name: String, _ result: Result, parameters: Int?) {
      let size = parameters.map { " (\($0) parameters)" } ?? ""
      let epoch = result.best.epoch.map { " (epoch \($0))" } ?? ""
      lines.append(
        "  \(name)\(size): test accuracy \(percent(result.final.testAccuracy)) at the end, "
          + "\(percent(result.best.testAccuracy)) at the best validation\(epoch)")
    }
    if let teacher { add("teacher", teacher, parameters: parameters.teacher) }
    add("student", student, parameters: parameters.student)
    if let accounting { lines.append("  " + accounting.text) }
    if let agreement { lines.append("  they agree on \(percent(agreement)) of the test set") }
    lines.append(
      String(format: "  median step %.3f ms, %.0f steps/s", stepMilliseconds.median, stepsPerSecond))
    return lines.joined(separator: "\n")
  }
}

extension RunSummary.Accounting {
  /// One line for people.
  var text: String {
    var parts: [String] = []
    if let teacher = megabytes.teacher {
      parts.append(String(format: "%.1f MB instead of %.1f", megabytes.student, teacher))
    } else {
      parts.append(String(format: "%.1f MB", megabytes.student))
    }
    parts.append(String(format: "%.0f examples/s", examplesPerSecond.student))
    if let teacher = examplesPerSecond.teacher, let speedUp {
      parts.append(String(format: "%.2f times the teacher's %.0f", speedUp, teacher))
    }
    if let shareOfTeacher { parts.append(String(format: "%.1f %% of the teacher's accuracy", shareOfTeacher * 100)) }
    return "the student: " + parts.joined(separator: ", ")
  }
}
