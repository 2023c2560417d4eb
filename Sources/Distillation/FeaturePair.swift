/// A place inside a network, and what comes out of it for one example.
public struct FeatureShape: Sendable, Equatable {
  /// The tap's name.
  public var name: String
  /// Without the batch: `[channels, height, width]` or `[width]`.
  public var shape: [Int]

  public init(_ name: String, _ shape: [Int]) {
    self.name = name
    self.shape = shape
  }

  /// Channels, or neurons of a layer without places.
  public var channels: Int { shape.first ?? 0 }
  /// Height and width; 1×1 for a layer without places.
  public var height: Int { shape.count == 3 ? shape[1] : 1 }
  public var width: Int { shape.count == 3 ? shape[2] : 1 }
  /// Whether it has places.
  public var isImage: Bool { shape.count == 3 }
}

/// A layer of the student and the one of the teacher it is compared with.
public struct FeaturePair: Sendable, Equatable {
  public var student: FeatureShape
  public var teacher: FeatureShape

  public init(student: FeatureShape, teacher: FeatureShape) {
    self.student = student
    self.teacher = teacher
  }
}

/// Which layers a method compares, as asked for: `teacher=group2,student=group2`, several joined by `+`.
public struct LayerChoice: Sendable, Equatable, CustomStringConvertible {
  public var student: [String]
  public var teacher: [String]

  init(_ pairs: [FeaturePair]) {
    student = pairs.map(\.student.name)
    teacher = pairs.map(\.teacher.name)
  }

  /// - Throws: `LayerError.malformed`.
  public init(_ text: String) throws(LayerError) {
    var lists: [String: [String]] = [:]
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      let names =
        pair.count == 2 ? pair[1].split(separator: "+", omittingEmptySubsequences: false).map(String.init) : []
      guard pair.count == 2, ["student", "teacher"].contains(pair[0]), lists[pair[0]] == nil, !names.contains("") else {
        throw .malformed(text)
      }
      lists[pair[0]] = names
    }
    guard let student = lists["student"], let teacher = lists["teacher"], student.count == teacher.count else {
      throw .malformed(text)
    }
    self.student = student
    self.teacher = teacher
  }

  public var description: String {
    "teacher=\(teacher.joined(separator: "+")),student=\(student.joined(separator: "+"))"
  }
}

/// Layers that cannot be compared.
public enum LayerError: Error, CustomStringConvertible {
  case malformed(String)
  case unknown(name: String, network: String, known: [String])
  case none(method: String, network: String, needed: Int, known: [String])
  /// `fitting` are choices that the method could compare.
  case mismatch(method: String, pairs: [FeaturePair], reason: String, fitting: [LayerChoice])

  public var description: String {
    switch self {
    case .malformed(let text):
      "“\(text)” does not name layers: --layers takes teacher=group2,student=group2, several joined by +, as many on each "
        + "side"
    case .unknown(let name, let network, let known):
      "the \(network) has no layer \(name) (layers: \(known.isEmpty ? "none" : known.joined(separator: ", ")))"
    case .none(let method, let network, let needed, let known):
      "\(method) compares \(needed == 1 ? "a layer" : "\(needed) layers") inside the networks, and the \(network) has "
        + (known.isEmpty ? "none" : "only \(known.joined(separator: ", "))")
    case .mismatch(let method, let pairs, let reason, let fitting):
      "\(method) cannot compare "
        + pairs.map { "\(LayerError.text($0.student, "student")) with \(LayerError.text($0.teacher, "teacher"))" }
        .joined(separator: ", ") + ": \(reason). "
        + (fitting.isEmpty
          ? "No layers of these two networks fit; choose networks that do"
          : "What would fit: "
            + fitting.prefix(4).map { "--layers \($0)" }.joined(separator: " or "))
    }
  }

  private static func text(_ layer: FeatureShape, _ network: String) -> String {
    "the \(network)'s \(layer.name) \(layer.shape)"
  }
}
