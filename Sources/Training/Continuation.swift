import RunModel

/// Where a run goes on from, and what is known of the way from there to where it shall stand.
///
/// A run continues from a checkpoint by taking the same steps again, with the same changes of knobs, until it stands where
/// the log ends (or where the fork shall begin): what those steps give is known, and not logged again.
struct Continuation: Sendable {
  /// Nil to take all steps again, from the first.
  var checkpoint: Checkpoint?
  /// Steps up to this one are in the log already: the run's own, or its parent's.
  var knownThrough: Int
  /// What a fork changes once it stands at `knownThrough`.
  var overrides: [KnobChange] = []
  /// Nil for a run that is resumed.
  var parent: RunDescription.Parent?

  /// The first step that is logged.
  var startStep: Int { knownThrough + 1 }
}
