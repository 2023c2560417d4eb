import Datasets
import Models
import Torch

/// A few pictures in which the visual concepts of networks are counted, the same for all of them.
public struct ConceptProbe {
  /// What is found in one network.
  public struct Findings {
    /// σ of every cell, `[pictures, 1, height, width]` in cells: where a later fit may begin.
    public var deviations: Tensor
    /// Of every picture, cell by cell, in nats.
    public var entropies: [[Double]]
    public var concepts: [VisualConcepts]
    public var layer: String
  }

  /// Items of the data set.
  public let items: [Int]
  /// `[pictures, channels, height, width]`.
  public let images: Tensor
  /// Of every picture, cell by cell.
  public let masks: [[Bool]]
  public let mask: ForegroundMask
  /// Many images, which the variance of features is taken over.
  private let many: Tensor
  /// With the side of cells that was chosen.
  public let fit: EntropyFit
  /// b of `VisualConcepts`.
  public let threshold: Double

  /// - Parameters:
  ///   - candidates: items to choose from, in order, and their images; pictures without an object or without a background are
  ///     passed over.
  ///   - count: how many pictures, at most.
  ///   - mask: nil for the data set's usual one.
  ///   - cell: nil for the usual one; else it has to divide both extents.
  /// - Throws: `ConceptError`, `SafetensorsError` for a mask file.
  public init(
    _ candidates: (items: [Int], images: Tensor), of dataset: ImageDataset, count: Int, many: Tensor,
    mask: ForegroundMask? = nil, cell: Int? = nil, fit: EntropyFit = EntropyFit(), threshold: Double = 0.2
  ) throws {
    let shape = dataset.shape
    let cell = cell ?? EntropyFit.usualCell(height: shape.height, width: shape.width)
    guard cell > 0, shape.height % cell == 0, shape.width % cell == 0 else {
      throw ConceptError.badCell(cell, height: shape.height, width: shape.width)
    }
    let rule = mask ?? .usual(for: dataset)
    let file: MaskFile? = if case .file(let path) = rule { try MaskFile(contentsOf: path, for: dataset) } else { nil }
    var (rows, masks) = ([Int](), [[Bool]]())
    for (row, item) in candidates.items.enumerated() where rows.count < count {
      guard let pixels = file?.pixels(of: item) ?? rule.pixels(of: item, in: dataset) else { continue }
      let cells = ForegroundMask.cells(pixels, width: shape.width, cell: cell)
      guard cells.contains(true), cells.contains(false) else { continue }
      rows.append(row)
      masks.append(cells)
    }
    guard !rows.isEmpty else { throw ConceptError.noBackground(mask: rule.description) }
    items = rows.map { candidates.items[$0] }
    images = try candidates.images.indexSelect(0, Tensor(rows))
    (self.masks, self.mask, self.many, self.threshold) = (masks, rule, many, threshold)
    var own = fit
    own.cell = cell
    self.fit = own
  }

  /// Fits the entropies of a network's features and counts its concepts. The network leaves as it came.
  ///
  /// - Parameters:
  ///   - name: what errors call the network.
  ///   - layer: a tap or `logits`; nil for the last group.
  ///   - start: `deviations` of another fit to begin with.
  ///   - seed: of the noises: the same for networks that are to be compared.
  ///   - progress: told how many steps of the fit are done.
  /// - Throws: `ConceptError`, `EngineError`.
  public func look(
    at network: any Network, name: String, layer wanted: String? = nil, start: Tensor? = nil, seed: UInt64,
    progress: (Int) throws -> Void = { _ in }
  ) throws -> Findings {
    let layer = try ConceptProbe.layer(wanted, of: network, name: name)
    let wasTraining = network.training
    network.training = false
    defer { network.training = wasTraining }
    // The gradients of the weights, which nobody wants, would take as long as the others.
    let learned = network.parameters.filter(\.requiresGradient)
    let findings = Result {
      for parameter in learned { try parameter.setRequiresGradient(false) }
      return try fitted(network, name: name, layer: layer, start: start, seed: seed, progress: progress)
    }
    // A network that was left without them would train on and learn nothing.
    for parameter in learned { try parameter.setRequiresGradient() }
    return try findings.get()
  }

  private func fitted(
    _ network: any Network, name: String, layer: String, start: Tensor?, seed: UInt64, progress: (Int) throws -> Void
  ) throws -> Findings {
    func features(_ images: Tensor) throws -> Tensor {
      guard layer != "logits" else { return try network.logits(images) }
      let taps = try network.forward(images, ForwardRequest(taps: [layer], needsLogits: false)).taps
      guard let tap = taps[layer] else {
        throw ConceptError.unknownLayer(layer, network: name, known: network.tapNames + ["logits"])
      }
      return tap
    }
    let variance = try withoutGradients { try EntropyFit.featureVariance(features(many)) }
    guard variance > 0, variance.isFinite else { throw ConceptError.constantFeatures(network: name, layer: layer) }
    let deviations = try fit.deviations(
      images: images, variance: variance, start: start, generator: RandomGenerator(seed: seed), progress: progress,
      features: features)
    let all = EntropyFit.entropies(of: try deviations.doubles())
    let cells = masks[0].count
    let entropies = masks.indices.map { Array(all[$0 * cells..<($0 + 1) * cells]) }
    let concepts = zip(entropies, masks).compactMap {
      VisualConcepts(entropies: $0, mask: $1, threshold: threshold)
    }
    return Findings(deviations: deviations, entropies: entropies, concepts: concepts, layer: layer)
  }

  private static func layer(
    _ wanted: String?, of network: any Network, name: String
  ) throws(ConceptError) -> String {
    let exits = Set(network.exitNames)
    let known = network.tapNames.filter { !exits.contains($0) }
    guard let wanted else { return network.groupNames.last { !exits.contains($0) } ?? known.last ?? "logits" }
    guard wanted == "logits" || known.contains(wanted) else {
      throw .unknownLayer(wanted, network: name, known: known + ["logits"])
    }
    return wanted
  }
}
