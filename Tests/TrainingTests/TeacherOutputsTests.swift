import Datasets
import Foundation
import Testing
import Torch

@testable import Training

/// Outputs of a teacher in files: what is written is read back, and what does not fit the data is refused.
@Suite struct TeacherOutputsTests {
  private let directory: TemporaryDirectory
  private let data: ImageDataset
  private let labels: [Int64] = [2, 0, 1, 1]
  private let logits: [Float] = [1, 2, 3.25, -4, 0.5, 6, 7, -8.125, 9, 0, 0, 1e-3]

  init() throws {
    directory = try TemporaryDirectory()
    data = try ImageDataset(
      name: "dots", shape: ImageShape(channels: 1, height: 1, width: 1), pixels: [0, 1, 2, 3], labels: labels,
      classNames: ["a", "b", "c"])
  }

  private var path: String { directory.path + "/outputs.safetensors" }

  private func item<Number: BitwiseCopyable>(
    _ name: String, _ type: SafetensorsType, _ shape: [Int], _ values: [Number]
  ) -> SafetensorsWriter.Item {
    .init(name: name, type: type, shape: shape, bytes: values.withUnsafeBytes { Data($0) })
  }

  private func read(_ items: [SafetensorsWriter.Item], metadata: [String: String] = [:]) throws -> TeacherOutputs {
    try SafetensorsWriter.write(items, metadata: metadata, to: path)
    return try TeacherOutputs(contentsOf: path, dataset: data)
  }

  private func refusal(_ items: [SafetensorsWriter.Item]) throws -> TeacherOutputsError {
    try #require(throws: TeacherOutputsError.self) { try read(items) }
  }

  private func write(_ format: TeacherOutputsFile.Format, _ values: [Float]? = nil) throws -> TeacherOutputs {
    let file = TeacherOutputsFile(logits: values ?? logits, labels: labels, classes: 3, metadata: ["seed": "7"])
    let size = try file.write(to: path, format)
    #expect(size == (try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int))
    return try TeacherOutputs(contentsOf: path, dataset: data)
  }

  // MARK: - What is accepted

  @Test func singlePrecisionComesBackBitForBit() throws {
    let outputs = try write(.init(isFloat32: true))
    #expect(outputs.logits == logits && outputs.classes == 3 && outputs.metadata == ["seed": "7"])
  }

  @Test func halfPrecisionIsRounded() throws {
    let outputs = try write(.init())
    #expect(outputs.logits == logits.map { Float(Float16($0)) })
    let file = try SafetensorsFile(path: path)
    #expect(try file.entry("logits").type == .float16)
    #expect(try file.entry("labels").type == .int64)
  }

  @Test(arguments: [SafetensorsType.float64, .float32, .float16], [SafetensorsType.int64, .int32])
  func otherProgramsMayChooseTheTypes(floats: SafetensorsType, whole: SafetensorsType) throws {
    let values =
      switch floats {
      case .float64: item("logits", floats, [4, 3], logits.map(Double.init))
      case .float32: item("logits", floats, [4, 3], logits)
      default: item("logits", floats, [4, 3], logits.map { Float16($0) })
      }
    let own =
      whole == .int64 ? item("labels", whole, [4], labels) : item("labels", whole, [4], labels.map { Int32($0) })
    let outputs = try read([values, own, item("images", .uint8, [4], [0, 1, 2, 3] as [UInt8])])
    #expect(zip(outputs.logits, logits).allSatisfy { abs($0 - $1) < 1e-2 })
    #expect(outputs.metadata.isEmpty && outputs.caution(seed: 3) == nil)
  }

  @Test func anotherSeedIsAnotherSplit() throws {
    let outputs = try write(.init())
    #expect(outputs.caution(seed: 7) == nil)
    #expect(outputs.caution(seed: 8)?.contains("seed 7") == true)
  }

  // MARK: - The largest alone

  @Test func theRestShareWhatIsLeft() throws {
    let outputs = try write(.init(topK: 1, isFloat32: true))
    for row in 0..<4 {
      let (all, some) = (
        logits[row * 3..<row * 3 + 3].map(Double.init), outputs.logits[row * 3..<row * 3 + 3].map(Double.init)
      )
      let largest = try #require(all.indices.max { all[$0] < all[$1] })
      #expect(some[largest] == all[largest])
      // The probability of the largest is what it was, and the others are equal.
      func share(_ values: [Double]) -> Double { exp(values[largest]) / values.reduce(0) { $0 + exp($1) } }
      #expect(abs(share(all) - share(some)) < 1e-6)
      #expect(Set(some.indices.filter { $0 != largest }.map { some[$0] }).count == 1)
    }
  }

  @Test func withoutAWordOfTheRestItIsAsTheSmallest() throws {
    let outputs = try read([
      item("topk.values", .float32, [4, 2], [3, 1, 2, 2.5, 9, 8, -1, -2] as [Float]),
      item("topk.indices", .int64, [4, 2], [2, 0, 1, 0, 0, 1, 2, 1] as [Int64]), item("labels", .int64, [4], labels),
    ])
    #expect(outputs.logits == [1, 1, 3, 2.5, 2, 2, 9, 8, 8, -2, -2, -1])
  }

  @Test func allOfThemLeaveNoRest() throws {
    #expect(try write(.init(topK: 3, isFloat32: true)).logits == logits)
    #expect(try !SafetensorsFile(path: path).entries.map(\.name).contains("topk.rest"))
    #expect(throws: ConfigurationError.self) { try write(.init(topK: 4)) }
  }

  // MARK: - What is refused

  @Test func whatIsOfOtherDataIsRefused() throws {
    let own = item("labels", .int64, [4], labels)
    let good = item("logits", .float32, [4, 3], logits)
    #expect(try refusal([own]).problem == .noLogits(found: ["labels"]))
    #expect(try refusal([good]).problem == .noLabels(found: ["logits"]))
    #expect(
      try refusal([item("logits", .float32, [12], logits), own]).problem
        == .shape(tensor: "logits", found: [12], expected: "[items, classes]"))
    #expect(
      try refusal([item("logits", .float32, [3, 3], Array(logits.prefix(9))), own]).problem
        == .itemCount(found: 3, expected: 4, dataset: "dots"))
    #expect(
      try refusal([item("logits", .float32, [4, 2], Array(logits.prefix(8))), own]).problem
        == .classCount(found: 2, expected: 3, dataset: "dots"))
    #expect(
      try refusal([good, item("labels", .int64, [4], [2, 0, 0, 1] as [Int64])]).problem
        == .label(item: 2, found: 0, expected: 1, dataset: "dots", isReordered: false))
    let turned = try refusal([good, item("labels", .int64, [4], [2, 1, 0, 1] as [Int64])])
    #expect(turned.problem == .label(item: 1, found: 1, expected: 0, dataset: "dots", isReordered: true))
    #expect(turned.description.contains("another order") && turned.description.contains("outputs.safetensors"))
    #expect(
      try refusal([good, item("labels", .int64, [2, 2], labels)]).problem
        == .shape(tensor: "labels", found: [2, 2], expected: "[4]"))
    #expect(throws: SafetensorsError.self) {
      try read([good, item("labels", .float32, [4], [2, 0, 1, 1] as [Float])])
    }
    #expect(throws: SafetensorsError.self) {
      try read([item("logits", .int64, [4, 3], logits.map { Int64($0) }), own])
    }
  }

  @Test func numbersThatAreNoneAreRefused() throws {
    let own = item("labels", .int64, [4], labels)
    var broken = logits
    broken[7] = .nan
    #expect(
      try refusal([item("logits", .float32, [4, 3], broken), own]).problem == .notFinite(tensor: "logits", item: 2))
    // Finite in double precision, and too large for a float.
    var huge = logits.map(Double.init)
    huge[0] = 1e300
    #expect(
      try refusal([item("logits", .float64, [4, 3], huge), own]).problem == .notFinite(tensor: "logits", item: 0))
    broken[7] = 1e5
    #expect(throws: TeacherOutputsError(file: path, .tooLarge(item: 2, value: 1e5))) { try write(.init(), broken) }
    #expect(try write(.init(isFloat32: true), broken).logits[7] == 1e5)
  }

  @Test func theLargestMustBeClasses() throws {
    let own = item("labels", .int64, [4], labels)
    func top(_ indices: [Int64], rest: [Float]? = nil, shape: [Int] = [4, 2]) throws -> TeacherOutputsError.Problem {
      try refusal(
        [
          item("topk.values", .float32, shape, [3, 1, 2, 2.5, 9, 8, -1, -2] as [Float]),
          item("topk.indices", .int64, [4, 2], indices), own,
        ] + (rest.map { [item("topk.rest", .float32, [$0.count], $0)] } ?? [])
      ).problem
    }
    #expect(try top([2, 0, 1, 3, 0, 1, 2, 1]) == .badIndex(item: 1, value: 3, classes: 3))
    #expect(try top([2, 0, 1, 0, 0, -1, 2, 1]) == .badIndex(item: 2, value: -1, classes: 3))
    #expect(try top([2, 0, 1, 0, 0, 1, 2, 2]) == .repeatedIndex(item: 3, value: 2))
    let good: [Int64] = [2, 0, 1, 0, 0, 1, 2, 1]
    #expect(try top(good, rest: [0, 0, 0]) == .shape(tensor: "topk.rest", found: [3], expected: "[4]"))
    #expect(try top(good, rest: [0, .infinity, 0, 0]) == .notFinite(tensor: "topk.rest", item: 1))
    #expect(try top(good, shape: [2, 4]) == .itemCount(found: 2, expected: 4, dataset: "dots"))
  }
}
