/// What a run has not is written as null, so that a script finds the same keys in every summary.
extension RunSummary.Parameters {
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(teacher, forKey: .teacher)
    try container.encode(student, forKey: .student)
  }

  enum CodingKeys: String, CodingKey { case teacher, student }
}

extension RunSummary {
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(method, forKey: .method)
    try container.encode(dataset, forKey: .dataset)
    try container.encode(seed, forKey: .seed)
    try container.encode(runDirectory, forKey: .runDirectory)
    try container.encode(version, forKey: .version)
    try container.encode(threads, forKey: .threads)
    try container.encode(engine, forKey: .engine)
    try container.encode(parameters, forKey: .parameters)
    try container.encode(knobs, forKey: .knobs)
    try container.encode(changes, forKey: .changes)
    try container.encode(phases, forKey: .phases)
    try container.encode(stepMilliseconds, forKey: .stepMilliseconds)
    try container.encode(stepsPerSecond, forKey: .stepsPerSecond)
    try container.encode(teacher, forKey: .teacher)
    try container.encode(student, forKey: .student)
    try container.encode(agreement, forKey: .agreement)
    // Only methods with further networks have this.
    try container.encodeIfPresent(others, forKey: .others)
    try container.encodeIfPresent(accounting, forKey: .accounting)
  }
}
