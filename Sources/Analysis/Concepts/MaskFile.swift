import Datasets
import Torch

/// Foreground masks from a safetensors file: `mask`, `[items, height, width]` for every item of the data set in its order, or
/// `[height, width]` for all of them; anything above 0.5 is the object's.
public struct MaskFile: Sendable {
  private let values: [Bool]
  private let area: Int
  private let isForAll: Bool

  /// Needs no engine.
  /// - Throws: `ConceptError.maskFile`, `SafetensorsError`.
  public init(contentsOf path: String, for dataset: ImageDataset) throws {
    let file = try SafetensorsFile(path: path)
    guard let entry = file.entries.first(where: { $0.name == "mask" }) else {
      throw ConceptError.maskFile(path: path, reason: "it has no tensor called mask")
    }
    let size = [dataset.shape.height, dataset.shape.width]
    guard entry.shape == size || entry.shape == [dataset.count] + size else {
      throw ConceptError.maskFile(
        path: path, reason: "mask is \(entry.shape), expected \([dataset.count] + size) or \(size)")
    }
    switch entry.type {
    case .bool, .uint8: values = try file.bytes("mask").map { $0 != 0 }
    default: values = try file.floats("mask").map { $0 > 0.5 }
    }
    area = dataset.shape.area
    isForAll = entry.shape == size
  }

  /// The mask of an item, in row-major order.
  public func pixels(of item: Int) -> [Bool] {
    let start = isForAll ? 0 : item * area
    return Array(values[start..<start + area])
  }
}
