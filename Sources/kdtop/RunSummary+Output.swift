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
    if let agreement { lines.append("  they agree on \(percent(agreement)) of the test set") }
    lines.append(
      String(format: "  median step %.3f ms, %.0f steps/s", stepMilliseconds.median, stepsPerSecond))
    return lines.joined(separator: "\n")
  }
}
