import RunModel
import TOMLKit

/// Changes of knobs in a configuration file: tables `[[changes]]` with `step`, `knob` and `value`.
extension RunOptions {
  private static let changeKeys = ["step", "knob", "value", "recoveries", "reset"]

  /// - Throws: `ConfigurationError` for what is no list of such tables.
  static func changes(_ value: TOMLValueConvertible?, file: String) throws(ConfigurationError) -> [KnobChange] {
    guard let array = value?.array else {
      throw .wrongType(file: file, key: "changes", expected: "a list of tables with step, knob and value")
    }
    var changes: [KnobChange] = []
    for (index, element) in array.enumerated() {
      let place = "changes[\(index)]"
      guard let table = element.table else {
        throw .wrongType(file: file, key: place, expected: "a table with step, knob and value")
      }
      if let unknown = table.keys.sorted().first(where: { !changeKeys.contains($0) }) {
        throw .unknownKey(file: file, key: "\(place).\(unknown)", known: changeKeys)
      }
      guard let step = table["step"]?.int, (0...LogLimits.steps).contains(step) else {
        throw .wrongType(file: file, key: "\(place).step", expected: "a whole number, 0 or more")
      }
      guard let knob = table["knob"]?.string else {
        throw .wrongType(file: file, key: "\(place).knob", expected: "a string")
      }
      guard let number = number(table["value"]) else {
        throw .wrongType(file: file, key: "\(place).value", expected: "a number")
      }
      let recoveries = table["recoveries"] == nil ? 0 : table["recoveries"]?.int
      guard let recoveries, recoveries >= 0 else {
        throw .wrongType(file: file, key: "\(place).recoveries", expected: "a whole number, 0 or more")
      }
      guard let isReset = table["reset"] == nil ? false : table["reset"]?.bool else {
        throw .wrongType(file: file, key: "\(place).reset", expected: "true or false")
      }
      changes.append(
        KnobChange(
          step: step, knob: knob.replacingOccurrences(of: "-", with: "_"), value: number, recoveries: recoveries,
          isReset: isReset))
    }
    return changes
  }

  /// The changes as tables that can be put at the end of a configuration file.
  public static func toml(of changes: [KnobChange]) -> String {
    changes.map { change in
      """
      [[changes]]
      step = \(change.step)
      knob = \(quoted(change.knob))
      value = \(floating(change.value))
      """ + (change.recoveries > 0 ? "\nrecoveries = \(change.recoveries)" : "")
        + (change.isReset ? "\nreset = true" : "")
    }.joined(separator: "\n\n")
  }
}
