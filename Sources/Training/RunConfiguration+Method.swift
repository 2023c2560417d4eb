import Datasets
import Distillation
import Foundation
import Models
import RunModel

/// The method of a run, and the networks it wants.
extension RunConfiguration {
  /// The method with its options, and what is left of the numbers that were set: the knobs.
  static func recipe(_ options: RunOptions) throws -> (Recipe, knobs: [String: Double]) {
    let main = try MethodRegistry.method(named: options.method ?? defaultMethod)
    let added = try RunOptions.list(options.added).map { try MethodRegistry.method(named: $0) }
    let declared = ([main] + added).flatMap { $0.declaration.options }
    var (choices, knobs) = (options.choices, options.knobs)
    for option in declared {
      if let number = knobs.removeValue(forKey: option.name), choices[option.name] == nil {
        // A knob that is off is set to 0; an option is called so.
        let isOff = if case .choice(let values) = option.kind { number == 0 && values.contains("off") } else { false }
        choices[option.name] = isOff ? "off" : "\(number)"
      }
    }
    // Text for a knob is a mistyped number, not an unknown option.
    let known = ([main] + added).flatMap { $0.declaration.knobs }.map(\.name) + TrainingKnobs.all(for: .sgd).map(\.name)
    for (name, value) in choices.sorted(by: { $0.key < $1.key }) where !declared.contains(where: { $0.name == name }) {
      if known.contains(name) { throw ConfigurationError.badKnobValue(knob: name, value: value) }
      throw ConfigurationError.knob(.unknown(name: name, known: known + declared.map(\.name)))
    }
    return (try Recipe(main, adding: added, settings: choices), knobs)
  }

  /// Specs joined by `+`, where a method has several of a kind; one stands for all of them.
  static func networks(
    _ options: RunOptions, _ recipe: Recipe, _ job: JobDefaults
  ) throws -> (teachers: [NetworkSpec], students: [NetworkSpec]) {
    let (teachers, students) = networkCounts(options, recipe)
    var student = options.student ?? job.student
    // A student as large as its teacher follows it.
    if options.student == nil, recipe.preferences.networks == .equalSize { student = options.teacher ?? job.teacher }
    return (
      teachers == 0 ? [] : try specs(options.teacher ?? job.teacher, count: teachers, option: "--teacher"),
      try specs(student, count: students, option: "--student")
    )
  }

  /// How many teachers there are in memory, and how many students.
  static func networkCounts(_ options: RunOptions, _ recipe: Recipe) -> (teachers: Int, students: Int) {
    var (teachers, students) = (1, 1)
    switch recipe.guides {
    case .none: teachers = 0
    case .teacher: break
    case .teachers: teachers = recipe.guideCount
    case .peers: (teachers, students) = (0, recipe.guideCount)
    }
    if options.teacherOutputs != nil { teachers = 0 }
    return (teachers, students)
  }

  private static func specs(_ text: String, count: Int, option: String) throws -> [NetworkSpec] {
    try specs(text, count: count, option: option) { .image(try ModelSpec($0)) }
  }

  static func specs(
    _ text: String, count: Int, option: String, _ read: (String) throws -> NetworkSpec
  ) throws -> [NetworkSpec] {
    let all = try text.split(separator: "+", omittingEmptySubsequences: false).map { try read(String($0)) }
    if all.count == 1 { return Array(repeating: all[0], count: count) }
    guard all.count == count else {
      throw ConfigurationError.outOfRange(
        option: option, value: text,
        expected: count == 1 ? "one network with this method" : "one network for all, or \(count) joined by +")
    }
    return all
  }

  /// For people: of a directory its name.
  static func shortText(of specs: [NetworkSpec]) -> String {
    text(
      of: specs.map { spec in
        guard case .language(.directory(let path)) = spec else { return spec }
        return .language(.directory(FilePath.name(of: path)))
      })
  }

  /// As it is typed: once where all are the same.
  public static func text(of specs: [NetworkSpec]) -> String {
    Set(specs.map(\.description)).count == 1 ? specs[0].description : specs.map(\.description).joined(separator: "+")
  }

  /// The file that takes the teacher's place, for a method that asks its teacher for nothing but logits of real examples.
  static func teacherOutputs(
    _ options: RunOptions, _ recipe: Recipe, augmentation: AugmentationSpec
  ) throws(ConfigurationError) -> String? {
    guard recipe.needsTeacher, let file = options.teacherOutputs else { return nil }
    func refuse(_ reason: String) -> ConfigurationError { .conflict("--teacher-outputs cannot be used: \(reason)") }
    if options.teacherWeights != nil {
      throw .conflict("--teacher-outputs and --teacher-weights both say where the teacher comes from; give one of them")
    }
    if case .teachers = recipe.guides {
      throw refuse(
        "\(recipe.name) has several teachers, the file speaks for one; `kdtop teach` writes their mean, which kd can follow"
      )
    }
    let reads = recipe.phases.reduce(into: Set()) { $0.formUnion($1.reads) }
    if recipe.preferences.networks == .language {
      throw refuse("\(recipe.name) reads what is inside the teacher, and the file has its outputs alone")
    }
    if reads.contains(.features) {
      throw refuse("\(recipe.name) compares layers of the teacher, and the file has its outputs alone")
    }
    if reads.contains(.imageGradients) {
      throw refuse("\(recipe.name) wants the teacher's gradients, and the file has its outputs alone")
    }
    if recipe.phases.contains(where: { $0.opening == .newGeneration }) {
      throw refuse("in \(recipe.name) the student becomes the next teacher")
    }
    if recipe.phases.contains(where: { $0.material != .labelled }) {
      throw refuse("\(recipe.name) asks the teacher about other examples than those the file speaks of")
    }
    if augmentation != .none {
      throw refuse(
        "images are augmented (\(augmentation)), and the file speaks of plain ones; --augment none leaves them so")
    }
    return absolute(file)
  }

  /// The teacher as a log tells of it; nil for a run without one.
  public var teacherDescription: RunDescription.Network? {
    if let teacherOutputs { return .init(spec: "outputs of \(FilePath.name(of: teacherOutputs))") }
    return teachers.isEmpty ? nil : .init(spec: RunConfiguration.shortText(of: teachers))
  }

  static func teacherStop(_ options: RunOptions, _ recipe: Recipe, epochs: Int) throws(ConfigurationError) -> Int? {
    guard recipe.needsTeacher, options.teacherWeights == nil, options.teacherOutputs == nil else { return nil }
    guard let stop = options.teacherStop else {
      return recipe.preferences.teacherStopShare.map { max(1, Int((Double(epochs) * $0).rounded())) }
    }
    guard stop >= 1, stop <= epochs else {
      throw .outOfRange(
        option: "--teacher-stop", value: "\(stop)",
        expected: "an epoch of the teacher's training, 1 to \(epochs) (--teacher-epochs)")
    }
    return stop
  }
}
