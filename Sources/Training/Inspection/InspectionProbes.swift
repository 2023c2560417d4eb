import Datasets
import Torch

/// Validation examples that networks are looked into with, sorted by class, and pictures of any example.
struct InspectionProbes {
  private let pool: ExamplePool
  /// Classes of the examples, ascending.
  let labels: [Int]
  /// Rows of the pool whose attention is shown: of different classes, as far as there are.
  let pictured: [Int]
  /// Nil for texts.
  private let images: ImageDataset?
  private let validation: [Int]
  private let items: [Int]

  /// A matrix of all pairs is as large as the square of this.
  private static let mostExamples = 60
  private static let mostPictures = 6
  /// Larger pictures are made smaller: a terminal has no more dots, and a log should stay small.
  private static let largestSide = 32

  /// - Parameters:
  ///   - images: the pixels; nil for texts.
  ///   - pool: makes examples of items.
  init(
    _ dataset: any LabelledItems, images: ImageDataset?, split: Split, seed: UInt64, pool: ([Int]) throws -> ExamplePool
  ) throws {
    let classes = min(dataset.classCount, InspectionProbes.mostExamples)
    let perClass = max(1, InspectionProbes.mostExamples / max(1, classes))
    let chosen = split.probes(perClass: perClass, classCount: dataset.classCount, labels: dataset.labels, seed: seed)
    var (items, labels, firsts): ([Int], [Int], [Int]) = ([], [], [])
    for (index, members) in chosen.enumerated() where items.count < InspectionProbes.mostExamples && !members.isEmpty {
      firsts.append(items.count)
      items += members.prefix(perClass)
      labels += members.prefix(perClass).map { _ in index }
    }
    (self.items, self.labels, self.images, validation) = (items, labels, images, split.validation)
    pictured = Array(firsts.prefix(InspectionProbes.mostPictures))
    self.pool = try pool(items)
  }

  /// The examples as networks see them, `[examples, channels, height, width]`; nil for texts.
  var inputs: Tensor? {
    get throws { images == nil || items.isEmpty ? nil : try pool.batch(Array(items.indices)).inputs }
  }

  /// The pictures whose attention is shown, `[pictures, channels, height, width]` with values of 0…1; nil
  /// for texts.
  var pictures: (shape: [Int], values: [Float])? { pictures(of: pictured.map { items[$0] }) }

  /// Pictures of validation examples, by their rows.
  func pictures(ofValidation rows: [Int]) -> (shape: [Int], values: [Float])? {
    pictures(of: rows.map { validation[$0] })
  }

  private func pictures(of items: [Int]) -> (shape: [Int], values: [Float])? {
    guard let dataset = images, !items.isEmpty else { return nil }
    let shape = dataset.shape
    let side = InspectionProbes.largestSide
    let (height, width) = (min(shape.height, side), min(shape.width, side))
    let scale = Float(dataset.pixelMaximum)
    var values: [Float] = []
    for item in items {
      let raw = dataset.rawPixels(at: item)
      for channel in 0..<shape.channels {
        for y in 0..<height {
          for x in 0..<width {
            let row = y * shape.height / height
            let column = x * shape.width / width
            values.append(Float(raw[raw.startIndex + channel * shape.area + row * shape.width + column]) / scale)
          }
        }
      }
    }
    return ([items.count, shape.channels, height, width], values)
  }
}
