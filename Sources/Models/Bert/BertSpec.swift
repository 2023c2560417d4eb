import RunModel

/// A student as asked for, in terms of its teacher: `layers=3`, or `layers=2,hidden=120,heads=12`. What is not said is as in the
/// teacher.
public struct BertSpec: Sendable, Equatable, CustomStringConvertible {
  /// 1…1,000.
  public var layers: Int?
  /// Size of a hidden state, 1…65,536.
  public var hidden: Int?
  /// Attention heads a layer; the hidden size is a multiple.
  public var heads: Int?
  /// Size inside the feed-forward part, 1…1,000,000; 4 · hidden where only `hidden` is given.
  public var intermediate: Int?
  /// `form=distilbert` has neither token types nor a pooler.
  public var form: BertConfig.Form?

  static let names = ["layers", "hidden", "heads", "intermediate", "form"]
  static let usage = "layers=3 or layers=2,hidden=120,heads=12,intermediate=480,form=distilbert"

  public init() {}

  /// - Throws: `BertSpecError` naming the part that is wrong.
  public init(_ text: String) throws(BertSpecError) {
    let body = text.hasPrefix("bert:") ? text.dropFirst(5) : Substring(text)
    for part in body.split(separator: ",", omittingEmptySubsequences: false) {
      let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      guard pair.count == 2 else { throw BertSpecError(spec: text, problem: .notAPair(String(part))) }
      let (name, value) = (pair[0], pair[1])
      func number(_ range: ClosedRange<Int>) throws(BertSpecError) -> Int {
        guard let number = Int(value), range.contains(number) else {
          throw BertSpecError(spec: text, problem: .number(name, value, range))
        }
        return number
      }
      switch name {
      case "layers": layers = try number(1...1000)
      case "hidden": hidden = try number(1...65_536)
      case "heads": heads = try number(1...65_536)
      case "intermediate": intermediate = try number(1...1_000_000)
      case "form":
        guard let known = BertConfig.Form(rawValue: value) else {
          throw BertSpecError(spec: text, problem: .form(value))
        }
        form = known
      default: throw BertSpecError(spec: text, problem: .unknown(name))
      }
    }
  }

  /// Reads back to the same spec.
  public var description: String {
    var parts: [String] = []
    for (name, number) in zip(Self.names, [layers, hidden, heads, intermediate]) {
      if let number { parts.append("\(name)=\(number)") }
    }
    if let form { parts.append("form=\(form.rawValue)") }
    return parts.joined(separator: ",")
  }
}

/// A description of a student that cannot be made.
public struct BertSpecError: Error, Equatable, CustomStringConvertible {
  public enum Problem: Sendable, Equatable {
    case notAPair(String)
    case unknown(String)
    case number(String, String, ClosedRange<Int>)
    case form(String)
    /// More layers than the teacher has, whose weights it would begin with.
    case tooDeep(Int, teacher: Int)
    /// Sizes that do not go together.
    case sizes(String)
  }

  public var spec: String
  public var problem: Problem

  public var description: String {
    "student “\(spec)”: "
      + {
        switch problem {
        case .notAPair(let text): "“\(text)” is not NAME=VALUE, as in \(BertSpec.usage)"
        case .unknown(let name):
          "there is no \(name)" + (nearestName(to: name, among: BertSpec.names).map { "; did you mean \($0)?" } ?? "")
            + " (there are \(BertSpec.names.joined(separator: ", ")))"
        case .number(let name, let text, let range):
          "\(name) is “\(text)”, expected a whole number from \(range.lowerBound) to \(range.upperBound)"
        case .form(let text):
          "form is “\(text)”, expected \(BertConfig.Form.allCases.map(\.rawValue).joined(separator: " or "))"
            + (nearestName(to: text, among: BertConfig.Form.allCases.map(\.rawValue)).map { "; did you mean \($0)?" }
              ?? "")
        case .tooDeep(let layers, let teacher):
          "\(layers) layers, but the teacher has \(teacher); give at most as many, or another hidden size to begin with "
            + "fresh weights"
        case .sizes(let reason): reason
        }
      }()
  }
}
