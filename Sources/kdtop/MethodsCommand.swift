import ArgumentParser
import Distillation
import RunModel
import Training

/// `kdtop methods`.
struct MethodsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "methods", abstract: "List the ways a student can learn, with their papers and knobs.",
    discussion: "Example: kdtop methods")

  func run() {
    for method in MethodRegistry.all {
      let declaration = method.declaration
      print("\(declaration.name): \(declaration.title)")
      print("  \(declaration.summary)")
      if !declaration.paper.isEmpty { print("  \(declaration.paper)") }
      let phases = (declaration.needsTeacher ? ["teacher"] : []) + declaration.phases.map(\.name)
      print("  phases: \(phases.joined(separator: ", "))")
      print("  loss terms: \(declaration.phases.flatMap(\.terms).joined(separator: ", "))")
      MethodsCommand.printKnobs(declaration.knobs)
      print("")
    }
    print("Every method has these knobs too:")
    MethodsCommand.printKnobs(TrainingKnobs.all(for: .sgd))
  }

  private static func printKnobs(_ knobs: [Knob]) {
    let width = knobs.map(\.name.count).max() ?? 0
    for knob in knobs {
      let name = knob.name.padding(toLength: width, withPad: " ", startingAt: 0)
      print("  \(name)  \(knob.rangeText), default \(knob.text(knob.defaultValue)): \(knob.help)")
    }
  }
}
