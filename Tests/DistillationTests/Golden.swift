import Foundation
import RunModel
import Testing
import Torch

@testable import Distillation

/// A file of Fixtures/golden.
func golden(_ name: String) throws -> String {
  try #require(Bundle.module.url(forResource: "Fixtures/golden/\(name)", withExtension: nil)).path
}

/// What PyTorch computed of a method's loss, and the method as it was asked.
struct GoldenLoss: Decodable {
  /// A number or a word.
  enum Parameter: Decodable {
    case number(Double)
    case word(String)

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let number = try? container.decode(Double.self) {
        self = .number(number)
      } else {
        self = .word(try container.decode(String.self))
      }
    }

    /// As typed after `--set NAME=`.
    var text: String {
      switch self {
      case .number(let number): Knob.text(number)
      case .word(let word): word
      }
    }
  }

  var method: String
  var params: [String: Parameter]
  var terms: [String: Double]
  var total: Double

  /// Names of all files, such as `at@norm`.
  static let names: [String] = {
    let folder = Bundle.module.url(forResource: "Fixtures/golden", withExtension: nil)?.path ?? ""
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return files.filter { $0.hasSuffix(".json") }.map { String($0.dropLast(5)) }.sorted()
  }()

  init(_ name: String) throws {
    let file = try URL(fileURLWithPath: golden("\(name).json"))
    self = try JSONDecoder().decode(GoldenLoss.self, from: Data(contentsOf: file))
  }

  /// The loss of these tensors, with options, knobs and phase as the file says.
  func loss(_ tensors: [String: Tensor]) throws -> Loss {
    let declaration = try MethodRegistry.method(named: method).declaration
    var (options, knobs): ([String: String], KnobValues) = ([:], KnobValues())
    var phase = declaration.teacherPhase?.name ?? declaration.phases[0].name
    for (name, value) in params {
      if let knob = declaration.knobs.first(where: { $0.name == name }) {
        guard case .number(let number) = value else { throw KnobError.notANumber(knob: name, text: value.text) }
        try knob.validate(number)
        knobs[knob] = number
      } else if name == "stage" {
        phase = value.text
      } else {
        options[name] = value.text
      }
    }
    let method = try DistillationTests.method(method, options)
    return try method.loss(NamedTensors(tensors), knobs: knobs, phase: phase)
  }
}
