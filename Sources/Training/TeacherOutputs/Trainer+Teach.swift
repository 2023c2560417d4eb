import RunModel

extension Trainer {
  /// How teaching ended.
  public enum Teaching {
    case written(TeachReport)
    /// Before anything was written.
    case ended(Ending)
  }

  /// Trains the teachers as a run does, writes what they say of every item, and stops there: the run can go on with its
  /// student.
  public func teach(_ request: TeachRequest) -> Teaching {
    defer { keeper.finish() }
    do {
      let session = try open()
      try request.format.check(classes: session.material.dataset.classCount)
      let teacher = try session.trainTeachers()
      reporter.flush()
      _ = try keeper.saveAndWait(.phase)
      reporter.status(.loading, reason: "asking the teacher about \(session.material.dataset.count) examples")
      let recorder = TeacherRecorder(
        configuration: configuration, material: session.material, version: version
      ) { [gate] _, _ in try gate.takeCommands() }
      var report = try recorder.write(teacher, to: request.path, request.format)
      report.runDirectory = directory.path
      reporter.status(.stopped, reason: "the teacher is trained; its outputs are in \(request.path)")
      return .written(report)
    } catch { return .ended(end(error)) }
  }
}
