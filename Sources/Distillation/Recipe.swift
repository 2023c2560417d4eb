import RunModel
import Torch

/// A method as a run uses it: its options chosen, and the terms of other methods added to its own.
///
/// Knobs and terms of all members stand side by side. Where an added method has a knob of a name that is taken, it is
/// called `METHOD_NAME`.
public struct Recipe: Sendable {
  struct Member: Sendable {
    var type: any DistillationMethod.Type
    var method: any DistillationMethod
    /// The member's own name of each of its knobs, and the one it has here.
    var knobNames: [(own: String, shown: String)]
    var declaration: MethodDeclaration { type.declaration }
  }

  var members: [Member]
  /// All knobs, the main method's first.
  public let knobs: [Knob]
  public let phases: [MethodPhase]
  /// What was chosen, by the option's name, as typed.
  public let settings: [String: String]

  /// - Parameters:
  ///   - main: whose phases the run has.
  ///   - added: whose terms join those of the main method wherever the student learns its task.
  ///   - settings: values of options by name; each goes to the member that has it.
  /// - Throws: `RecipeError`, `MethodOptionError`.
  public init(
    _ main: any DistillationMethod.Type, adding added: [any DistillationMethod.Type] = [],
    settings: [String: String] = [:]
  ) throws {
    let types = [main] + added
    var rest = settings
    var members: [Member] = []
    var knobs: [Knob] = []
    for (index, type) in types.enumerated() {
      let declaration = type.declaration
      if index > 0 { try Recipe.check(declaration, joining: types[..<index].map { $0.declaration }) }
      var own: [String: String] = [:]
      for option in declaration.options { own[option.name] = rest.removeValue(forKey: option.name) }
      let names = declaration.knobs.map { knob in
        (
          own: knob.name,
          shown: knobs.contains { $0.name == knob.name } ? "\(declaration.name)_\(knob.name)" : knob.name
        )
      }
      knobs += zip(declaration.knobs, names).map { knob, name in
        var knob = knob
        knob.name = name.shown.replacing("-", with: "_")
        return knob
      }
      members.append(
        Member(
          type: type, method: type.init(try MethodSettings(declaration.options, given: own)),
          knobNames: names.map { ($0.own, $0.shown.replacing("-", with: "_")) }))
    }
    if let unknown = rest.keys.min() {
      throw MethodOptionError.unknown(name: unknown, known: types.flatMap { $0.declaration.options.map(\.name) })
    }
    self.members = members
    self.knobs = knobs
    self.settings = settings
    phases = members[0].method.phases.map { phase in
      guard phase.isTask else { return phase }
      return members.dropFirst().reduce(into: phase) { phase, member in
        let addition = Recipe.ownPhase(member)
        phase.terms += addition.terms.filter { $0 != "hard" }
        phase.reads.formUnion(addition.reads)
      }
    }
  }

  private static func check(_ joining: MethodDeclaration, joining others: [MethodDeclaration]) throws(RecipeError) {
    guard joining.canBeAdded else {
      throw .cannotBeAdded(
        joining.name, known: MethodRegistry.all.map { $0.declaration }.filter(\.canBeAdded).map(\.name))
    }
    guard let main = others.first, case .teacher = main.guides else {
      throw .noTeacher(main: others.first?.name ?? "", added: joining.name)
    }
    let taken = Set(others.flatMap { $0.phases.flatMap(\.terms) })
    for term in joining.phases.flatMap(\.terms) where term != "hard" && taken.contains(term) {
      throw .sameTerm(term, added: joining.name)
    }
  }

  /// The phase whose terms a member adds to another method's: its first one.
  private static func ownPhase(_ member: Member) -> MethodPhase {
    member.method.phases.first ?? MethodPhase("", terms: [], reads: [])
  }

  // MARK: - What it is

  var main: Member { members[0] }
  /// As typed: `kd`, or `kd+sp`.
  public var name: String { members.map(\.declaration.name).joined(separator: "+") }
  public var mainDeclaration: MethodDeclaration { main.declaration }
  /// All methods, the main one first.
  public var memberNames: [String] { members.map(\.declaration.name) }
  /// The methods added to the main one.
  public var addedNames: [String] { members.dropFirst().map(\.declaration.name) }
  public var guides: MethodDeclaration.Guides { main.declaration.guides }
  public var needsTeacher: Bool { main.declaration.needsTeacher }
  public var preferences: MethodDeclaration.Preferences { main.declaration.preferences }
  public var teacherPhase: MethodPhase? { main.declaration.teacherPhase }
  /// Names of all loss terms, each once.
  public var terms: [String] {
    var seen: Set<String> = []
    return (phases + (teacherPhase.map { [$0] } ?? [])).flatMap(\.terms).filter { seen.insert($0).inserted }
  }

  /// How many teachers or peers there are, by the option the method declares.
  public var guideCount: Int {
    switch guides {
    case .none: 0
    case .teacher: 1
    case .teachers(let option), .peers(let option): count(option)
    }
  }

  /// The main method's value of an option.
  public func value(_ option: MethodOption) -> String { settings[option.name] ?? option.standard }
  public func count(_ option: MethodOption) -> Int { Int(value(option)) ?? Double(value(option)).map { Int($0) } ?? 0 }
  public func number(_ option: MethodOption) -> Double { Double(value(option)) ?? 0 }

  /// Every option of every method, with the value it has.
  public var allSettings: [String: String] {
    Dictionary(members.flatMap { $0.declaration.options }.map { ($0.name, value($0)) }) { first, _ in first }
  }

  // MARK: - What it computes

  /// The loss of the teacher's own training, where the main method has a say in it.
  public func teacherLoss(_ inputs: any LossInputs, knobs: KnobValues) throws -> Loss {
    guard let phase = teacherPhase else { throw LossError.missing("any loss of the teacher", known: []) }
    return try main.method.loss(inputs, knobs: Recipe.own(knobs, of: main), phase: phase.name)
  }

  /// The loss of a batch.
  /// - Parameter inputs: of each member, in order: members may compare different layers.
  public func loss(_ inputs: [any LossInputs], knobs: KnobValues, phase: String) throws -> Loss {
    var loss = try main.method.loss(inputs[0], knobs: Recipe.own(knobs, of: main), phase: phase)
    guard phases.contains(where: { $0.name == phase && $0.isTask }) else { return loss }
    for (member, inputs) in zip(members, inputs).dropFirst() {
      let own = Recipe.ownPhase(member)
      let addition = try member.method.loss(inputs, knobs: Recipe.own(knobs, of: member), phase: own.name)
      // The labels have been counted.
      loss.terms += addition.terms.filter { $0.name != "hard" }
      loss.measurements += addition.measurements
    }
    return loss
  }

  /// What the loss asks for as the knobs stand.
  public func reads(_ phase: MethodPhase, knobs: KnobValues) -> Set<MethodPhase.Reading> {
    activeMembers(in: phase.name).reduce(into: []) { reads, place in
      let member = members[place]
      let own = place == 0 ? member.method.phases.first { $0.name == phase.name } ?? phase : Recipe.ownPhase(member)
      reads.formUnion(member.method.reads(own, knobs: Recipe.own(knobs, of: member)))
    }
  }

  /// Which members compute in a phase, by place.
  public func activeMembers(in phase: String) -> Range<Int> {
    phases.contains { $0.name == phase && $0.isTask } ? members.indices : 0..<1
  }

  private static func own(_ knobs: KnobValues, of member: Member) -> KnobValues {
    var own = KnobValues()
    for knob in member.declaration.knobs {
      guard let shown = member.knobNames.first(where: { $0.own == knob.name })?.shown else { continue }
      if let value = knobs.values[shown] { own[knob] = value }
    }
    return own
  }

  /// What the methods move by themselves; `memory` is shared, each method's part under its name.
  public func moves(at moment: TrainingMoment, knobs: KnobValues, memory: inout [String: Double]) -> [KnobMove] {
    activeMembers(in: moment.phase).flatMap { index -> [KnobMove] in
      let member = members[index]
      let prefix = member.declaration.name + "."
      var own = Dictionary(
        memory.filter { $0.key.hasPrefix(prefix) }.map { (String($0.key.dropFirst(prefix.count)), $0.value) }
      ) { first, _ in first }
      let moves = member.method.moves(at: moment, knobs: Recipe.own(knobs, of: member), memory: &own)
      for name in memory.keys where name.hasPrefix(prefix) { memory[name] = nil }
      for (name, value) in own { memory[prefix + name] = value }
      return moves.compactMap { move in
        member.knobNames.first { $0.own == move.knob }.map {
          KnobMove($0.shown, to: move.value, reason: move.reason)
        }
      }
    }
  }

  /// What the methods are doing by themselves, for people.
  public func status(knobs: KnobValues, memory: [String: Double]) -> String? {
    let lines = members.compactMap { member -> String? in
      let prefix = member.declaration.name + "."
      let own = Dictionary(
        memory.filter { $0.key.hasPrefix(prefix) }.map { (String($0.key.dropFirst(prefix.count)), $0.value) }
      ) { first, _ in first }
      return member.method.status(knobs: Recipe.own(knobs, of: member), memory: own)
    }
    return lines.isEmpty ? nil : lines.joined(separator: " · ")
  }
}

/// Methods that do not go together.
public enum RecipeError: Error, CustomStringConvertible {
  case cannotBeAdded(String, known: [String])
  case noTeacher(main: String, added: String)
  case sameTerm(String, added: String)

  public var description: String {
    switch self {
    case .cannotBeAdded(let name, let known):
      "\(name) cannot be added to another method; these can: \(known.joined(separator: ", "))"
    case .noTeacher(let main, let added):
      "\(added) compares a student with its one teacher, which \(main) does not have"
    case .sameTerm(let term, let added): "there is a loss term \(term) already, so \(added) cannot be added"
    }
  }
}
