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
  /// Short, for somebody is waiting.
  private static let fit = EntropyFit(iterations: 80, draws: 2)
  private static let varianceImages = 256

  /// - Parameter count: pictures to look at.
  /// - Throws: `ConceptError`, `EngineError`.
  init(count: Int, material: TrainingMaterial, reporter: Reporter, gate: StepGate, seed: UInt64) throws {
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
    reporter.tensor(
      Tag.concepts("pictures"), TensorValue(shape: [probe.items.count, shape.height, shape.width], values: pictures))
  }

  /// Looks at a teacher as it will be from now on.
  func look(atTeacher teacher: any Network) throws { start = try look(at: teacher, "teacher", from: nil) }

  func look(atStudent student: any Network) throws { _ = try look(at: student, "student", from: start) }

  private func look(at network: any Network, _ role: String, from start: Tensor?) throws -> Tensor? {
    // What the log has already need not be found again.
    if gate.isCatchingUp, role == "student" { return start }
    let found = try probe.look(at: network, name: role, start: start, seed: seed)
    let summary = ConceptSummary(found.concepts)
    var scalars = [
      Scalar(Tag.concepts("\(role)_foreground"), Float(summary.foreground)),
      Scalar(Tag.concepts("\(role)_background"), Float(summary.background)),
    ]
    if let ratio = summary.ratio { scalars.append(Scalar(Tag.concepts("\(role)_ratio"), Float(ratio))) }
    reporter.scalars(scalars)
    reporter.tensor(
      Tag.concepts("\(role)_entropies"),
      TensorValue(
        shape: [probe.items.count, found.deviations.size(2), found.deviations.size(3)],
        values: found.entropies.flatMap(\.self).map(Float.init)))
    return found.deviations
  }
}
