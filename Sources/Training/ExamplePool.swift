import Datasets
import Models
import Torch

/// Examples of one split as tensors, ready to be drawn from: normalised once, kept whole.
struct ExamplePool {
  /// `[examples, channels, height, width]`, normalised.
  let images: Tensor
  /// `[examples]`.
  let labels: Tensor
  let count: Int
  /// Where the images come from; nil for images that were made up.
  private let source: (dataset: ImageDataset, indices: [Int], normalization: Normalization)?

  /// - Parameter indices: items of the data set, in the order of the rows here.
  init(_ dataset: ImageDataset, indices: [Int], normalization: Normalization) throws {
    count = indices.count
    source = (dataset, indices, normalization)
    images = try Tensor(
      dataset.normalizedPixels(at: indices, normalization), shape: [indices.count] + dataset.shape.dimensions)
    labels = try Tensor(dataset.labels(at: indices), shape: [indices.count])
  }

  /// Made-up examples: each has the label of the one it was made from.
  init(_ examples: MungedExamples, of dataset: ImageDataset, normalization: Normalization) throws {
    count = examples.count
    source = nil
    let rows = Array(0..<examples.count)
    images = try Tensor(
      examples.normalizedPixels(at: rows, normalization), shape: [rows.count] + dataset.shape.dimensions)
    labels = try Tensor(dataset.labels(at: rows.map(examples.sourceIndex)), shape: [rows.count])
  }

  /// Items of the data set, in the order of the rows; empty for made-up examples.
  var items: [Int] { source?.indices ?? [] }

  /// The images at `rows` as they look in an epoch when augmented; made-up ones stay as they are.
  /// - Parameters:
  ///   - places: what tells a row that is there twice from itself; nil for the rows.
  ///   - magnitude: RandAugment's, in the place of its own.
  func augmented(
    _ rows: [Int], by augmentation: Augmentation, epoch: Int, places: [Int]? = nil, magnitude: Double? = nil
  ) throws -> Tensor {
    guard let source else { return try batch(rows).images }
    let pixels = source.dataset.augmentedPixels(
      at: rows.map { source.indices[$0] }, items: places, normalization: source.normalization,
      augmentation: augmentation, epoch: epoch, magnitude: magnitude)
    return try Tensor(pixels, shape: [rows.count] + source.dataset.shape.dimensions)
  }

  /// The examples at `rows`, each row below `count`.
  func batch(_ rows: [Int]) throws -> (images: Tensor, labels: Tensor, rows: Tensor) {
    let index = try Tensor(rows.map(Int64.init), shape: [rows.count])
    return (try images.indexSelect(0, index), try labels.indexSelect(0, index), index)
  }

  /// Calls `body` with consecutive parts of the images, in order.
  func forEachPart(of size: Int, _ body: (Tensor) throws -> Void) throws {
    for start in stride(from: 0, to: count, by: size) {
      try body(images.narrow(0, from: start, length: min(size, count - start)))
    }
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
      try forEachPart(of: 1024) { part in
        parts.append(try network.logits(part))
        done += part.shape[0]
        try progress(done)
      }
      return try Tensor.cat(parts)
    }
  }

  /// The logits of each of the network's exits, in order, each `[examples, classes]`.
  func exitLogits(of network: any Network) throws -> [Tensor] {
    let wasTraining = network.training
    network.training = false
    defer { network.training = wasTraining }
    return try withoutGradients {
      var parts = network.exitNames.map { _ in [Tensor]() }
      try forEachPart(of: 1024) { part in
        let taps = try network.forward(part, ForwardRequest(taps: Set(network.exitNames))).taps
        for (place, name) in network.exitNames.enumerated() { if let tap = taps[name] { parts[place].append(tap) } }
      }
      return try parts.map { try Tensor.cat($0) }
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
