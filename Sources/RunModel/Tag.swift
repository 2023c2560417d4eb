/// Names of everything kdtop writes to a log; TensorBoard groups by what stands before the slash.
public enum Tag {
  /// The student's total loss on the training batch (the weighted sum of the terms).
  public static let studentLoss = "loss/student"
  /// The teacher's cross-entropy: on its own training batches while it is trained, on the student's batches after.
  public static let teacherLoss = "loss/teacher"
  /// Share of the validation split classified correctly, 0…1.
  public static let studentAccuracy = "accuracy/student"
  public static let teacherAccuracy = "accuracy/teacher"
  /// Share of the validation split on which student and teacher name the same class, 0…1.
  public static let agreement = "accuracy/agreement"
  /// The student's validation accuracy over the teacher's.
  public static let shareOfTeacher = "accuracy/share_of_teacher"
  /// Examples a network answers in a second as at test time, by its role.
  public static func examplesPerSecond(_ role: String) -> String { "speed/\(role)_examples_per_second" }
  public static let stepsPerSecond = "speed/steps_per_second"
  /// The learning rate after the schedule, where the knob is the rate before it.
  public static let scheduledLearningRate = "schedule/learning_rate"
  /// Logits of probe examples, `[classes, examples, classes]`: soft targets at any temperature follow from them.
  public static let teacherProbeLogits = "probe/teacher_logits"
  public static let studentProbeLogits = "probe/student_logits"

  /// Of a language model by its role: probabilities of attention over the sentence of `sentence`, `[layers, heads, length,
  /// length]`, a byte each (`TensorValue.ofBytes`).
  public static func sentenceAttention(_ role: String) -> String { "sentence/attention/" + role }

  /// One term of the loss, before its weight.
  public static func loss(_ term: String) -> String { "loss/" + term }
  /// Something a method looks at and does not minimise.
  public static func measure(_ name: String) -> String { "measure/" + name }
  /// Total loss and validation accuracy of a network by its role: `peer-2`, `teacher-2`, `exit1`.
  public static func accuracy(_ role: String) -> String { "accuracy/" + role }
  /// Visual concepts: `teacher_foreground`, `student_background`, `student_ratio` (scalars), `pictures` and
  /// `student_entropies` (tensors `[pictures, height, width]`).
  public static func concepts(_ name: String) -> String { "concepts/" + name }
  public static func knob(_ name: String) -> String { "knob/" + name }
  static func isKnob(_ tag: String) -> Bool { tag.utf8.starts(with: "knob/".utf8) }
  /// The teacher's mean soft targets of the examples of a class, one bucket a class.
  public static func softTargets(_ className: String) -> String { "soft_targets/" + className }
  /// The student's mean probabilities of the examples of a class at the same temperature.
  public static func softOutputs(_ className: String) -> String { "soft_outputs/" + className }

  /// Texts: JSON of `RunDescription`, `PhaseStart`, `CommandOutcome`, `StatusChange`, `Notice`, `MethodStatus`,
  /// `CheckpointRecord`, `RunSummary`, `Note`.
  public static let run = "run/text_summary"
  public static let phase = "phase/text_summary"
  public static let command = "command/text_summary"
  public static let status = "status/text_summary"
  public static let notice = "notice/text_summary"
  public static let note = "note/text_summary"
  public static let method = "method/text_summary"
  public static let checkpoint = "checkpoint/text_summary"
  /// JSON of `SentenceReading`.
  public static let sentence = "sentence/text_summary"
  public static let summary = "summary/text_summary"
}
