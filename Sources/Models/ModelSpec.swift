import RunModel

/// A network as asked for: `mlp:1200,1200,dropout=0.5` is family, widths and options. What papers write for short is
/// understood too: `resnet-20` is `resnet:20` (see `spelledOut`).
public struct ModelSpec: Sendable, Equatable, CustomStringConvertible {
  public var family: String
  /// The numbers after the colon: widths of layers, or what else the family takes, such as a depth.
  public var widths: [Int]
  /// In the order given.
  public var options: [(name: String, value: Double)]

  /// - Throws: `ModelSpecError` naming the part that is wrong.
  public init(_ text: String) throws(ModelSpecError) {
    let halves = ModelSpec.spelledOut(text).split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(
      String.init)
    family = halves[0].lowercased()
    widths = []
    options = []
    guard let known = ModelRegistry.all.first(where: { $0.name == family }) else {
      throw ModelSpecError(spec: text, problem: .unknownFamily(family, known: ModelRegistry.all.map { $0.name }))
    }
    let parts = halves.count > 1 && !halves[1].isEmpty ? halves[1] : nil
    for part in parts?.split(separator: ",", omittingEmptySubsequences: false) ?? [] {
      let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      if pair.count == 1 {
        guard let width = Int(pair[0]), width >= 1, width <= 1_000_000 else {
          throw ModelSpecError(spec: text, problem: .badWidth(pair[0]))
        }
        widths.append(width)
      } else {
        guard let option = known.options.first(where: { $0.name == pair[0] }) else {
          throw ModelSpecError(
            spec: text, problem: .unknownOption(pair[0], known: known.options.map(\.name)))
        }
        guard let value = Double(pair[1]), option.range.contains(value) else {
          throw ModelSpecError(spec: text, problem: .badOption(pair[0], value: pair[1], range: option.range))
        }
        options.append((option.name, value))
      }
    }
    guard known.widths.contains(widths.count) else {
      throw ModelSpecError(spec: text, problem: .widthCount(widths.count, usage: known.usage))
    }
    if let reason = known.check(widths) {
      throw ModelSpecError(spec: text, problem: .numbers(reason: reason, usage: known.usage))
    }
  }

  /// Reads back to the same spec, to the last digit.
  public var description: String {
    let parts = widths.map(String.init) + options.map { "\($0.name)=\(ModelSpec.exact($0.value))" }
    return parts.isEmpty ? family : "\(family):\(parts.joined(separator: ","))"
  }

  private static func exact(_ value: Double) -> String {
    let text = "\(value)"
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

  public static func == (a: ModelSpec, b: ModelSpec) -> Bool { a.description == b.description }
}

/// A description of a network that cannot be built.
public struct ModelSpecError: Error, CustomStringConvertible {
  public enum Problem: Sendable {
    case unknownFamily(String, known: [String])
    case badWidth(String)
    case unknownOption(String, known: [String])
    case badOption(String, value: String, range: ClosedRange<Double>)
    case widthCount(Int, usage: String)
    /// Numbers the family cannot build, such as a depth that does not come out.
    case numbers(reason: String, usage: String)
    /// The network does not fit the images.
    case input(shape: [Int], reason: String)
  }

  public var spec: String
  public var problem: Problem

  public var description: String {
    "model “\(spec)”: "
      + {
        switch problem {
        case .unknownFamily(let name, let known):
          "there is no family \(name)"
            + (nearestName(to: name, among: known).map { "; did you mean \($0)?" } ?? "")
            + " (families: \(known.joined(separator: ", ")))"
        case .badWidth(let text): "“\(text)” is not a width; widths are whole numbers from 1 to 1,000,000"
        case .unknownOption(let name, let known):
          "there is no option \(name)"
            + (nearestName(to: name, among: known).map { "; did you mean \($0)?" } ?? "")
            + " (options: \(known.joined(separator: ", ")))"
        case .badOption(let name, let value, let range):
          "\(name) = \(value) is out of range: it takes \(Knob.text(range.lowerBound)) to \(Knob.text(range.upperBound))"
        case .widthCount(let count, let usage): "it has \(count) numbers; \(usage)"
        case .numbers(let reason, let usage): "\(reason) (\(usage))"
        case .input(let shape, let reason): "it does not fit images of shape \(shape): \(reason)"
        }
      }()
  }
}
