/// The three hypotheses of Cheng et al. 2020 on why distillation works, held against a student trained without it.
public struct ConceptHypothesis: Sendable, Equatable, Codable {
  public enum Kind: String, Sendable, Codable, CaseIterable {
    /// The student encodes more visual concepts, and more of them on the object.
    case more
    /// It learns them at once.
    case atOnce = "at_once"
    /// It learns them with fewer detours.
    case direct
  }

  /// One number of the hypothesis for both students.
  public struct Evidence: Sendable, Equatable, Codable {
    /// `N_fg`, `λ`, `D_mean`, `D_std`, `ρ`.
    public var quantity: String
    public var distilled: Double
    public var baseline: Double
    /// Whether the hypothesis wants the distilled student's to be larger.
    public var wantsLarger: Bool

    /// Whether it points where the hypothesis says; equal numbers do not.
    public var agrees: Bool { wantsLarger ? distilled > baseline : distilled < baseline }
  }

  public var kind: Kind
  public var evidence: [Evidence]

  /// What there are numbers for on both sides.
  public static func all(distilled: ConceptSummary, baseline: ConceptSummary) -> [ConceptHypothesis] {
    func compare(_ quantity: String, _ path: KeyPath<ConceptSummary, Double?>, larger: Bool) -> [Evidence] {
      guard let mine = distilled[keyPath: path], let other = baseline[keyPath: path] else { return [] }
      return [Evidence(quantity: quantity, distilled: mine, baseline: other, wantsLarger: larger)]
    }
    let more =
      [
        Evidence(
          quantity: "N_fg", distilled: distilled.foreground, baseline: baseline.foreground, wantsLarger: true)
      ] + compare("λ", \.ratio, larger: true)
    return [
      ConceptHypothesis(kind: .more, evidence: more),
      ConceptHypothesis(
        kind: .atOnce,
        evidence: compare("D_mean", \.meanDistance, larger: false)
          + compare("D_std", \.distanceDeviation, larger: false)),
      ConceptHypothesis(kind: .direct, evidence: compare("ρ", \.keptShare, larger: true)),
    ].filter { !$0.evidence.isEmpty }
  }
}
