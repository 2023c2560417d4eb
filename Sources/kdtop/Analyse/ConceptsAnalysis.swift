import Analysis
import Foundation
import Models
import Torch
import Training

/// Counts visual concepts in the networks of runs.
final class ConceptsAnalysis {
  struct Settings {
    var layer: String?
    var mask: ForegroundMask?
    var images: Int
    var epochs: Int
    var threshold: Double
    /// Nil for the usual one.
    var cell: Int?
    var fit: EntropyFit
  }

  /// What was chosen where nobody chose, for the report.
  private(set) var told: ConceptsReport.Settings
  private(set) var notices: [String] = []
  private var settings: Settings
  private let progress: AnalysisProgress
  /// Images that the features' variance is taken over, at most.
  private static let varianceImages = 512

  init(_ settings: Settings, progress: AnalysisProgress) {
    (self.settings, self.progress) = (settings, progress)
    told = .init(
      layers: [:], mask: settings.mask?.description ?? "", images: 0, threshold: settings.threshold,
      share: settings.fit.share, cell: settings.cell ?? 1, iterations: settings.fit.iterations,
      draws: settings.fit.draws)
  }

  func measure(_ group: ConceptPairs.Group) throws -> ConceptsReport.Group {
    let runs = group.distilled + (group.baseline.map { [$0] } ?? [])
    guard let first = runs.first else { throw UsageError(description: "no run was given") }
    let probe = try probe(first)
    var networks: [ConceptsReport.Network] = []
    if !first.configuration.teachers.isEmpty {
      let name = "teacher \(first.configuration.teachers[0])"
      networks.append(
        try network(.teacher, name, first.teacher(), probe, seed: group.seed))
    }
    // Distances over the same steps are the ones that can be compared.
    let common = runs.dropFirst().reduce(Set(runs[0].moments.map(\.studentSteps))) {
      $0.intersection($1.moments.map(\.studentSteps))
    }
    for run in runs {
      let isBaseline = run === group.baseline
      let name = "\(run.configuration.recipe.name) \(run.configuration.students[0])"
      networks.append(try student(isBaseline ? .baseline : .student, name, run, common, probe, seed: group.seed))
    }
    let shape = try first.imageDataset().shape
    return ConceptsReport.Group(
      seed: group.seed, networks: networks, runs: runs.map(\.path),
      pictures: try probe.items.prefix(ConceptsReport.shown).map { try first.picture(of: $0) },
      height: shape.height, width: shape.width)
  }

  private func probe(_ reader: RunReader) throws -> ConceptProbe {
    // More than wanted: some may have no background.
    let found = try reader.examples(.validation, count: settings.images * 2)
    let rows = RunReader.inTurn(found.labels)
    let probe = try ConceptProbe(
      (rows.map { found.items[$0] }, found.images.indexSelect(0, Tensor(rows))), of: reader.imageDataset(),
      count: settings.images,
      many: reader.examples(.validation, count: ConceptsAnalysis.varianceImages).images, mask: settings.mask,
      cell: settings.cell, fit: settings.fit, threshold: settings.threshold)
    (told.mask, told.cell, told.images) = (probe.mask.description, probe.fit.cell, probe.items.count)
    return probe
  }

  // MARK: - Networks

  private func student(
    _ role: ConceptsReport.Role, _ name: String, _ run: RunReader, _ common: Set<Int>, _ probe: ConceptProbe,
    seed: UInt64
  ) throws -> ConceptsReport.Network {
    var moments = run.moments.filter { common.contains($0.studentSteps) || $0 == run.moments.last }
    if moments.contains(where: { $0.endsEpoch }) { moments = moments.filter { $0.endsEpoch || $0 == moments.last } }
    let chosen = ConceptsAnalysis.spread(moments.count, over: settings.epochs)
    var distance = try WeightDistance(from: ConceptsAnalysis.weights(of: run.untrainedStudent()))
    var epochs: [ConceptsReport.Epoch] = []
    var concepts: [[VisualConcepts]] = []
    var start: Tensor?
    var entropies: [[Double]] = []
    for (place, moment) in moments.enumerated() {
      let student = try run.student(at: moment)
      try distance.add(ConceptsAnalysis.weights(of: student))
      guard chosen.contains(place) else { continue }
      let fitted = try fit(student, name, probe, start: start, seed: seed) {
        "\(run.path): epoch \(ConceptsReport.number(moment.epoch)) of \(moments.count), \($0) %"
      }
      start = fitted.deviations
      entropies = fitted.entropies
      concepts.append(fitted.concepts)
      let summary = ConceptSummary(fitted.concepts)
      epochs.append(
        .init(
          epoch: moment.epoch, step: moment.step, distance: distance.values.last ?? 0, foreground: summary.foreground,
          background: summary.background, ratio: summary.ratio))
    }
    if moments.count < 2 {
      notices.append(
        "\(run.path) has one checkpoint of its student's training alone: D and ρ need several (--checkpoint-every "
          + "epoch)")
    }
    let learning = moments.count < 2 ? nil : ConceptLearning(epochs: concepts, distances: epochs.map(\.distance))
    return ConceptsReport.Network(
      role: role, name: name, summary: ConceptSummary(concepts.last ?? [], learning: learning), epochs: epochs,
      entropies: Array(entropies.prefix(ConceptsReport.shown)))
  }

  private func network(
    _ role: ConceptsReport.Role, _ name: String, _ network: any Network, _ probe: ConceptProbe, seed: UInt64
  ) throws -> ConceptsReport.Network {
    let fitted = try fit(network, name, probe, start: nil, seed: seed) { "\(name): \($0) %" }
    return ConceptsReport.Network(
      role: role, name: name, summary: ConceptSummary(fitted.concepts), epochs: [],
      entropies: Array(fitted.entropies.prefix(ConceptsReport.shown)))
  }

  private func fit(
    _ network: any Network, _ name: String, _ probe: ConceptProbe, start: Tensor?, seed: UInt64, says: (Int) -> String
  ) throws -> ConceptProbe.Findings {
    let iterations = probe.fit.iterations
    // The same noises for every network.
    let found = try probe.look(at: network, name: name, layer: settings.layer, start: start, seed: seed &+ 1) {
      progress.say(says($0 * 100 / iterations))
    }
    told.layers[name] = found.layer
    return found
  }

  private static func weights(of network: any Network) -> [String: Tensor] {
    Dictionary(network.namedParameters.map { ($0.name, $0.tensor) }) { first, _ in first }
  }

  /// Places of `wanted` of `count` things, evenly spread, the last one among them.
  static func spread(_ count: Int, over wanted: Int) -> Set<Int> {
    guard count > wanted else { return Set(0..<count) }
    return Set((1...wanted).map { Int((Double($0) * Double(count) / Double(wanted)).rounded()) - 1 })
  }
}
