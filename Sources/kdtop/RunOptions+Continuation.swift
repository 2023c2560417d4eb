import Training

extension RunOptions {
  /// Which options a run that goes on may be given: how long it trains, and how it looks and is saved. Everything else is
  /// what it is.
  /// - Parameter option: what asks for the continuation, for the message.
  /// - Throws: `UsageError` naming the first one that does not belong.
  func allowOnlyContinuation(of option: String, andPlace: Bool = false) throws {
    var rest = self
    (rest.steps, rest.epochs, rest.checkpointEvery, rest.theme) = (nil, nil, nil, nil)
    if andPlace { (rest.name, rest.runDirectory) = (nil, nil) }
    let other = RunOptions.fields.first { $0.isGiven(in: rest) }.map { "--\($0.name)" }
    guard let other = rest.knobs.isEmpty ? other : "--set" else { return }
    throw UsageError(
      description:
        "\(option) goes on with the run as it is, so \(other) cannot be given; `kdtop fork RUN@STEP --set …` "
        + "changes a knob, `kdtop launch --from RUN` repeats a run with other options")
  }
}
