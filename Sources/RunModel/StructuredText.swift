/// The body of a text event of ours, as JSON.
protocol StructuredText: Codable, Sendable {
  /// The same with its numbers, lists and texts within `LogLimits`: equal to itself for whatever kdtop writes.
  var bounded: Self { get }
}

extension RunDescription: StructuredText {
  var bounded: RunDescription {
    var bounded = self
    bounded.version = LogLimits.name(version)
    bounded.method = LogLimits.name(method)
    bounded.dataset = LogLimits.name(dataset)
    bounded.classNames = classNames.prefix(LogLimits.classes).map(LogLimits.name)
    bounded.teacher = teacher?.bounded
    bounded.student = student.bounded
    bounded.knobs = knobs.prefix(LogLimits.list).compactMap(\.bounded)
    bounded.terms = terms.prefix(LogLimits.list).map(LogLimits.name)
    bounded.phases = phases.prefix(LogLimits.list).map {
      PlannedPhase(name: LogLimits.name($0.name), steps: LogLimits.count($0.steps))
    }
    bounded.sizes = sizes.map {
      Sizes(
        studentTraining: LogLimits.count($0.studentTraining), teacherTraining: LogLimits.count($0.teacherTraining),
        validation: LogLimits.count($0.validation), test: LogLimits.count($0.test))
    }
    bounded.engine = engine.map(LogLimits.text)
    bounded.threads = threads.map(LogLimits.count)
    bounded.layers = layers.map { $0.prefix(LogLimits.list).map(LogLimits.name) }
    bounded.parent = parent.map { Parent(run: LogLimits.text($0.run), step: LogLimits.count($0.step)) }
    return bounded
  }
}

extension RunDescription.Network {
  var bounded: Self { Self(spec: LogLimits.text(spec), parameters: parameters.map(LogLimits.count)) }
}

extension Knob {
  /// Nil for a knob whose range is none, or none that a slider can show.
  var bounded: Knob? {
    guard minimum <= maximum, minimum >= -LogLimits.knob, maximum <= LogLimits.knob,
      scale == .linear || minimum >= 1 / LogLimits.knob
    else { return nil }
    var bounded = self
    bounded.name = LogLimits.name(name)
    bounded.symbol = LogLimits.name(symbol)
    bounded.unit = LogLimits.name(unit)
    bounded.help = LogLimits.text(help)
    bounded.offValue = offValue.flatMap { $0.magnitude <= LogLimits.knob ? $0 : nil }
    if defaultValue != bounded.offValue { bounded.defaultValue = clamp(defaultValue) }
    bounded.fineStep = Knob.step(fineStep)
    bounded.coarseStep = Knob.step(coarseStep)
    return bounded
  }

  /// 0, which lets the range decide, for what is no step.
  private static func step(_ step: Double) -> Double { step > 0 && step <= LogLimits.knob ? step : 0 }
}

extension PhaseStart: StructuredText {
  var bounded: PhaseStart {
    PhaseStart(
      name: LogLimits.name(name), index: LogLimits.count(index), firstStep: LogLimits.count(firstStep),
      steps: LogLimits.count(steps), stepsPerEpoch: LogLimits.count(stepsPerEpoch))
  }
}

extension CommandOutcome: StructuredText {
  var bounded: CommandOutcome {
    func finite(_ value: Double?) -> Double? { value.flatMap { $0.isFinite ? $0 : nil } }
    return CommandOutcome(
      command: LogLimits.name(command), source: source, applied: applied, reason: reason.map(LogLimits.text),
      knob: knob.map(LogLimits.name), old: finite(old), new: finite(new))
  }
}

extension StatusChange: StructuredText {
  var bounded: StatusChange { StatusChange(state, reason: reason.map(LogLimits.text)) }
}

extension Notice: StructuredText {
  var bounded: Notice { Notice(severity, LogLimits.text(text), alert: alert.map(LogLimits.name)) }
}

extension Note: StructuredText {
  var bounded: Note { Note(LogLimits.text(text), step: LogLimits.count(step)) }
}

extension MethodStatus: StructuredText {
  var bounded: MethodStatus { MethodStatus(LogLimits.text(text)) }
}

extension CheckpointRecord: StructuredText {
  var bounded: CheckpointRecord {
    CheckpointRecord(
      step: LogLimits.count(step), reason: reason, removed: removed.prefix(LogLimits.list).map(LogLimits.count))
  }
}

extension RunSummary: StructuredText {
  var bounded: RunSummary {
    var bounded = self
    bounded.method = LogLimits.name(method)
    bounded.dataset = LogLimits.name(dataset)
    bounded.version = LogLimits.name(version)
    bounded.engine = LogLimits.text(engine)
    bounded.runDirectory = LogLimits.text(runDirectory)
    bounded.threads = LogLimits.count(threads)
    bounded.changes = LogLimits.count(changes)
    bounded.parameters = Parameters(
      teacher: parameters.teacher.map(LogLimits.count), student: LogLimits.count(parameters.student))
    bounded.phases = phases.prefix(LogLimits.list).map {
      Phase(name: LogLimits.name($0.name), steps: LogLimits.count($0.steps), seconds: $0.seconds)
    }
    // Which ones a dictionary of so many would keep is chance.
    if knobs.count > LogLimits.list { bounded.knobs = [:] }
    if others.map({ $0.count > LogLimits.list }) ?? false { bounded.others = nil }
    return bounded
  }
}
