import EventFiles
import RunModel

/// The visual concepts of a student that learned without a teacher, as its run's log tells of them, to be shown beside those
/// of a run that distils.
struct ConceptBaseline {
  /// What was logged at an evaluation: names without `student_`.
  private struct Look {
    var scalars: [Scalar] = []
    var entropies: TensorValue?
  }

  /// By the steps that the student had taken.
  private var looks: [Int: Look] = [:]
  private static let role = Tag.concepts("student_")

  /// - Parameter pictures: what the run beside it looks at.
  /// - Throws: `ConceptBaselineError`, `RecordedRunError`, `ConfigurationError`, `EventFileError`.
  init(_ path: String, pictures: TensorValue) throws {
    let run = try RecordedRun(path)
    if let method = run.options.method, method != "scratch" {
      throw ConceptBaselineError.distils(run: path, method: method)
    }
    var shown: TensorValue?
    let log = try LogDirectory(path: path)
    while try log.read(into: { if $0.run.isEmpty { take($0.event, pictures: &shown) } }) == .restarted {
      (looks, shown) = ([:], nil)
    }
    guard !looks.isEmpty, let shown else { throw ConceptBaselineError.nothingCounted(run: path) }
    guard shown.shape == pictures.shape, shown.values == pictures.values else {
      throw ConceptBaselineError.otherPictures(run: path)
    }
  }

  private mutating func take(_ event: Event, pictures: inout TensorValue?) {
    switch event.content {
    case .scalars(let scalars):
      let own = scalars.filter { $0.tag.hasPrefix(ConceptBaseline.role) }
      if !own.isEmpty { looks[event.step, default: Look()].scalars += own }
    case .tensor(let tag, let value):
      if tag == Tag.concepts("pictures") { pictures = value }
      if tag == ConceptBaseline.role + "entropies" { looks[event.step, default: Look()].entropies = value }
    case .sessionStart:
      // It was gone back in: what came after this step was another course.
      looks = looks.filter { $0.key < event.step }
    case .histogram, .text: break
    }
  }

  /// Logs what it held at this step of its student's training, or last before it.
  func report(atStep step: Int, to reporter: Reporter) {
    guard let look = looks.filter({ $0.key <= step }).max(by: { $0.key < $1.key })?.value else { return }
    func tag(_ own: String) -> String { Tag.concepts("baseline_" + own.dropFirst(ConceptBaseline.role.count)) }
    reporter.scalars(look.scalars.map { Scalar(tag($0.tag), $0.value) })
    if let entropies = look.entropies { reporter.tensor(tag(ConceptBaseline.role + "entropies"), entropies) }
  }
}

/// A run that cannot be held beside another one.
public enum ConceptBaselineError: Error, Equatable, CustomStringConvertible {
  case distils(run: String, method: String)
  case nothingCounted(run: String)
  case otherPictures(run: String)

  public var description: String {
    switch self {
    case .distils(let run, let method):
      "\(run) is no baseline: \(method) distils; --method scratch does not"
    case .nothingCounted(let run):
      "the log of \(run) has no visual concepts; train it with --concepts N, N as here"
    case .otherPictures(let run):
      "\(run) looked at other pictures; a baseline has the data, --seed and --concepts of the run beside it"
    }
  }
}
