import Models
import RunModel
import Torch

/// A run in numbers.
extension TrainingSession {
  private func tested(_ network: any Network) throws -> Double {
    agreement(try material.test.predictions(of: network), material.testLabels)
  }

  /// Final and best accuracies of a phase's first learner; the network leaves as it came.
  func score(_ runner: PhaseRunner) throws -> RunSummary.Result {
    guard let network = runner.plan.learners.first?.network else { return .none }
    let progress = runner.progress
    let final = RunSummary.Score(validationAccuracy: progress.accuracy, testAccuracy: try tested(network))
    guard let best = runner.best, let accuracy = progress.bestAccuracy, accuracy > progress.accuracy else {
      var same = final
      same.epoch = progress.bestEpoch
      return .init(final: final, best: same)
    }
    if runner.plan.role == Part.student { bestStudent = best }
    let last = try copy(of: network)
    try withoutGradients { try network.load(best) }
    let score = RunSummary.Score(
      validationAccuracy: accuracy, testAccuracy: try tested(network), epoch: progress.bestEpoch)
    try withoutGradients { try network.load(last) }
    return .init(final: final, best: score)
  }

  /// Of a network as it is: it has one state only.
  func score(_ network: any Network) throws -> RunSummary.Result {
    let score = RunSummary.Score(
      validationAccuracy: agreement(try material.validation.predictions(of: network), material.validationLabels),
      testAccuracy: try tested(network))
    return .init(final: score, best: score)
  }

  /// Of the teacher, whoever speaks for it.
  private func score(_ teacher: TeacherSource) throws -> RunSummary.Result {
    if case .network(let network) = teacher { return try score(network) }
    let score = RunSummary.Score(
      validationAccuracy: agreement(try teacher.predictions(of: material.validation), material.validationLabels),
      testAccuracy: agreement(try teacher.predictions(of: material.test), material.testLabels))
    return .init(final: score, best: score)
  }

  /// Numbers of all teachers together; nil where there is none in memory.
  var teacherParameterCount: Int? {
    networks.teachers.isEmpty ? nil : networks.teachers.reduce(0) { $0 + $1.network.answeringParameterCount }
  }

  /// What the student costs beside the teacher, and how much of its score it keeps.
  private func accounting(_ student: RunSummary.Result) throws -> RunSummary.Accounting {
    var networks = [networks.student]
    if case .network(let teacher)? = try wholeTeacher { networks.append(teacher) }
    let speeds = try InferenceSpeed.measure(networks, on: material.test, turns: 9)
    let score = teacherResult.map { $0.best.testAccuracy }
    return RunSummary.Accounting(
      megabytes: .init(
        teacher: teacherParameterCount.map { Double($0) * 4e-6 },
        student: Double(self.networks.student.answeringParameterCount) * 4e-6),
      examplesPerSecond: .init(teacher: speeds.count > 1 ? speeds[1] : nil, student: speeds[0]),
      shareOfTeacher: score.flatMap { $0 > 0 ? student.best.testAccuracy / $0 : nil })
  }

  /// Logs how fast student and teacher answer as they are.
  func reportInferenceSpeed() throws {
    guard !trainer.reporter.isMuted else { return }
    var networks = [(role: "student", network: networks.student)]
    if case .network(let teacher)? = try wholeTeacher { networks.append(("teacher", teacher)) }
    let speeds = try InferenceSpeed.measure(networks.map(\.network), on: material.validation, seconds: 0.1, turns: 3)
    trainer.reporter.scalars(
      zip(networks, speeds).map { Scalar(Tag.examplesPerSecond($0.role), Float($1)) })
  }

  func summary() throws -> RunSummary {
    let teacher = try wholeTeacher
    let teacherTest = try teacher.map { try $0.predictions(of: material.test) }
    if let teacher, teacherResult == nil || networks.teachers.count > 1 { teacherResult = try score(teacher) }
    let studentTest = try material.test.predictions(of: networks.student)
    for (name, predictions) in try scores.exits(of: networks.student, in: material.test) {
      let score = RunSummary.Score(
        validationAccuracy: scores.exitAccuracies[name] ?? 0, testAccuracy: agreement(predictions, material.testLabels))
      otherResults[name] = .init(final: score, best: score)
    }
    let student = studentResult ?? .none
    let times = current?.runner.times ?? StepTimes()
    return RunSummary(
      method: recipe.name, dataset: configuration.dataset.name, seed: configuration.seed,
      runDirectory: trainer.directory.path, version: trainer.version, threads: configuration.threads,
      engine: try Engine.version(),
      parameters: .init(
        teacher: teacherParameterCount, student: networks.student.answeringParameterCount),
      knobs: trainer.gate.knobs.values, changes: trainer.gate.board.changes, phases: finished,
      stepMilliseconds: times.milliseconds, stepsPerSecond: times.stepsPerSecond, teacher: teacherResult,
      student: student, agreement: teacherTest.map { agreement(studentTest, $0) },
      others: otherResults.isEmpty ? nil : otherResults, accounting: try accounting(student))
  }
}

extension RunSummary.Result {
  /// Of a network that was never trained.
  static let none = RunSummary.Result(
    final: .init(validationAccuracy: 0, testAccuracy: 0), best: .init(validationAccuracy: 0, testAccuracy: 0))
}
