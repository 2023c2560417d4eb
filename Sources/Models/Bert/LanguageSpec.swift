/// A language network as asked for: a model's directory, or a student in terms of its teacher.
public enum LanguageSpec: Sendable, Equatable, CustomStringConvertible {
  /// As Hugging Face lays it out, see `HuggingFaceDirectory`.
  case directory(String)
  /// Such as `layers=3`.
  case student(BertSpec)

  /// Text of `NAME=VALUE` pairs is a student; anything else the path of a directory. `bert:` may stand before either.
  /// - Throws: `BertSpecError` naming the part that is wrong.
  public init(_ text: String) throws(BertSpecError) {
    let body = text.hasPrefix("bert:") ? String(text.dropFirst(5)) : text
    let first = body.split(separator: ",", omittingEmptySubsequences: false).first ?? ""
    let name = first.split(separator: "=", omittingEmptySubsequences: false).first ?? ""
    let isPair = first.contains("=") && !name.contains("/")
    self = isPair ? .student(try BertSpec(body)) : .directory(body)
  }

  /// Reads back to the same.
  public var description: String {
    switch self {
    case .directory(let path): path
    case .student(let spec): spec.description
    }
  }
}

/// A network of either kind as asked for.
public enum NetworkSpec: Sendable, Equatable, CustomStringConvertible {
  case image(ModelSpec)
  case language(LanguageSpec)

  public var description: String {
    switch self {
    case .image(let spec): spec.description
    case .language(let spec): spec.description
    }
  }
}
