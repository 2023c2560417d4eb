import Foundation
import Testing

@testable import Datasets

@Suite struct CIFARTests {
  /// A record whose red, green and blue planes are filled with `shade`, `shade` + 1, `shade` + 2.
  private func record(_ labels: [UInt8], shade: UInt8) -> [UInt8] {
    labels + (0..<3).flatMap { [UInt8](repeating: shade + $0, count: 1024) }
  }

  private func cifar10(folder: String = "") throws -> TemporaryDirectory {
    let directory = try TemporaryDirectory()
    for batch in 1...5 {
      try directory.write(
        "\(folder)data_batch_\(batch).bin",
        record([UInt8(batch)], shade: UInt8(10 * batch)) + record([9], shade: 100))
    }
    try directory.write("\(folder)test_batch.bin", record([0], shade: 200))
    return directory
  }

  @Test(arguments: ["", "cifar-10-batches-bin/"])
  func tenClasses(folder: String) throws {
    let directory = try cifar10(folder: folder)
    let data = try CIFAR10().load(directory: directory.path)
    #expect(data.labels == [1, 9, 2, 9, 3, 9, 4, 9, 5, 9, 0])
    #expect(data.testRange == 10..<11)
    #expect(data.shape.dimensions == [3, 32, 32])
    #expect(data.classNames[0] == "airplane")
    #expect(data.rawPixels(at: 2) == record([], shade: 20)[...])
    #expect(Array(data.rawPixels(at: 10)) == record([], shade: 200))
    guard case .available = CIFAR10().availability(directory: directory.path) else {
      Issue.record("not found")
      return
    }
  }

  @Test func moreRecordsThanOneBlock() throws {
    let directory = try cifar10()
    // 600 records: two blocks of 256 and a rest.
    let many = (0..<600).flatMap { record([UInt8($0 % 10)], shade: UInt8($0 % 250)) }
    try directory.write("test_batch.bin", many)
    let data = try CIFAR10().load(directory: directory.path)
    #expect(data.testRange == 10..<610)
    for item in 0..<600 {
      #expect(data.labels[10 + item] == Int64(item % 10))
      #expect(data.rawPixels(at: 10 + item).first == UInt8(item % 250))
    }
  }

  @Test func ownClassNames() throws {
    let directory = try cifar10()
    let names = (0..<10).map { "thing \($0)" }
    try directory.write("batches.meta.txt", Array((names.joined(separator: "\n") + "\n\n").utf8))
    #expect(try CIFAR10().load(directory: directory.path).classNames == names)
    try directory.write("batches.meta.txt", Array("one\ntwo".utf8))
    #expect(problem { try CIFAR10().load(directory: directory.path) } == .classNameCount(found: 2, expected: 10))
  }

  @Test func hundredClassesUseTheFineLabel() throws {
    let directory = try TemporaryDirectory()
    try directory.write("train.bin", record([19, 99], shade: 5) + record([0, 42], shade: 6))
    try directory.write("test.bin", record([3, 7], shade: 7))
    let data = try CIFAR100().load(directory: directory.path)
    #expect(data.labels == [99, 42, 7])
    #expect(data.classNames.count == 100)
    #expect(Set(data.classNames).count == 100)
    #expect(data.classNames == data.classNames.sorted())  // the archive lists them in alphabetical order
    #expect(data.classNames[99] == "worm")
    #expect(Array(data.rawPixels(at: 1)) == record([], shade: 6))
  }

  @Test func missingBatchIsNamed() throws {
    let directory = try cifar10()
    try directory.remove("data_batch_4.bin")
    let error = #expect(throws: DatasetError.self) { try CIFAR10().load(directory: directory.path) }
    #expect(error?.description.contains("looked for data_batch_4.bin.") == true)
  }

  @Test(arguments: [1, 2, 3072, 3074, 6145])
  func cutRecordIsReported(length: Int) throws {
    let directory = try cifar10()
    let file = record([1], shade: 1) + record([2], shade: 2)
    let path = try directory.write("data_batch_2.bin", Array(file[..<length]))
    let error = #expect(throws: DatasetError.self) { try CIFAR10().load(directory: directory.path) }
    let rest = (3073 - length % 3073) % 3073
    #expect(error == DatasetError(file: path, .truncated(offset: length, expected: rest)))
  }

  @Test func emptyFileAndBadLabel() throws {
    let directory = try cifar10()
    let path = try directory.write("data_batch_3.bin", [])
    #expect(throws: DatasetError(file: path, .empty)) { try CIFAR10().load(directory: directory.path) }
    try directory.write("data_batch_3.bin", record([1], shade: 1) + record([10], shade: 2))
    #expect(throws: DatasetError(file: path, .labelOutOfRange(item: 1, value: 10, classes: 10))) {
      try CIFAR10().load(directory: directory.path)
    }
  }
}
