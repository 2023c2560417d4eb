import Foundation
import RunModel
import Torch

/// Cho, Hariharan: On the efficacy of knowledge distillation, ICCV 2019, arXiv 1910.01348.
///
/// kd with two interventions: the teacher is taken from an early epoch of its own training (`--teacher-stop`), and distilling
/// stops part-way, so that the student finishes with cross-entropy alone. It stops at an epoch, by hand, or by a rule: when
/// the soft term, smoothed over half an epoch, falls by less than a share of itself in each of two epochs.
public struct EarlyStoppedDistillation: DistillationMethod {
  public static let temperature = KnowledgeDistillation.temperature
  public static let alpha = KnowledgeDistillation.alpha
  public static let distilling = Knob(
    name: "distilling", symbol: "distil", range: 0...1, defaultValue: 1, fineStep: 1, coarseStep: 1,
    help: "1 distils, 0 goes on with the labels alone; the rules turn it off, and so may you")
  public static let distillStop = Knob(
    name: "distill_stop", symbol: "stop", range: 1...10_000, scale: .logarithmic, defaultValue: 0, offValue: 0,
    unit: "epochs", help: "epoch of the student at which distilling stops; off leaves it to the plateau rule")
  public static let plateau = Knob(
    name: "plateau", symbol: "plateau", range: 0.001...0.5, scale: .logarithmic, defaultValue: 0.01, offValue: 0,
    help: "distilling stops when the soft term falls by less than this share in each of two epochs; 0 is never")

  public static let declaration = MethodDeclaration(
    name: "eskd", title: "Early-stopped distillation", paper: "Cho, Hariharan 2019, arXiv 1910.01348",
    summary: "an early teacher, and a student that stops distilling part-way and finishes with the labels alone",
    knobs: [temperature, alpha, distilling, distillStop, plateau], guides: .teacher,
    phases: [.init("distil", terms: ["hard", "soft"], reads: [.student, .teacher])],
    preferences: .init(teacherStopShare: 0.5))

  public init(_ settings: MethodSettings) {}

  /// A student that distils no more needs no teacher.
  public func reads(_ phase: MethodPhase, knobs: KnobValues) -> Set<MethodPhase.Reading> {
    knobs[Self.distilling] >= 0.5 ? phase.reads : phase.reads.subtracting([.teacher])
  }

  public func loss(_ inputs: any LossInputs, knobs: KnobValues, phase: String) throws -> Loss {
    if knobs[Self.distilling] >= 0.5 {
      return try distillation(inputs, temperature: knobs[Self.temperature], alpha: knobs[Self.alpha])
    }
    let student = try inputs.logits("student.logits")
    var loss = Loss()
    loss.add("hard", try student.crossEntropy(labels: inputs.labels(batch: student.shape[0])))
    loss.add("soft", try .scalar(0, student.dtype), weight: 0)
    return loss
  }

  /// Names of what is remembered: the smoothed soft term, its value an epoch ago, how much it fell in the last epoch, and
  /// in how many epochs in succession it fell too little.
  private enum Memory {
    static let smoothed = "smoothed"
    static let before = "before"
    static let fall = "fall"
    static let flat = "flat"
  }

  private static let patience = 2.0

  public func moves(at moment: TrainingMoment, knobs: KnobValues, memory: inout [String: Double]) -> [KnobMove] {
    guard knobs[Self.distilling] >= 0.5 else {
      // Who turns it on again begins a new series.
      memory = [:]
      return []
    }
    guard let soft = moment.values["soft"], soft.isFinite, moment.step > 0 else { return [] }
    let perEpoch = max(1, moment.stepsPerEpoch)
    let share = 1 / max(1, Double(perEpoch) / 2)
    let smoothed = memory[Memory.smoothed].map { $0 + share * (soft - $0) } ?? soft
    memory[Memory.smoothed] = smoothed
    guard moment.step % perEpoch == 0 else { return [] }
    let epoch = moment.step / perEpoch
    if knobs[Self.distillStop] > 0, Double(epoch) >= knobs[Self.distillStop] {
      return [KnobMove(Self.distilling, to: 0, reason: "distilling stops after epoch \(epoch), as asked")]
    }
    defer { memory[Memory.before] = smoothed }
    guard let before = memory[Memory.before], before > 0 else { return [] }
    let fall = (before - smoothed) / before
    memory[Memory.fall] = fall
    memory[Memory.flat] = fall < knobs[Self.plateau] ? (memory[Memory.flat] ?? 0) + 1 : 0
    guard knobs[Self.plateau] > 0, (memory[Memory.flat] ?? 0) >= Self.patience else { return [] }
    return [
      KnobMove(
        Self.distilling, to: 0,
        reason: "distilling stops after epoch \(epoch): the soft term fell by \(Self.percent(fall)), less than "
          + "\(Self.percent(knobs[Self.plateau])), for the second time in succession")
    ]
  }

  public func status(knobs: KnobValues, memory: [String: Double]) -> String? {
    guard knobs[Self.distilling] >= 0.5 else { return "distilling has stopped: labels alone" }
    let stop = knobs[Self.distillStop] > 0 ? "stops after epoch \(Knob.text(knobs[Self.distillStop]))" : nil
    guard knobs[Self.plateau] > 0 else { return stop.map { "distilling; \($0)" } ?? "distilling to the end" }
    let rule = "stops under \(Self.percent(knobs[Self.plateau])) twice (\(Int(memory[Memory.flat] ?? 0)) of 2)"
    let fall = memory[Memory.fall].map { "soft falls \(Self.percent($0)) an epoch" } ?? "soft not yet measured"
    return ([fall, rule] + (stop.map { [$0] } ?? [])).joined(separator: "; ")
  }

  private static func percent(_ share: Double) -> String { String(format: "%.1f %%", share * 100) }
}
