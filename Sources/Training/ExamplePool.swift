import Datasets
import Models
import Torch

/// Examples of one split, ready to be drawn from: images as tensors, normalised once and kept whole; texts as tokens.
struct ExamplePool {
  private enum Content {
    /// `[examples, channels, height, width]`, normalised; where they come from, nil for images that were made up.
    case images(Tensor, (dataset: ImageDataset, normalization: Normalization)?)
    case texts(TextPool)
  }

  private let content: Content
  /// `[examples]`; nil for examples without any.
  private let knownLabels: Tensor?
  let count: Int
  /// Items of the data set, in the order of the rows; empty for made-up examples and for a corpus.
  let items: [Int]

  /// - Parameter indices: items of the data set, in the order of the rows here.
  init(_ dataset: ImageDataset, indices: [Int], normalization: Normalization) throws {
    count = indices.count
    items = indices
    content = .images(
      try Tensor(
        dataset.normalizedPixels(at: indices, normalization), shape: [indices.count] + dataset.shape.dimensions),
      (dataset, normalization))
    knownLabels = try Tensor(dataset.labels(at: indices), shape: [indices.count])
  }

  /// Made-up examples: each has the label of the one it was made from.
  init(_ examples: MungedExamples, of dataset: ImageDataset, normalization: Normalization) throws {
    count = examples.count
    items = []
    let rows = Array(0..<examples.count)
    content = .images(
      try Tensor(
        examples.normalizedPixels(at: rows, normalization), shape: [rows.count] + dataset.shape.dimensions), nil)
    knownLabels = try Tensor(dataset.labels(at: rows.map(examples.sourceIndex)), shape: [rows.count])
  }

  /// - Parameter items: of the data set, in the order of the pool; none for a corpus.
  init(_ texts: TextPool, items: [Int]) throws {
    count = texts.count
    self.items = items
    content = .texts(texts)
    knownLabels = try texts.labels.map { try Tensor($0, shape: [$0.count]) }
  }

  /// The texts; nil for images.
  var texts: TextPool? { if case .texts(let pool) = content { pool } else { nil } }

  /// `[examples]`; nil for examples without labels.
  var labels: Tensor? { knownLabels }

  /// The images at `rows` as they look in an epoch when augmented; made-up ones stay as they are.
  /// - Parameters:
  ///   - places: what tells a row that is there twice from itself; nil for the rows.
  ///   - magnitude: RandAugment's, in the place of its own.
  func augmented(
    _ rows: [Int], by augmentation: Augmentation, epoch: Int, places: [Int]? = nil, magnitude: Double? = nil
  ) throws -> Tensor {
    guard case .images(_, let source?) = content else { return try batch(rows).inputs }
    let pixels = source.dataset.augmentedPixels(
      at: rows.map { items[$0] }, items: places, normalization: source.normalization,
      augmentation: augmentation, epoch: epoch, magnitude: magnitude)
    return try Tensor(pixels, shape: [rows.count] + source.dataset.shape.dimensions)
  }

  /// The examples at `rows`, each row below `count`: what networks see, and the labels, 0 where there are none.
  func batch(_ rows: [Int]) throws -> (inputs: Tensor, labels: Tensor, rows: Tensor) {
    let index = try Tensor(rows.map(Int64.init), shape: [rows.count])
    let labels = try knownLabels?.indexSelect(0, index) ?? .zeros([rows.count], .int64)
    switch content {
    case .images(let images, _): return (try images.indexSelect(0, index), labels, index)
    case .texts(let texts): return (try texts.packed(rows), labels, index)
    }
  }

  /// Calls `body` with all examples, part by part.
  /// - Returns: the rows in the order they came in; nil for their own.
  private func forEachPart(_ body: (Tensor) throws -> Void) throws -> [Int]? {
    switch content {
    case .images(let images, _):
      let size = 1024
      for start in stride(from: 0, to: count, by: size) {
        try body(images.narrow(0, from: start, length: min(size, count - start)))
      }
      return nil
    case .texts(let texts):
      let parts = texts.parts
      for part in parts { try body(texts.packed(part)) }
      return parts.flatMap(\.self)
    }
  }

  /// Puts what was computed part by part in the order of the rows.
  private func gathered(_ parts: [Tensor], _ order: [Int]?) throws -> Tensor {
    let all = try Tensor.cat(parts)
    guard let order else { return all }
    var places = [Int64](repeating: 0, count: order.count)
    for (place, row) in order.enumerated() { places[row] = Int64(place) }
    return try all.indexSelect(0, Tensor(places, shape: [places.count]))
  }
}

extension ExamplePool {
  /// The network's logits for every example, `[examples, classes]`, as at test time and without a graph.
  /// - Parameter progress: told how many examples are done.
  func logits(of network: any Network, progress: (Int) throws -> Void = { _ in }) throws -> Tensor {
    let wasTraining = network.training
    network.training = false
    defer { network.training = wasTraining }
    return try withoutGradients {
      var parts: [Tensor] = []
      var done = 0
      let order = try forEachPart { part in
        parts.append(try network.logits(part))
        done += part.shape[0]
        try progress(done)
      }
      return try gathered(parts, order)
    }
  }

  /// The logits of each of the network's exits, in order, each `[examples, classes]`.
  func exitLogits(of network: any Network) throws -> [Tensor] {
    let wasTraining = network.training
    network.training = false
    defer { network.training = wasTraining }
    return try withoutGradients {
      var parts = network.exitNames.map { _ in [Tensor]() }
      let order = try forEachPart { part in
        let taps = try network.forward(part, ForwardRequest(taps: Set(network.exitNames))).taps
        for (place, name) in network.exitNames.enumerated() { if let tap = taps[name] { parts[place].append(tap) } }
      }
      return try parts.map { try gathered($0, order) }
    }
  }

  /// The class with the largest logit of every example.
  func predictions(of network: any Network) throws -> [Int] {
    try logits(of: network).argmax(1).ints()
  }
}

/// Share of places where the two agree, 0…1.
func agreement(_ a: [Int], _ b: [Int]) -> Double {
  guard !a.isEmpty, a.count == b.count else { return 0 }
  return Double(zip(a, b).count { $0 == $1 }) / Double(a.count)
}
