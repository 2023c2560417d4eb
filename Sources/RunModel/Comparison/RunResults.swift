/// What came of a run, or what it has come to so far.
public struct RunResults: Sendable, Equatable {
  /// A number of a run; the order is that of a comparison's columns.
  public enum Quantity: String, Sendable, CaseIterable {
    /// Shares of the test set, of the last weights and of those the validation split chose.
    case studentTest = "student_test_accuracy"
    case studentBestTest = "student_best_test_accuracy"
    /// Shares of the validation split, in the end and at best.
    case studentValidation = "student_validation_accuracy"
    case studentBestValidation = "student_best_validation_accuracy"
    case teacherTest = "teacher_test_accuracy"
    case teacherBestTest = "teacher_best_test_accuracy"
    case teacherValidation = "teacher_validation_accuracy"
    case teacherBestValidation = "teacher_best_validation_accuracy"
    /// On the test set; of an unfinished run on the validation split.
    case agreement
    /// The student's total loss, at the last step and at its lowest.
    case lastLoss = "last_loss"
    case lowestLoss = "lowest_loss"
    case steps
    /// From the first event of the log to the last.
    case seconds

    /// Whether it is a share, 0…1.
    public var isShare: Bool {
      switch self {
      case .lastLoss, .lowestLoss, .steps, .seconds: false
      default: true
      }
    }
  }

  public var values: [Quantity: Double] = [:]
  /// Quantities that come from a curve because the run has no summary: what they will be is not known yet.
  public var provisional: Set<Quantity> = []
  /// `finished`, `stopped`, `failed`; `unfinished` for a run that has not ended, or was killed; `unknown` for a log that
  /// says nothing of it, such as another program's.
  public var state: String

  public init(state: String) { self.state = state }

  public var isFinished: Bool { state == StatusChange.State.finished.rawValue }

  public init(_ view: RunView) {
    let isOurs = view.description != nil || view.status != nil
    self.init(state: view.status.flatMap { $0.isOver ? $0.state.rawValue : nil } ?? (isOurs ? "unfinished" : "unknown"))
    values[.steps] = Double(view.step)
    values[.seconds] = view.elapsed
    if let loss = view.extremes(Tag.studentLoss) {
      values[.lastLoss] = view.value(Tag.studentLoss).map(Double.init)
      values[.lowestLoss] = loss.lowerBound
    }
    if let summary = view.summary { take(summary) } else { take(curvesOf: view) }
  }

  private mutating func take(_ summary: RunSummary) {
    values[.studentTest] = summary.student.final.testAccuracy
    values[.studentBestTest] = summary.student.best.testAccuracy
    values[.studentValidation] = summary.student.final.validationAccuracy
    values[.studentBestValidation] = summary.student.best.validationAccuracy
    values[.teacherTest] = summary.teacher?.final.testAccuracy
    values[.teacherBestTest] = summary.teacher?.best.testAccuracy
    values[.teacherValidation] = summary.teacher?.final.validationAccuracy
    values[.teacherBestValidation] = summary.teacher?.best.validationAccuracy
    values[.agreement] = summary.agreement
  }

  private mutating func take(curvesOf view: RunView) {
    func take(_ tag: String, last: Quantity, best: Quantity?) {
      guard let range = view.extremes(tag) else { return }
      values[last] = view.value(tag).map(Double.init)
      provisional.insert(last)
      guard let best else { return }
      values[best] = range.upperBound
      provisional.insert(best)
    }
    take(Tag.studentAccuracy, last: .studentValidation, best: .studentBestValidation)
    take(Tag.teacherAccuracy, last: .teacherValidation, best: .teacherBestValidation)
    take(Tag.agreement, last: .agreement, best: nil)
  }
}

extension RunView {
  /// The least and the greatest finite value of a curve of the log's own; nil when it has none.
  func extremes(_ tag: String) -> ClosedRange<Double>? {
    let key = RunStore.Key(tag)
    guard let steps = stepRange(key) else { return nil }
    let last = Double(steps.upperBound)
    let all = Double(steps.lowerBound)..<max(last + 1, last.nextUp)
    guard let bucket = buckets(key, steps: all, columns: 1).first.flatMap(\.self), bucket.minimum <= bucket.maximum
    else { return nil }
    return Double(bucket.minimum)...Double(bucket.maximum)
  }
}
