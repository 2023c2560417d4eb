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
  /// Random numbers that training draws, by purpose.
  private(set) var generators: [String: RandomGenerator] = [:]
  /// How often a student has become the teacher.
  private(set) var generation = 0

  /// `teacher` alone, `teacher-1` and so on among several.
  static func teacherRole(_ number: Int, of count: Int) -> String { count == 1 ? "teacher" : "teacher-\(number + 1)" }
  static func peerRole(_ number: Int) -> String { number == 0 ? "student" : "peer-\(number + 1)" }

  init(_ configuration: RunConfiguration, material: TrainingMaterial) throws {
    self.configuration = configuration
    inputShape = material.dataset.shape.dimensions
    classes = material.dataset.classCount
    for (number, spec) in configuration.teachers.enumerated() {
      let role = SessionNetworks.teacherRole(number, of: configuration.teachers.count)
      teachers.append((role, try build(spec, role)))
    }
    for (number, spec) in configuration.students.enumerated() {
      let role = SessionNetworks.peerRole(number)
      students.append((role, try build(spec, role)))
    }
  }

  var student: any Network { students[0].network }
  /// All of them with their roles.
  var all: [(role: String, network: any Network)] { teachers + students }

  private func build(_ spec: ModelSpec, _ role: String, purpose: String = "weights") throws -> any Network {
    // The stream of dropout goes on from one generation to the next.
    let dropout = try generators["\(role).dropout"] ?? generator("\(role) dropout")
    generators["\(role).dropout"] = dropout
    return try ModelRegistry.build(
      spec, inputShape: inputShape, classes: classes, weights: generator("\(role) \(purpose)"), dropout: dropout)
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
