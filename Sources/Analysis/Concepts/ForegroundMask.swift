import Datasets

/// Which pixels of a picture are the object's.
public enum ForegroundMask: Sendable, Equatable, CustomStringConvertible {
  /// Pixels of which some channel is above this share of the largest value, 0…1: for drawings on black, such as digits and
  /// Fashion-MNIST.
  case threshold(Double)
  /// A box in the middle that takes this share of height and width, above 0 and below 1.
  case box(Double)
  /// A safetensors file, see `MaskFile`.
  case file(String)

  /// The share of the authors' box.
  public static let usualBox = 2.0 / 3
  /// The usual share of a threshold.
  public static let usualThreshold = 0.1

  /// `threshold`, `threshold=0.2`, `box`, `box=0.6` or a file's path.
  /// - Throws: `ConceptError.badMask`.
  public init(_ text: String) throws(ConceptError) {
    let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    guard ["threshold", "box"].contains(parts[0]) else {
      guard text.contains(".") || text.contains("/") else { throw .badMask(text) }
      self = .file(text)
      return
    }
    let isBox = parts[0] == "box"
    let usual = isBox ? ForegroundMask.usualBox : ForegroundMask.usualThreshold
    guard let share = parts.count > 1 ? Double(parts[1]) : usual, share >= 0, share < 1, !isBox || share > 0 else {
      throw .badMask(text)
    }
    self = isBox ? .box(share) : .threshold(share)
  }

  public var description: String {
    switch self {
    case .threshold(let share): "threshold=\(share)"
    case .box(let share): "box=\(share)"
    case .file(let path): path
    }
  }

  /// The usual rule of a data set: a threshold where the corners of its pictures are black, else the box.
  public static func usual(for dataset: ImageDataset) -> ForegroundMask {
    let shape = dataset.shape
    let looked = min(dataset.count, 200)
    var black = 0
    for item in 0..<looked {
      let pixels = dataset.rawPixels(at: item)
      let corners = [0, shape.width - 1, shape.area - shape.width, shape.area - 1]
      black += corners.count { pixels[pixels.startIndex + $0] == 0 }
    }
    return Double(black) > 0.8 * Double(4 * looked) ? .threshold(usualThreshold) : .box(usualBox)
  }

  /// True for the object's pixels of an item, in row-major order; nil for a mask that is a file.
  public func pixels(of item: Int, in dataset: ImageDataset) -> [Bool]? {
    let shape = dataset.shape
    switch self {
    case .file: return nil
    case .threshold(let share):
      let raw = dataset.rawPixels(at: item)
      let least = share * Double(dataset.pixelMaximum)
      return (0..<shape.area).map { place in
        (0..<shape.channels).contains { Double(raw[raw.startIndex + $0 * shape.area + place]) > least }
      }
    case .box(let share):
      func inside(_ place: Int, of extent: Int) -> Bool {
        abs(Double(place) + 0.5 - Double(extent) / 2) < share * Double(extent) / 2
      }
      return (0..<shape.area).map { place in
        inside(place / shape.width, of: shape.height) && inside(place % shape.width, of: shape.width)
      }
    }
  }
}

extension ForegroundMask {
  /// The mask of square cells of pixels: a cell is the object's where at least half of its pixels are.
  ///
  /// - Parameters:
  ///   - pixels: in row-major order, `width` in a row.
  ///   - cell: pixels along a side; divides both extents.
  public static func cells(_ pixels: [Bool], width: Int, cell: Int) -> [Bool] {
    let (rows, columns) = (pixels.count / width / cell, width / cell)
    return (0..<rows * columns).map { place in
      let (row, column) = (place / columns * cell, place % columns * cell)
      let count = (0..<cell * cell).count { pixels[(row + $0 / cell) * width + column + $0 % cell] }
      return 2 * count >= cell * cell
    }
  }
}

/// Concepts cannot be counted as asked for.
public enum ConceptError: Error, Equatable, CustomStringConvertible {
  case badMask(String)
  /// Cells that do not fill the pictures.
  case badCell(Int, height: Int, width: Int)
  /// A mask file of another shape, or without masks.
  case maskFile(path: String, reason: String)
  /// No image has both an object and a background.
  case noBackground(mask: String)
  /// The features are the same for every image.
  case constantFeatures(network: String, layer: String)
  case unknownLayer(String, network: String, known: [String])

  public var description: String {
    switch self {
    case .badMask(let text):
      "“\(text)” is no mask: give threshold=SHARE, box=SHARE with shares from 0 to 1, or a safetensors file"
    case .badCell(let cell, let height, let width):
      "cells of \(cell)×\(cell) pixels do not fill pictures of \(height)×\(width)"
    case .maskFile(let path, let reason): "\(path): \(reason)"
    case .noBackground(let mask):
      "no image has both an object and a background by the mask \(mask); choose another one with --mask"
    case .constantFeatures(let network, let layer):
      "\(layer) of the \(network) says the same of every image: there is nothing that noise could change"
    case .unknownLayer(let name, let network, let known):
      "the \(network) has no layer \(name) (layers: \(known.joined(separator: ", ")))"
    }
  }
}
