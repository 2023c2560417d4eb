import Analysis
import Datasets
import Models
import RunModel
import Torch

/// Counts the visual concepts of the networks while they train (`--concepts N`), at every evaluation, and logs them: the
/// live side of `kdtop analyse concepts`. Draws from generators of its own, so that training goes as it would without.
final class ConceptWatch {
  private let probe: ConceptProbe
  private let reporter: Reporter
  private let gate: StepGate
  private let seed: UInt64
  /// The teacher's: where fits of the student begin, whatever was looked at before.
  private var start: Tensor?
  /// How the student came to its concepts, from its first step on; nil when that was in another session.
  private var history: History?
  private let baseline: ConceptBaseline?
  /// The step before the student's first one.
  private var firstStep = 0
  private var generation: Int?

  private struct History {
    var distance: WeightDistance
    var epochs: [[VisualConcepts]] = []
    var learning: ConceptLearning? {
      // One look says nothing of before and after.
      epochs.count < 2 ? nil : ConceptLearning(epochs: epochs, distances: distance.values)
    }
  }
  /// Short, for somebody is waiting.
  private static let fit = EntropyFit(iterations: 80, draws: 2)
  private static let varianceImages = 256

  /// - Parameters:
  ///   - count: pictures to look at.
  ///   - baseline: a run without distilling, to hold beside this one.
  /// - Throws: `ConceptError`, `ConceptBaselineError`, `RecordedRunError`, `EventFileError`, `EngineError`.
  init(
    count: Int, baseline: String?, material: TrainingMaterial, reporter: Reporter, gate: StepGate, seed: UInt64
  ) throws {
    guard let images = material.images?.dataset else {
      throw ConfigurationError.conflict("--concepts looks at pictures, and \(material.dataset.name) holds text")
    }
    let pool = material.validation
    let rows = Array(RunReader.inTurn(material.validationLabels).prefix(2 * count))
    let many = try pool.batch(Array(0..<min(pool.count, ConceptWatch.varianceImages))).inputs
    probe = try ConceptProbe(
      (rows.map { pool.items[$0] }, pool.batch(rows).inputs), of: images, count: count, many: many,
      fit: ConceptWatch.fit)
    (self.reporter, self.gate, self.seed) = (reporter, gate, seed)
    let shape = images.shape
    let pictures = probe.items.flatMap { item in
      let raw = Array(images.rawPixels(at: item))
      let scale = Float(shape.channels) * Float(images.pixelMaximum)
      return (0..<shape.area).map { place in
        (0..<shape.channels).reduce(Float(0)) { $0 + Float(raw[$1 * shape.area + place]) } / scale
      }
    }
    let shown = TensorValue(shape: [probe.items.count, shape.height, shape.width], values: pictures)
    self.baseline = try baseline.map { try ConceptBaseline($0, pictures: shown) }
    reporter.tensor(Tag.concepts("pictures"), shown)
  }

  /// A phase in which a student learns begins; of one generation's several the first one counts.
  /// - Parameters:
  ///   - step: the step before its first one.
  ///   - isFresh: whether nothing of it has been done yet.
  func begin(_ student: any Network, generation: Int, after step: Int, isFresh: Bool) throws {
    guard generation != self.generation else { return }
    (self.generation, firstStep) = (generation, step)
    history = isFresh ? History(distance: try WeightDistance(from: ConceptWatch.weights(of: student))) : nil
  }

  private static func weights(of network: any Network) -> [String: Tensor] {
    Dictionary(network.namedParameters.map { ($0.name, $0.tensor) }) { first, _ in first }
  }

  /// Looks at a teacher as it will be from now on.
  func look(atTeacher teacher: any Network) throws {
    let found = try probe.look(at: teacher, name: "teacher", start: nil, seed: seed)
    start = found.deviations
    report(ConceptSummary(found.concepts), found, "teacher")
  }

  func look(atStudent student: any Network) throws {
    guard !gate.isCatchingUp else {
      // What the log has already need not be found again; but how the student came there is not known then.
      history = nil
      return
    }
    let found = try probe.look(at: student, name: "student", start: start, seed: seed)
    try history?.distance.add(ConceptWatch.weights(of: student))
    history?.epochs.append(found.concepts)
    report(ConceptSummary(found.concepts, learning: history?.learning), found, "student")
    baseline?.report(atStep: reporter.step - firstStep, to: reporter)
  }

  private func report(_ summary: ConceptSummary, _ found: ConceptProbe.Findings, _ role: String) {
    let values: [(String, Double?)] = [
      ("foreground", summary.foreground), ("background", summary.background), ("ratio", summary.ratio),
      ("distance_mean", summary.meanDistance), ("distance_deviation", summary.distanceDeviation),
      ("kept_share", summary.keptShare),
    ]
    reporter.scalars(
      values.compactMap { name, value in value.map { Scalar(Tag.concepts("\(role)_\(name)"), Float($0)) } })
    reporter.tensor(
      Tag.concepts("\(role)_entropies"),
      TensorValue(
        shape: [probe.items.count, found.deviations.size(2), found.deviations.size(3)],
        values: found.entropies.flatMap(\.self).map(Float.init)))
  }
}
