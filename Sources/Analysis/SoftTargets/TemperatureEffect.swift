import Foundation

/// What a temperature makes of the soft targets of a teacher and of its student's answer.
public struct TemperatureEffect: Sendable, Codable {
  public var temperature: Double
  /// Mean entropy over examples, in nats.
  public var teacherEntropy: Double
  public var studentEntropy: Double
  /// The teacher's mean probability outside the label.
  public var teacherOffLabel: Double
  /// Mean of KL(p_T^T ‖ p_S^T), in nats.
  public var divergence: Double
  /// Mean overlap Σ min(p_T, p_S) of the probabilities, 0…1: agreement in more than the top class.
  public var overlap: Double
  /// Expected calibration errors.
  public var teacherCalibration: Double
  public var studentCalibration: Double

  enum CodingKeys: String, CodingKey {
    case temperature, divergence, overlap
    case teacherEntropy = "teacher_entropy"
    case studentEntropy = "student_entropy"
    case teacherOffLabel = "teacher_off_label"
    case teacherCalibration = "teacher_calibration_error"
    case studentCalibration = "student_calibration_error"
  }

  /// Temperatures that are looked at when nobody says: 1 to 20, evenly on a logarithmic axis.
  public static let usualTemperatures = [1.0, 1.5, 2, 3, 4, 6, 8, 12, 16, 20]

  /// - Precondition: both tables are of the same examples.
  public init(teacher: LogitTable, student: LogitTable, temperature: Double) {
    self.temperature = temperature
    var (teacherEntropy, studentEntropy, offLabel, divergence, overlap) = (0.0, 0.0, 0.0, 0.0, 0.0)
    for example in 0..<teacher.count {
      let p = teacher.probabilities(example, temperature: temperature)
      let q = student.probabilities(example, temperature: temperature)
      teacherEntropy += SoftTargetStructure.entropy(p)
      studentEntropy += SoftTargetStructure.entropy(q)
      offLabel += 1 - p[teacher.labels[example]]
      for (a, b) in zip(p, q) {
        if a > 0 { divergence += a * log(a / max(b, .leastNormalMagnitude)) }
        overlap += min(a, b)
      }
    }
    let count = Double(max(1, teacher.count))
    self.teacherEntropy = teacherEntropy / count
    self.studentEntropy = studentEntropy / count
    teacherOffLabel = offLabel / count
    self.divergence = divergence / count
    self.overlap = overlap / count
    teacherCalibration = Calibration(teacher, temperature: temperature).error
    studentCalibration = Calibration(student, temperature: temperature).error
  }
}
