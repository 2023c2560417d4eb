import ArgumentParser
import Distillation
import RunModel
import Training

/// `kdtop methods`.
struct MethodsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "methods", abstract: "List the ways a student can learn, with their papers and knobs.",
    discussion: "Example: kdtop methods")

  func run() throws {
    var lines = MethodRegistry.all.flatMap { MethodsCommand.lines($0.declaration) + [""] }
    lines.append("Every method has these knobs too:")
    lines += MethodsCommand.lines(TrainingKnobs.all(for: .sgd))
    try StandardStream.output.print(lines.joined(separator: "\n"))
  }

  private static func lines(_ declaration: MethodDeclaration) -> [String] {
    let phases = (declaration.needsTeacher ? ["teacher"] : []) + declaration.phases.map(\.name)
    return ["\(declaration.name): \(declaration.title)", "  \(declaration.summary)"]
      + (declaration.paper.isEmpty ? [] : ["  \(declaration.paper)"])
      + [
        "  phases: \(phases.joined(separator: ", "))",
        "  loss terms: \(declaration.phases.flatMap(\.terms).joined(separator: ", "))",
      ] + lines(declaration.knobs)
  }

  private static func lines(_ knobs: [Knob]) -> [String] {
    let width = knobs.map(\.name.count).max() ?? 0
    return knobs.map { knob in
      let name = knob.name.padding(toLength: width, withPad: " ", startingAt: 0)
      return "  \(name)  \(knob.rangeText), default \(knob.text(knob.defaultValue)): \(knob.help)"
    }
  }
}
