/// A directory that no model can be read from, or written to.
public struct PretrainedError: Error, Equatable, CustomStringConvertible {
  public enum Problem: Sendable, Equatable {
    /// The directory or a file in it; what to do.
    case missing(String, advice: String)
    /// Tensors that do not fit, each said in words; the number of all of them.
    case weights([String], count: Int)
    case cannotWrite(String)
    /// The head that was asked for cannot be had.
    case head(String)
  }

  /// The file or directory.
  public var path: String
  public var problem: Problem

  public init(path: String, problem: Problem) { (self.path, self.problem) = (path, problem) }

  public var description: String {
    "\(path): "
      + {
        switch problem {
        case .missing(let what, let advice): "there is no \(what); \(advice)"
        case .weights(let problems, let count):
          "the weights do not fit config.json: \(problems.joined(separator: "; "))"
            + (count > problems.count ? "; and \(count - problems.count) more" : "")
        case .cannotWrite(let reason): "cannot be written: \(reason)"
        case .head(let reason): reason
        }
      }()
  }
}
