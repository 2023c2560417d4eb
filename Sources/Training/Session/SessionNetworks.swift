import Datasets
import Distillation
import Models
import Torch

/// The networks of a run by their roles: `student`, and `peer-2` … that learn with it; `teacher`, or `teacher-1` …, that it
/// learns from.
final class SessionNetworks {
  private let configuration: RunConfiguration
  private let inputShape: [Int]
  private let classes: Int
  /// In the order they are trained in.
  private(set) var teachers: [(role: String, network: any Network)] = []
  private(set) var students: [(role: String, network: any Network)] = []
  /// Between teacher and student, where the method has one.
  private(set) var assistant: (role: String, network: any Network)?
  /// Random numbers that training draws, by purpose.
  private(set) var generators: [String: RandomGenerator] = [:]
  /// How often a student has become the teacher.
  private(set) var generation = 0

  /// `teacher` alone, `teacher-1` and so on among several.
  static func teacherRole(_ number: Int, of count: Int) -> String { count == 1 ? "teacher" : "teacher-\(number + 1)" }
  static func peerRole(_ number: Int) -> String { number == 0 ? "student" : "peer-\(number + 1)" }

  init(_ configuration: RunConfiguration, material: TrainingMaterial) throws {
    self.configuration = configuration
    inputShape = material.inputShape
    classes = material.dataset.classCount
    for (number, spec) in configuration.teachers.enumerated() {
      let role = SessionNetworks.teacherRole(number, of: configuration.teachers.count)
      teachers.append((role, try build(spec, role)))
    }
    for (number, spec) in configuration.students.enumerated() {
      let role = SessionNetworks.peerRole(number)
      students.append((role, try build(spec, role)))
    }
    if configuration.recipe.phases.contains(where: { $0.learner == .assistant }) {
      assistant = (Self.assistantRole, try build(try assistantSpec(), Self.assistantRole))
    }
  }

  static let assistantRole = "assistant"

  var student: any Network { students[0].network }
  /// All of them with their roles.
  var all: [(role: String, network: any Network)] { teachers + students + (assistant.map { [$0] } ?? []) }

  private func build(_ spec: NetworkSpec, _ role: String, purpose: String = "weights") throws -> any Network {
    // The stream of dropout goes on from one generation to the next.
    let dropout = try generators["\(role).dropout"] ?? generator("\(role) dropout")
    generators["\(role).dropout"] = dropout
    let weights = try generator("\(role) \(purpose)")
    switch spec {
    case .image(let spec):
      return try ModelRegistry.build(
        spec, inputShape: inputShape, classes: classes, weights: weights, dropout: dropout)
    case .language(.directory(let path)):
      return try BertNetwork(
        HuggingFaceDirectory(path: path), classes: classes, guesses: guesses, weights: weights, dropout: dropout)
    case .language(.student(let spec)): return try student(spec, weights: weights, dropout: dropout)
    }
  }

  // MARK: - Of text

  /// Whether networks guess masked tokens.
  private var guesses: Bool { configuration.recipe.phases.contains { $0.reads.contains(.maskedLabels) } }

  /// A student begins with its teacher's weights as far as the sizes allow; one that learns alone with fresh ones.
  private func student(_ spec: BertSpec, weights: RandomGenerator, dropout: RandomGenerator) throws -> BertNetwork {
    if let teacher = teachers.first?.network as? BertNetwork {
      return try BertNetwork(
        studentOf: teacher, spec, classes: classes, guesses: guesses, weights: weights, dropout: dropout)
    }
    guard let setting = configuration.language else {
      throw ConfigurationError.needsModel(dataset: configuration.dataset.name)
    }
    let directory = try HuggingFaceDirectory(path: setting.model)
    guard configuration.recipe.needsTeacher else {
      return try BertNetwork(
        BertStudent.config(spec, teacher: directory.config), classes: classes, guesses: guesses, weights: weights,
        dropout: dropout)
    }
    // Of a teacher that speaks through a file, the model it was made from is there.
    let model = try BertNetwork(
      directory, classes: classes, guesses: guesses, weights: weights, dropout: dropout)
    return try BertNetwork(
      studentOf: model, spec, classes: classes, guesses: guesses, weights: weights, dropout: dropout)
  }

  /// As deep as the student and as wide as the teacher.
  private func assistantSpec() throws -> NetworkSpec {
    var spec = BertSpec()
    spec.layers = (student as? BertNetwork)?.config.layers
    return .language(.student(spec))
  }

  /// Students made from their teacher are made anew, of the teacher as it has become.
  func remakeStudents() throws {
    for (number, spec) in configuration.students.enumerated() {
      guard case .language(.student) = spec, !teachers.isEmpty else { continue }
      students[number].network = try build(spec, students[number].role)
    }
    if assistant != nil { assistant?.network = try build(try assistantSpec(), Self.assistantRole) }
  }

  /// A generator of the run's seed for one purpose.
  func generator(_ purpose: String) throws -> RandomGenerator {
    try RandomGenerator(seed: SplitMix64(seed: configuration.seed, purpose: purpose).state)
  }

  /// The student becomes the teacher, and a new one begins.
  func advanceGeneration() throws {
    let old = student
    old.training = false
    teachers = [(SessionNetworks.teacherRole(0, of: 1), old)]
    generation += 1
    students[0].network = try build(
      configuration.students[0], students[0].role, purpose: "weights of generation \(generation + 1)")
  }

  /// Makes networks of the kinds there are after so many generations, for weights that are about to be loaded.
  func skip(toGeneration wanted: Int) throws {
    while generation < wanted { try advanceGeneration() }
  }
}
