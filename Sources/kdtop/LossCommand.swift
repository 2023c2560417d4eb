import ArgumentParser
import Distillation
import Foundation
import RunModel
import Torch
import Training

/// `kdtop loss`.
struct LossCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "loss", abstract: "Compute a method's loss on tensors from a file.",
    discussion: """
      The file is safetensors with student.logits, teacher.logits and labels (or what else the method needs, such as \
      student.features.0). --set takes the method's knobs, its options, and stage=NAME for one of its phases.

      Examples:
        kdtop loss kd --tensors batch.safetensors --set temperature=4 --set alpha=0.9 --json --grads out.safetensors
        kdtop loss at --tensors maps.safetensors --set map=max-p --set form=norm --set beta=0.1
        kdtop loss fitnets --tensors hint.safetensors --set stage=hint
        kdtop loss tinybert --tensors layers.safetensors --set stage=intermediate
      """)

  @Argument(help: "The method; `kdtop methods` lists them.")
  var method: String
  @Option(help: ArgumentHelp("Safetensors with the named tensors.", valueName: "file"), completion: .file())
  var tensors: String
  @Option(
    name: .customLong("set"),
    help: ArgumentHelp("A knob, such as temperature=4, or an option, such as map=max-p.", valueName: "name=value"))
  var settings: [String] = []
  @Option(
    help: ArgumentHelp(
      "The phase whose loss is meant; if not given the one that trains the teacher, where the method has a say in that, "
        + "else the first.", valueName: "name"))
  var phase: String?
  @Flag(help: "Print one JSON object: {\"terms\": {…}, \"total\": …}.")
  var json = false
  @Option(help: ArgumentHelp("Write the gradients of the student's tensors here.", valueName: "file"))
  var grads: String?

  func run() throws {
    let type = try MethodRegistry.method(named: method)
    let chosen = try LossSettings(settings, of: type.declaration)
    let method = type.init(try MethodSettings(type.declaration.options, given: chosen.options))
    let phase = try phase(of: method, stage: chosen.stage)
    guard FileManager.default.fileExists(atPath: tensors) else {
      throw InputMissing(what: "there is no file \(tensors); --tensors takes safetensors")
    }
    let inputs = try SafetensorsFile(path: tensors).tensors()
    if phase.reads.contains(.imageGradients) { throw LossError.needsNetworks(tensor: "the images") }
    do { try compute(method, inputs, chosen.knobs, phase) } catch EngineError.operation(
      let name, let message, let shapes)
    {
      // Here the engine was given what the file holds, such as a label that is no class.
      throw LossError.refused("\(EngineError.operation(name: name, message: message, shapes: shapes))")
    }
  }

  private func phase(of method: any DistillationMethod, stage: String?) throws -> MethodPhase {
    if let stage, let phase, stage != phase {
      throw UsageError(
        description: "--phase \(phase) and --set stage=\(stage) name two phases; one is computed at a time")
    }
    let phases = LossCommand.phases(of: method)
    guard let name = phase ?? stage else { return phases[0] }
    guard let found = phases.first(where: { $0.name == name }) else {
      let known = phases.map(\.name)
      let near = nearestName(to: name, among: known).map { "; did you mean \($0)?" } ?? ""
      throw UsageError(
        description: "\(self.method) has no phase \(name)\(near) (phases: \(known.joined(separator: ", ")))")
    }
    return found
  }

  /// The teacher's own training first; never empty.
  private static func phases(of method: any DistillationMethod) -> [MethodPhase] {
    let declaration = type(of: method).declaration
    let phases = (declaration.teacherPhase.map { [$0] } ?? []) + method.phases
    return phases.isEmpty ? [MethodPhase("", terms: [], reads: [])] : phases
  }

  private func compute(
    _ method: any DistillationMethod, _ inputs: [String: Tensor], _ knobs: KnobValues, _ phase: MethodPhase
  ) throws {
    // What the student made, or learns, has a gradient; what a guide said has none, unless it is the one that learns.
    let trainsTeacher = type(of: method).declaration.teacherPhase?.name == phase.name
    let learned = inputs.filter { name, tensor in
      guard [.float32, .float64].contains(tensor.dtype) else { return false }
      if name.hasPrefix("teacher.") { return trainsTeacher && name == "teacher.logits" }
      return !name.hasPrefix("teachers.")
    }
    for tensor in learned.values { try tensor.setRequiresGradient() }
    let loss = try method.loss(NamedTensors(inputs), knobs: knobs, phase: phase.name)
    let total = try loss.total()
    if let grads {
      try total.backward()
      try SafetensorsWriter.write(try learned.compactMapValues { try $0.gradient() }, to: grads)
    }
    try report(loss, total: total.item())
  }

  private func report(_ loss: Loss, total: Double) throws {
    if json {
      var terms: [String: Double] = [:]
      for term in loss.terms { terms[term.name] = try term.value.item() }
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys]
      encoder.nonConformingFloatEncodingStrategy = .convertToString(
        positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
      let report = try encoder.encode(Report(terms: terms, total: total))
      try StandardStream.output.print(String(decoding: report, as: UTF8.self))
    } else {
      let lines = try loss.terms.map { "\($0.name)  \(try $0.value.item())  × \(Knob.text($0.weight))" }
      try StandardStream.output.print((lines + ["total  \(total)"]).joined(separator: "\n"))
    }
  }

  private struct Report: Encodable {
    var terms: [String: Double]
    var total: Double
  }
}
