import Distillation
import Models
import RunModel
import Torch

/// Looks into networks between steps and logs what it sees: who is taken for whom, which examples look alike, where a
/// network looks, how its layers follow from one another, and what it gets wrong.
///
/// It draws no random number and leaves networks as they were, so training is the same with and without. It looks at some
/// evaluations only, seldom enough that it takes less than a hundredth of the time.
final class Inspector {
  /// The roles there are.
  static let student = "student"
  static let teacher = "teacher"

  /// Inspections are at least this many times as far apart as one takes, and this many seconds.
  private static let idleShare = 150.0
  private static let pause = 4.0

  private let probes: InspectionProbes
  private let validationLabels: [Int]
  private let classes: Int
  private let reporter: Reporter
  private var due: [String: Double] = [:]
  private var hasShownPictures = false
  /// What was put off, by role: the last evaluation of a phase is always shown.
  private var postponed: [String: () throws -> Void] = [:]
  /// What the teacher says of the validation split; empty without one.
  var teacherPredictions: [Int] = []

  init(probes: InspectionProbes, validationLabels: [Int], classes: Int, reporter: Reporter) {
    (self.probes, self.validationLabels, self.classes, self.reporter) = (probes, validationLabels, classes, reporter)
  }

  /// Looks at a network, if it is time to.
  /// - Parameters:
  ///   - role: `student` or `teacher`.
  ///   - network: nil for one of which only its outputs are known.
  ///   - logits: of the validation split.
  func look(at network: (any Network)?, role: String, logits: Tensor, isUrgent: Bool = false) throws {
    // What is caught up with is in the log already.
    guard !reporter.isMuted else { return }
    let start = Reporter.now
    guard isUrgent || start >= due[role] ?? 0 else {
      postponed[role] = { [weak self] in try self?.inspect(network, role: role, logits: logits) }
      return
    }
    try inspect(network, role: role, logits: logits)
    let spent = Reporter.now - start
    due[role] = start + max(Inspector.pause, spent * Inspector.idleShare)
  }

  /// Shows what was put off: a phase has ended.
  func finishPhase() throws {
    defer { postponed = [:] }
    for role in postponed.keys.sorted() { try postponed[role]?() }
  }

  private func inspect(_ network: (any Network)?, role: String, logits: Tensor) throws {
    postponed[role] = nil
    if !hasShownPictures {
      if let pictures = probes.pictures {
        reporter.tensor(Tag.pictures, .ofBytes(shape: pictures.shape, unit: pictures.values))
      }
      reporter.tensor(
        Tag.probeLabels, TensorValue(shape: [probes.labels.count], values: probes.labels.map { Float($0) }))
      hasShownPictures = true
    }
    let predictions = try logits.argmax(1).ints()
    reporter.tensor(Tag.confusion(role), confusion(predictions))
    if role == Inspector.student { try showWrong(predictions, logits) }
    reporter.inspection(try withoutGradients { try lookInside(network, role: role) })
  }

  // MARK: - Predictions

  /// Counts `[true class, named class]`.
  private func confusion(_ predictions: [Int]) -> TensorValue {
    var counts = [Float](repeating: 0, count: classes * classes)
    for (label, prediction) in zip(validationLabels, predictions) where prediction < classes && label < classes {
      counts[label * classes + prediction] += 1
    }
    return TensorValue(shape: [classes, classes], values: counts)
  }

  private static let mostWrong = 8

  private func showWrong(_ predictions: [Int], _ logits: Tensor) throws {
    let sureness = try withoutGradients { try logits.softmax(1).max([1]).floats() }
    let wrong = predictions.indices.filter { predictions[$0] != validationLabels[$0] && sureness[$0].isFinite }
      .sorted { (sureness[$0], -$0) > (sureness[$1], -$1) }.prefix(Inspector.mostWrong)
    guard !wrong.isEmpty else {
      // What was wrong before is right now.
      return reporter.tensor(Tag.wrongExamples, TensorValue(shape: [0, 4], values: []))
    }
    guard let pictures = probes.pictures(ofValidation: Array(wrong)) else { return }
    reporter.tensor(Tag.wrongPictures, .ofBytes(shape: pictures.shape, unit: pictures.values))
    let facts = wrong.flatMap { row -> [Float] in
      let teacher = teacherPredictions.indices.contains(row) ? Float(teacherPredictions[row]) : .nan
      return [Float(validationLabels[row]), Float(predictions[row]), sureness[row], teacher]
    }
    reporter.tensor(Tag.wrongExamples, TensorValue(shape: [wrong.count, 4], values: facts))
  }

  // MARK: - Layers

  private func lookInside(_ network: (any Network)?, role: String) throws -> InspectionNote {
    var note = InspectionNote(role: role)
    note.absent["wrong"] = probes.pictures == nil ? "texts have no pictures" : nil
    guard let network else {
      let reason = "the \(role) is a file of outputs: its layers are not known; a network of its own has some"
      for what in ["similarity", "attention", "flow"] { note.absent[what] = reason }
      return note
    }
    guard let inputs = try probes.inputs else {
      let reason = "this looks into networks for images, and the \(role) reads text"
      for what in ["similarity", "attention", "flow"] { note.absent[what] = reason }
      return note
    }
    let exits = Set(network.exitNames)
    let groups = network.groupNames.filter { !exits.contains($0) }
    guard !groups.isEmpty else {
      let reason = "the \(role) has no layers to look at from outside; several teachers taken as one have none"
      for what in ["similarity", "attention", "flow"] { note.absent[what] = reason }
      return note
    }
    let wasTraining = network.training
    network.training = false
    defer { network.training = wasTraining }
    let taps = try network.forward(inputs, ForwardRequest(taps: Set(groups), needsLogits: false)).taps
    if let last = groups.last(where: { taps[$0] != nil }), let features = taps[last] {
      note.layer = last
      try showSimilarity(features, role)
    }
    let maps = groups.compactMap { name in taps[name].flatMap { $0.rank == 4 ? (name: name, map: $0) : nil } }
    if maps.isEmpty {
      note.absent["attention"] =
        "the \(role)'s layers have no places, so nobody can say where it looks; convolutional networks have some: "
        + "--\(role) convnet:16,32"
    } else {
      for (name, map) in maps.suffix(Inspector.mostLayers) { try showAttention(map, role, layer: name) }
    }
    guard maps.count > 1 else {
      note.absent["flow"] =
        maps.isEmpty
        ? "the flow is a sum over places, and the \(role)'s layers have none; convolutional networks have some: "
          + "--\(role) convnet:16,32"
        : "a flow goes from one layer to another, and the \(role) has one group of layers: --\(role) convnet:16,32 has two"
      return note
    }
    for (first, second) in zip(maps, maps.dropFirst()).suffix(Inspector.mostLayers - 1) {
      try showFlow(from: first.map, to: second.map, role, layers: "\(first.name) > \(second.name)")
    }
    return note
  }

  /// Layers of a network whose attention is shown, the last ones.
  private static let mostLayers = 3

  private func showSimilarity(_ features: Tensor, _ role: String) throws {
    // Means over places where a layer is large: what is where matters less than what is there.
    var flat = try features.flatten(from: 1)
    if features.rank == 4, flat.size(1) > 1 << 14 { flat = try features.mean([2, 3]) }
    let unit = try flat / flat.norm([1], keep: true).clamped(to: 1e-12...Double.infinity)
    let cosines = try unit.matmul(unit.transpose(0, 1))
    reporter.tensor(Tag.similarity(role), .ofBytes(shape: cosines.shape, unit: try cosines.floats()))
  }

  /// A map is no larger than this on a side.
  private static let largestMap = 16

  private func showAttention(_ map: Tensor, _ role: String, layer: String) throws {
    let rows = try Tensor(probes.pictured.map(Int64.init), shape: [probes.pictured.count])
    var attention = try map.indexSelect(0, rows).square().sum([1], keep: true)
    let size = (min(attention.size(2), Inspector.largestMap), min(attention.size(3), Inspector.largestMap))
    if size != (attention.size(2), attention.size(3)) {
      attention = try attention.adaptiveAveragePool2d(size.0, size.1)
    }
    let largest = try attention.max([1, 2, 3], keep: true).clamped(to: 1e-12...Double.infinity)
    let values = try (attention / largest).floats()
    reporter.tensor(
      Tag.attention(role, layer: layer), .ofBytes(shape: [probes.pictured.count, size.0, size.1], unit: values))
  }

  /// A matrix of channels is no larger than this on a side.
  private static let largestFlow = 32

  private func showFlow(from first: Tensor, to second: Tensor, _ role: String, layers: String) throws {
    var flow = try FlowOfSolution.matrix(first, second).mean([0])
    let size = (min(flow.size(0), Inspector.largestFlow), min(flow.size(1), Inspector.largestFlow))
    if size != (flow.size(0), flow.size(1)) {
      flow = try flow.reshape([1, 1, flow.size(0), flow.size(1)]).adaptiveAveragePool2d(size.0, size.1)
        .reshape([size.0, size.1])
    }
    let largest = try flow.max().clamped(to: 1e-12...Double.infinity)
    reporter.tensor(
      Tag.flow(role, layers: layers), .ofBytes(shape: [size.0, size.1], unit: try (flow / largest).floats()))
  }
}
