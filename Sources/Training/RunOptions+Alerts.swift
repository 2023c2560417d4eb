import RunModel
import TOMLKit

/// What is watched, in a configuration file: tables `[[alerts]]` with `when` and `tag`.
extension RunOptions {
  private static let alertKeys = ["when", "tag", "name", "for", "value", "tolerance", "pause"]
  private static let whens = AlertRule.Condition.allCases.map(\.rawValue)

  /// - Throws: `ConfigurationError` for what is no list of such tables.
  static func alerts(_ value: TOMLValueConvertible?, file: String) throws(ConfigurationError) -> [AlertRule] {
    guard let array = value?.array else {
      throw .wrongType(file: file, key: "alerts", expected: "a list of tables with when and tag")
    }
    var rules: [AlertRule] = []
    for (index, element) in array.enumerated() {
      let place = "alerts[\(index)]"
      guard let table = element.table else {
        throw .wrongType(file: file, key: place, expected: "a table with when and tag")
      }
      rules.append(try rule(table, place: place, file: file))
    }
    return rules
  }

  private static func rule(_ table: TOMLTable, place: String, file: String) throws(ConfigurationError) -> AlertRule {
    func wrong(_ key: String, _ expected: String) -> ConfigurationError {
      .wrongType(file: file, key: "\(place).\(key)", expected: expected)
    }
    if let unknown = table.keys.sorted().first(where: { !alertKeys.contains($0) }) {
      throw .unknownKey(file: file, key: "\(place).\(unknown)", known: alertKeys)
    }
    guard let condition = table["when"]?.string.flatMap(AlertRule.Condition.init) else {
      throw wrong("when", "one of \(whens.joined(separator: ", "))")
    }
    guard let tag = table["tag"]?.string, !tag.isEmpty else { throw wrong("tag", "a curve, such as \"loss/student\"") }
    let name = table["name"] == nil ? "\(tag) \(condition.rawValue)" : table["name"]?.string
    guard let name else { throw wrong("name", "a string") }
    let points = table["for"] == nil ? (condition == .flat ? 2000 : 3) : table["for"]?.int
    guard let points, (1...AlertRule.longestWindow).contains(points) else {
      throw wrong("for", "a whole number from 1 to \(AlertRule.longestWindow)")
    }
    let needsValue = condition == .above || condition == .below
    guard let value = table["value"] == nil && !needsValue ? 0 : number(table["value"]) else {
      throw wrong("value", "a number")
    }
    guard let tolerance = table["tolerance"] == nil ? 0.002 : number(table["tolerance"]), tolerance >= 0 else {
      throw wrong("tolerance", "a number, 0 or more")
    }
    guard let pauses = table["pause"] == nil ? false : table["pause"]?.bool else {
      throw wrong("pause", "true or false")
    }
    return AlertRule(
      name, condition, of: tag, points: points, value: value, tolerance: tolerance, pauses: pauses)
  }

  /// The rules as tables that can be put at the end of a configuration file.
  static func toml(of rules: [AlertRule]) -> String {
    rules.map { rule in
      """
      [[alerts]]
      name = \(quoted(rule.name))
      when = \(quoted(rule.condition.rawValue))
      tag = \(quoted(rule.tag))
      for = \(rule.points)
      value = \(floating(rule.value))
      tolerance = \(floating(rule.tolerance))
      pause = \(rule.pauses)
      """
    }.joined(separator: "\n\n")
  }
}
