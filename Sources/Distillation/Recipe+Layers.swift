import Torch

/// Which layers of two networks a recipe's methods compare.
extension Recipe {
  /// A network as far as layers are chosen: its taps, from input to output.
  public struct LayerMap: Sendable {
    /// `student` or `teacher`, for messages.
    var network: String
    var taps: [FeatureShape]
    /// Names of the taps at which a group of layers ends.
    var groups: [String]

    public init(network: String, taps: [FeatureShape], groups: [String]) {
      self.network = network
      self.taps = taps
      self.groups = groups
    }

    func shape(_ name: String) throws(LayerError) -> FeatureShape {
      guard let tap = taps.first(where: { $0.name == name }) else {
        throw .unknown(name: name, network: network, known: taps.map(\.name))
      }
      return tap
    }
  }

  /// Whether any phase compares layers.
  public var comparesLayers: Bool { phases.contains { $0.reads.contains(.features) } }

  /// The pairs of each member, in order; empty for one that compares nothing.
  /// - Parameter choice: what a person wants; nil takes each method's usual ones.
  /// - Throws: `LayerError`, with what would fit.
  public func pairs(student: LayerMap, teacher: LayerMap, choice: LayerChoice?) throws(LayerError) -> [[FeaturePair]] {
    var all: [[FeaturePair]] = []
    for member in members {
      let wanted = member.declaration.layers
      if wanted == .none {
        all.append([])
        continue
      }
      let pairs: [FeaturePair]
      if let choice {
        pairs = try Recipe.chosen(choice, student, teacher)
      } else {
        pairs = try Recipe.usual(wanted, student, teacher, of: member.declaration.name)
      }
      if wanted == .lastIfAny, pairs.isEmpty {
        all.append([])
        continue
      }
      if let reason = member.method.objection(to: pairs) {
        throw .mismatch(
          method: member.declaration.name, pairs: pairs, reason: reason,
          fitting: Recipe.fitting(member, student, teacher))
      }
      all.append(pairs)
    }
    return all
  }

  private static func chosen(
    _ choice: LayerChoice, _ student: LayerMap, _ teacher: LayerMap
  ) throws(LayerError) -> [FeaturePair] {
    var pairs: [FeaturePair] = []
    for (mine, its) in zip(choice.student, choice.teacher) {
      pairs.append(FeaturePair(student: try student.shape(mine), teacher: try teacher.shape(its)))
    }
    return pairs
  }

  /// The last layers of each group, counted from the output where the networks have different numbers of them.
  private static func usual(
    _ layers: MethodDeclaration.Layers, _ student: LayerMap, _ teacher: LayerMap, of method: String
  ) throws(LayerError) -> [FeaturePair] {
    let needed =
      switch layers {
      case .groups(let least): least
      case .none, .lastIfAny: 0
      case .last, .middle: 1
      }
    for map in [student, teacher] where map.groups.count < needed {
      throw .none(method: method, network: map.network, needed: needed, known: map.taps.map(\.name))
    }
    let count = min(student.groups.count, teacher.groups.count)
    var pairs: [FeaturePair] = []
    for (mine, its) in zip(student.groups.suffix(count), teacher.groups.suffix(count)) {
      pairs.append(FeaturePair(student: try student.shape(mine), teacher: try teacher.shape(its)))
    }
    switch layers {
    case .none: return []
    case .last, .lastIfAny: return Array(pairs.suffix(1))
    case .middle: return [pairs[(pairs.count - 1) / 2]]
    case .groups: return pairs
    }
  }

  /// Choices a method would accept: single pairs, or for one that needs a series the first one from input to output.
  private static func fitting(_ member: Member, _ student: LayerMap, _ teacher: LayerMap) -> [LayerChoice] {
    let needed = if case .groups(let least) = member.declaration.layers { least } else { 1 }
    func fits(_ pair: FeaturePair) -> Bool {
      member.method.objection(to: [FeaturePair](repeating: pair, count: needed)) == nil
    }
    guard needed > 1 else {
      return student.taps.flatMap { mine in teacher.taps.map { FeaturePair(student: mine, teacher: $0) } }
        .filter(fits).map { LayerChoice([$0]) }
    }
    var (series, rest): ([FeaturePair], ArraySlice<FeatureShape>) = ([], teacher.taps[...])
    for mine in student.taps {
      guard let place = rest.firstIndex(where: { fits(FeaturePair(student: mine, teacher: $0)) }) else { continue }
      series.append(FeaturePair(student: mine, teacher: rest[place]))
      rest = rest[(place + 1)...]
    }
    return series.count < needed ? [] : [LayerChoice(series)]
  }

  /// Layers the methods add, for the pairs of each member; nil where none does.
  public func adapter(for pairs: [[FeaturePair]], weights: RandomGenerator) throws -> RecipeAdapter? {
    var parts: [(place: Int, name: String, adapter: any MethodAdapter)] = []
    for (place, member) in members.enumerated() where !pairs[place].isEmpty {
      if let adapter = try member.method.adapter(for: pairs[place], weights: weights) {
        parts.append((place, member.declaration.name, adapter))
      }
    }
    return parts.isEmpty ? nil : RecipeAdapter(parts)
  }
}

/// The layers that the methods of a recipe add.
public final class RecipeAdapter: Module {
  private let parts: [(place: Int, name: String, adapter: any MethodAdapter)]
  public var training = true {
    didSet { for part in parts { part.adapter.training = training } }
  }

  init(_ parts: [(place: Int, name: String, adapter: any MethodAdapter)]) { self.parts = parts }

  public var namedParameters: [(name: String, tensor: Tensor)] {
    parts.flatMap { prefixed($0.name, $0.adapter.namedParameters) }
  }
  public var namedBuffers: [(name: String, tensor: Tensor)] {
    parts.flatMap { prefixed($0.name, $0.adapter.namedBuffers) }
  }

  /// What the member at a place asks for beyond what networks give.
  public func tensors(of place: Int, _ inputs: any LossInputs) throws -> [String: Tensor] {
    try parts.first { $0.place == place }?.adapter.tensors(inputs) ?? [:]
  }
}
