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
      The file is safetensors with student.logits, teacher.logits and labels (and what else the method needs).

      Example:
        kdtop loss kd --tensors batch.safetensors --set temperature=4 --set alpha=0.9 --json --grads out.safetensors
      """)

  @Argument(help: "The method; `kdtop methods` lists them.")
  var method: String
  @Option(help: ArgumentHelp("Safetensors with the named tensors.", valueName: "file"), completion: .file())
  var tensors: String
  @Option(name: .customLong("set"), help: ArgumentHelp("A knob, such as temperature=4.", valueName: "knob=value"))
  var settings: [String] = []
  @Option(help: ArgumentHelp("The phase whose loss is meant; the first if not given.", valueName: "name"))
  var phase: String?
  @Flag(help: "Print one JSON object: {\"terms\": {…}, \"total\": …}.")
  var json = false
  @Option(help: ArgumentHelp("Write the gradients of the student's tensors here.", valueName: "file"))
  var grads: String?

  func run() throws {
    let type = try MethodRegistry.method(named: method)
    let declaration = type.declaration
    var knobs = KnobValues()
    for setting in settings {
      let (name, value) = try RunOptions.knobSetting(setting)
      guard let knob = declaration.knobs.first(where: { $0.name == name }) else {
        throw ConfigurationError.knob(.unknown(name: name, known: declaration.knobs.map(\.name)))
      }
      do { try knob.validate(value) } catch { throw ConfigurationError.knob(error) }
      knobs[knob] = value
    }
    guard let phase = phase ?? declaration.phases.first?.name, declaration.phases.contains(where: { $0.name == phase })
    else { throw UsageError(description: "\(method) has the phases \(declaration.phases.map(\.name))") }
    guard FileManager.default.fileExists(atPath: tensors) else {
      throw InputMissing(what: "there is no file \(tensors); --tensors takes safetensors")
    }
    let inputs = try SafetensorsFile(path: tensors).tensors()
    do { try compute(type.init(MethodSettings()), inputs, knobs, phase) } catch EngineError.operation(
      let name, let message, let shapes)
    {
      // Here the engine was given what the file holds, such as a label that is no class.
      throw LossError.refused("\(EngineError.operation(name: name, message: message, shapes: shapes))")
    }
  }

  private func compute(
    _ method: any DistillationMethod, _ inputs: [String: Tensor], _ knobs: KnobValues, _ phase: String
  ) throws {
    // What the student made, or learns, has a gradient; what the teacher said has none.
    let learned = inputs.filter { !$0.key.hasPrefix("teacher") && [.float32, .float64].contains($0.value.dtype) }
    for tensor in learned.values { try tensor.setRequiresGradient() }
    let loss = try method.loss(NamedTensors(inputs), knobs: knobs, phase: phase)
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
