import ArgumentParser
import Distillation
import RunModel
import Training

/// `kdtop methods`.
struct MethodsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "methods", abstract: "List the ways a student can learn, with their papers, knobs and options.",
    discussion: "Example: kdtop methods")

  func run() throws {
    var lines = MethodRegistry.all.flatMap { MethodText($0.declaration).lines + [""] }
    lines += ["Every method has these knobs too:"] + MethodText.lines(TrainingKnobs.all(for: .sgd))
    try StandardStream.output.print(lines.joined(separator: "\n"))
  }
}
