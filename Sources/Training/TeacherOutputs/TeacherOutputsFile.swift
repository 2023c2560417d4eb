import Datasets
import Foundation
import Torch

/// Outputs of a teacher on their way into a file: what `TeacherOutputs` reads.
public struct TeacherOutputsFile: Sendable {
  /// How a file is written.
  public struct Format: Sendable, Equatable {
    /// Only so many logits of each item; nil is all.
    public var topK: Int?
    /// Single precision in the place of half: nothing is rounded.
    public var isFloat32: Bool

    public init(topK: Int? = nil, isFloat32: Bool = false) {
      self.topK = topK
      self.isFloat32 = isFloat32
    }

    /// Whether there are as many classes: asked before anything is trained.
    /// - Throws: `ConfigurationError.outOfRange`.
    func check(classes: Int) throws(ConfigurationError) {
      guard let topK, !(1...max(1, classes)).contains(topK) else { return }
      throw .outOfRange(
        option: "--top-k", value: "\(topK)", expected: "1 to \(classes), the number of classes")
    }
  }

  /// `[items, classes]`, row-major.
  let logits: [Float]
  let labels: [Int64]
  let classes: Int
  let metadata: [String: String]

  /// Writes it whole or not at all.
  /// - Returns: the file's size in bytes.
  /// - Throws: `TeacherOutputsError` for logits that are no numbers or do not fit the format, `SafetensorsError`,
  ///   `ConfigurationError` for a k that is none.
  @discardableResult
  func write(to path: String, _ format: Format) throws -> Int {
    if let place = logits.firstIndex(where: { !$0.isFinite }) {
      throw TeacherOutputsError(
        file: path, .notFinite(tensor: TeacherOutputs.Name.logits, item: place / max(1, classes)))
    }
    var items = [item(TeacherOutputs.Name.labels, labels, [labels.count])]
    if let k = format.topK {
      try format.check(classes: classes)
      let top = TopK(of: logits, classes: classes, k: k)
      items.append(try floats(TeacherOutputs.Name.values, top.values, [labels.count, k], path, format))
      items.append(item(TeacherOutputs.Name.indices, top.indices, [labels.count, k]))
      if !top.rest.isEmpty {
        items.append(try floats(TeacherOutputs.Name.rest, top.rest, [labels.count], path, format))
      }
    } else {
      items.append(try floats(TeacherOutputs.Name.logits, logits, [labels.count, classes], path, format))
    }
    try SafetensorsWriter.write(items, metadata: metadata, to: path)
    return (try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int) ?? 0
  }

  private func item(_ name: String, _ values: [Int64], _ shape: [Int]) -> SafetensorsWriter.Item {
    .init(name: name, type: .int64, shape: shape, bytes: bytes(values.map(\.littleEndian)))
  }

  private func floats(
    _ name: String, _ values: [Float], _ shape: [Int], _ path: String, _ format: Format
  ) throws -> SafetensorsWriter.Item {
    if format.isFloat32 {
      return .init(name: name, type: .float32, shape: shape, bytes: bytes(values.map(\.bitPattern.littleEndian)))
    }
    let halves = values.map { Float16($0) }
    if let place = halves.firstIndex(where: { !$0.isFinite }) {
      throw TeacherOutputsError(
        file: path, .tooLarge(item: place / max(1, values.count / max(1, shape[0])), value: values[place]))
    }
    return .init(name: name, type: .float16, shape: shape, bytes: bytes(halves.map(\.bitPattern.littleEndian)))
  }

  private func bytes<Number: BitwiseCopyable>(_ values: [Number]) -> Data {
    values.withUnsafeBytes { Data($0) }
  }
}
