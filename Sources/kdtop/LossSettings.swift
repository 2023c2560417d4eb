import Distillation
import RunModel
import Training

/// What `kdtop loss --set NAME=VALUE …` says, sorted into knobs, options and the phase.
struct LossSettings {
  /// How a phase is named among the settings.
  static let stageName = "stage"

  private(set) var knobs = KnobValues()
  /// Options of the method as typed; `MethodSettings` checks them.
  private(set) var options: [String: String] = [:]
  private(set) var stage: String?

  /// The last of several values for a name holds.
  /// - Throws: `ConfigurationError` and `UsageError`, with the names there are.
  init(_ settings: [String], of declaration: MethodDeclaration) throws {
    for setting in settings {
      let parts = setting.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map {
        $0.trimmingCharacters(in: .whitespaces)
      }
      guard parts.count == 2, !parts[0].isEmpty else { throw ConfigurationError.badSetting(setting) }
      let name = parts[0].replacing("-", with: "_")
      if let knob = declaration.knobs.first(where: { $0.name == name }) {
        let value = try RunOptions.knobSetting(setting).value
        do { try knob.validate(value) } catch { throw ConfigurationError.knob(error) }
        knobs[knob] = value
      } else if declaration.options.contains(where: { $0.name == name }) {
        options[name] = parts[1]
      } else if name == LossSettings.stageName {
        stage = parts[1]
      } else {
        throw LossSettings.unknown(name, declaration)
      }
    }
  }

  private static func unknown(_ name: String, _ declaration: MethodDeclaration) -> UsageError {
    let (knobs, options) = (declaration.knobs.map(\.name), declaration.options.map(\.name))
    let near = nearestName(to: name, among: knobs + options + [stageName]).map { "; did you mean \($0)?" } ?? ""
    let known = [("knobs", knobs), ("options", options)].map { kind, names in
      "\(kind): \(names.isEmpty ? "none" : names.joined(separator: ", "))"
    }
    return UsageError(
      description: "\(declaration.name) has no knob and no option \(name)\(near) (\(known.joined(separator: "; ")))")
  }
}
