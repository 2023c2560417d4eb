import Datasets
import Distillation
import Models

/// What a run on text asks for.
extension RunConfiguration {
  /// The model that gives vocabulary and sizes, and what it says of itself.
  struct Language {
    var setting: LanguageSetting
    var config: BertConfig
  }

  /// That method and data go together.
  static func check(_ recipe: Recipe, reads provider: any DatasetProvider, _ options: RunOptions) throws {
    guard provider.holdsText else {
      if recipe.preferences.networks == .language {
        throw ConfigurationError.needsText(method: recipe.mainDeclaration.name, dataset: provider.name)
      }
      for (option, value) in [("--corpus", options.corpus), ("--max-tokens", options.maximumTokens.map { "\($0)" })]
      where value != nil {
        throw ConfigurationError.conflict("\(option) is for text, and \(provider.name) holds images")
      }
      return
    }
    func refuse(_ reason: String) -> ConfigurationError {
      .needsImages(method: recipe.name, dataset: provider.name, reason: reason)
    }
    let reads = recipe.phases.reduce(into: Set<MethodPhase.Reading>()) { $0.formUnion($1.reads) }
    if reads.contains(.features) { throw refuse("it compares layers with places, and tokens have none") }
    if reads.contains(.imageGradients) || reads.contains(.flippedImages) {
      throw refuse("it takes gradients over pixels, and tokens have none")
    }
    if reads.contains(.exits) { throw refuse("it needs a network with several exits, and language models have one") }
    if recipe.phases.contains(where: { $0.noise != nil || $0.material == .pseudoLabelled }) {
      throw refuse("its noise changes images")
    }
    if recipe.phases.contains(where: { $0.material == .synthetic }) {
      throw refuse("it makes examples up by mixing pixels")
    }
    if let augmentation = options.augmentation, augmentation != "none" {
      throw ConfigurationError.conflict("--augment changes images, and \(provider.name) holds text")
    }
  }

  /// - Throws: `ConfigurationError.needsModel`, `outOfRange` for a length the model does not take, what
  ///   `HuggingFaceDirectory` throws.
  static func language(_ options: RunOptions, _ recipe: Recipe) throws -> Language {
    guard let text = options.teacher, case .directory(let path) = try LanguageSpec(text) else {
      throw ConfigurationError.needsModel(dataset: "text")
    }
    let config = try HuggingFaceDirectory(path: path).config
    let maximum = options.maximumTokens ?? min(LanguageSetting.standardMaximum, config.positions)
    guard (3...config.positions).contains(maximum) else {
      throw ConfigurationError.outOfRange(
        option: "--max-tokens", value: "\(maximum)", expected: "3 to \(config.positions), the model's positions")
    }
    return Language(
      setting: LanguageSetting(
        model: absolute(path), corpus: options.corpus.map(absolute), maximumTokens: maximum), config: config)
  }

  /// As `networks` of images: the teachers are the model, the students follow from it.
  /// - Throws: `BertSpecError`, `ConfigurationError.conflict` for two that the method cannot compare.
  static func networks(
    _ options: RunOptions, _ recipe: Recipe, _ language: Language
  ) throws -> (teachers: [NetworkSpec], students: [NetworkSpec]) {
    let counts = networkCounts(options, recipe)
    let half = "layers=\(max(1, language.config.layers / 2))"
    let isEqual = recipe.preferences.networks == .equalSize
    let text = options.student ?? (isEqual ? "layers=\(language.config.layers)" : half)
    let students = try specs(text, count: counts.students, option: "--student") { text in
      switch try LanguageSpec(text) {
      case .directory(let path): return .language(.directory(absolute(path)))
      case .student(let spec): return .language(.student(spec))
      }
    }
    for student in students {
      let config = try config(of: student, teacher: language.config)
      guard config.vocabulary == language.config.vocabulary else {
        throw ConfigurationError.conflict(
          "the student \(student) knows \(config.vocabulary) tokens and \(language.setting.model) "
            + "\(language.config.vocabulary): texts are read with one vocabulary, so take models of one")
      }
      guard config.positions >= language.setting.maximumTokens else {
        throw ConfigurationError.outOfRange(
          option: "--max-tokens", value: "\(language.setting.maximumTokens)",
          expected: "at most \(config.positions), the student's positions")
      }
      if counts.teachers > 0, let reason = recipe.objection(student: config.shape, teacher: language.config.shape) {
        throw ConfigurationError.conflict(
          "\(recipe.name) cannot compare the student \(student) with \(language.setting.model): \(reason)")
      }
    }
    let teacher = NetworkSpec.language(.directory(language.setting.model))
    return (Array(repeating: teacher, count: counts.teachers), students)
  }

  /// - Throws: as `BertStudent.config`, or what `HuggingFaceDirectory` throws.
  static func config(of spec: NetworkSpec, teacher: BertConfig) throws -> BertConfig {
    switch spec {
    case .language(.directory(let path)): try HuggingFaceDirectory(path: path).config
    case .language(.student(let student)): try BertStudent.config(student, teacher: teacher)
    case .image: teacher
    }
  }
}
