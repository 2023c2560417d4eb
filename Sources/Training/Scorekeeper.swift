import Foundation
import Models
import RunModel
import Torch

/// Accuracies and soft targets: looks at networks between steps and logs what it sees. Never touches the test set.
final class Scorekeeper {
  private let material: TrainingMaterial
  private let reporter: Reporter
  private let gate: StepGate
  private let temperature: (StepGate) -> Double
  private let classNames: [String]
  /// Shows what is inside the networks, at some evaluations.
  let inspector: Inspector
  /// What the trained teacher says of the validation split; empty without one.
  private(set) var teacherPredictions: [Int] = []
  /// The latest validation accuracy of each exit.
  private(set) var exitAccuracies: [String: Double] = [:]
  private var teacherAccuracy = 0.0
  private var teacherProbes: TensorValue?
  private var lastHistograms = -Double.infinity

  init(
    material: TrainingMaterial, reporter: Reporter, gate: StepGate, temperature: @escaping (StepGate) -> Double
  ) {
    self.material = material
    self.reporter = reporter
    self.gate = gate
    self.temperature = temperature
    classNames = material.dataset.classNames
    inspector = Inspector(
      probes: material.inspected, validationLabels: material.validationLabels, classes: material.dataset.classCount,
      reporter: reporter)
  }

  /// Validation accuracy of a teacher in training.
  func evaluateTeacher(_ teacher: any Network, tag: String = Tag.teacherAccuracy) throws -> Double {
    let logits = try material.validation.logits(of: teacher)
    let accuracy = agreement(try logits.argmax(1).ints(), material.validationLabels)
    reporter.scalars([Scalar(tag, Float(accuracy))])
    if tag == Tag.teacherAccuracy { try inspector.look(at: teacher, role: Inspector.teacher, logits: logits) }
    return accuracy
  }

  /// Validation accuracy of another student.
  func evaluatePeer(_ peer: any Network, role: String) throws {
    let accuracy = agreement(try material.validation.predictions(of: peer), material.validationLabels)
    reporter.scalars([Scalar(Tag.accuracy(role), Float(accuracy))])
  }

  /// What each exit of a network says of a pool, and the mean of their probabilities; empty for a network with one exit.
  func exits(of network: any Network, in pool: ExamplePool) throws -> [(name: String, predictions: [Int])] {
    guard !network.exitNames.isEmpty else { return [] }
    let logits = try pool.exitLogits(of: network)
    let mean = try Tensor.stack(logits.map { try $0.softmax(1) }).mean([0])
    return try zip(network.exitNames, logits).map { ($0, try $1.argmax(1).ints()) } + [
      ("ensemble", mean.argmax(1).ints())
    ]
  }

  private func evaluateExits(_ network: any Network) throws {
    for (name, predictions) in try exits(of: network, in: material.validation) {
      let accuracy = agreement(predictions, material.validationLabels)
      exitAccuracies[name] = accuracy
      reporter.scalars([Scalar(Tag.accuracy(name), Float(accuracy))])
    }
  }

  /// Takes the teacher as it will be from now on.
  /// - Parameter isTrained: it has been evaluated here, at the end of its phase.
  func teacherIsReady(_ teacher: TeacherSource, isTrained: Bool) throws {
    let logits = try teacher.logits(of: material.validation)
    teacherPredictions = try logits.argmax(1).ints()
    inspector.teacherPredictions = teacherPredictions
    try inspector.look(at: teacher.network, role: Inspector.teacher, logits: logits, isUrgent: true)
    teacherAccuracy = agreement(teacherPredictions, material.validationLabels)
    if !isTrained { reporter.scalars([Scalar(Tag.teacherAccuracy, Float(teacherAccuracy))]) }
    try showTeacher(teacher)
  }

  func evaluateStudent(_ student: any Network) throws -> Double {
    let logits = try material.validation.logits(of: student)
    let predictions = try logits.argmax(1).ints()
    let accuracy = agreement(predictions, material.validationLabels)
    var scalars = [Scalar(Tag.studentAccuracy, Float(accuracy))]
    if !teacherPredictions.isEmpty {
      scalars.append(Scalar(Tag.teacherAccuracy, Float(teacherAccuracy)))
      if teacherAccuracy > 0 { scalars.append(Scalar(Tag.shareOfTeacher, Float(accuracy / teacherAccuracy))) }
      scalars.append(Scalar(Tag.agreement, Float(agreement(predictions, teacherPredictions))))
    }
    reporter.scalars(scalars)
    try inspector.look(at: student, role: Inspector.student, logits: logits)
    try evaluateExits(student)
    return accuracy
  }

  func showTeacher(_ teacher: TeacherSource) throws {
    let logits = try material.probes.logits(of: teacher)
    teacherProbes = logits
    reporter.tensor(Tag.teacherProbeLogits, logits)
  }

  /// Logs what the student says of the probe examples, and from time to time the histograms other programs can draw.
  func showStudent(_ student: any Network) throws {
    let logits = try material.probes.logits(of: student)
    reporter.tensor(Tag.studentProbeLogits, logits)
    guard Reporter.now - lastHistograms > 5 else { return }
    lastHistograms = Reporter.now
    for (index, name) in classNames.enumerated() {
      if let teacherProbes { histogram(Tag.softTargets(name), teacherProbes, row: index) }
      histogram(Tag.softOutputs(name), logits, row: index)
    }
  }

  /// The next `showStudent` writes histograms too, however recent the last ones are.
  func forgetHistograms() { lastHistograms = -.infinity }

  private func histogram(_ tag: String, _ logits: TensorValue, row: Int) {
    let means = meanProbabilities(logits, row: row, temperature: temperature(gate))
    guard !means.isEmpty else { return }
    // Bucket c holds what lies in (c − ½, c + ½]: the mean probability of class c.
    reporter.histogram(
      tag, Histogram(limits: means.indices.map { Double($0) + 0.5 }, counts: means.map(Double.init)))
  }
}
