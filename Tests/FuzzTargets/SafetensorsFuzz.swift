import Datasets
import Foundation
import Torch
import Training

/// Mode: bit 0, the length of the header (the first piece) is put before it; bit 1, through a file.
enum SafetensorsFuzz {
  static let place = FuzzPlace("safetensors")

  static func run(_ bytes: [UInt8]) {
    let input = FuzzInput(bytes)
    var file = input.rest
    if input.flag(0) {
      let pieces = input.pieces(limit: 2)
      let length = (0..<8).map { UInt8(truncatingIfNeeded: pieces[0].count >> ($0 * 8)) }
      file = length + pieces.joined()
    }
    do {
      use(
        input.flag(1)
          ? try SafetensorsFile(path: place.write(file, to: "file.safetensors"))
          : try SafetensorsFile(Data(file), name: "memory"))
    } catch {
      _ = "\(error)"
    }
  }

  private static func use(_ file: SafetensorsFile) {
    for entry in file.entries {
      let bytes = try? file.bytes(entry.name)
      precondition(bytes?.count == entry.range.count, "the bytes of a tensor are all there")
      if let floats = try? file.floats(entry.name) { precondition(floats.count == entry.shape.reduce(1, *)) }
      if let numbers = try? file.integers(entry.name) { precondition(numbers.count == entry.shape.reduce(1, *)) }
      // Without an engine this ends where one would be needed.
      _ = try? file.tensor(entry.name)
    }
    _ = try? file.bytes("no such tensor")
    guard let data else { return }
    do {
      let outputs = try TeacherOutputs(file, dataset: data)
      precondition(outputs.logits.count == data.count * data.classCount, "a logit for every class of every item")
      precondition(outputs.logits.allSatisfy(\.isFinite), "what is learned from is a number")
    } catch { _ = "\(error)" }
  }

  /// What a file may hold a teacher's outputs of: four items, three classes.
  private static let data = try? ImageDataset(
    name: "dots", shape: ImageShape(channels: 1, height: 1, width: 1), pixels: [0, 1, 2, 3], labels: [2, 0, 1, 1],
    classNames: ["a", "b", "c"])
}
