import Foundation
import Glibc
import Testing

@testable import Datasets

@Suite struct MissingFileTests {
  @Test func namesLookedForAreListed() throws {
    let directory = try TemporaryDirectory()
    let error = #expect(throws: DatasetError.self) { try MNIST().load(directory: directory.path) }
    for name in ["train-images-idx3-ubyte", "train-images.idx3-ubyte", "train-images-idx3-ubyte.gz"] {
      #expect(error?.description.contains(name) == true)
    }
    #expect(error?.category == .missingInput)
  }

  @Test func absentDirectoryAndFileForDirectory() throws {
    let directory = try TemporaryDirectory()
    let file = try directory.write("file", [1])
    for provider in DatasetRegistry.all where provider.name != "digits" {
      #expect(problem { try provider.load(directory: file) } == .notADirectory, "\(provider.name)")
      let error = #expect(throws: DatasetError.self) { try provider.load(directory: directory.path + "/none") }
      #expect(error?.category == .missingInput)
      guard case .missing = provider.availability(directory: directory.path) else {
        Issue.record("\(provider.name) is not in an empty directory")
        continue
      }
    }
  }

  @Test func directoryWithoutDefaultIsAskedFor() throws {
    for provider in [MNIST(), IDXImages(), CIFAR10(), CIFAR100(), LabelledText()] as [any DatasetProvider] {
      #expect(provider.availability(directory: nil) == .needsDirectory)
      let error = #expect(throws: DatasetError.self) { try provider.load(directory: nil) }
      #expect(error?.category == .usage)
      #expect(error?.description.contains("--data-dir") == true)
    }
  }

  @Test func directoryInPlaceOfAFile() throws {
    let directory = try TemporaryDirectory()
    try directory.write("train-images-idx3-ubyte/x", [])
    try directory.write("train-labels-idx1-ubyte", SmallImages(count: 6).labelFile)
    #expect(problem { try IDXImages().load(directory: directory.path) } == .notAFile)
  }

  @Test func pipeInPlaceOfAFileDoesNotWait() throws {
    let directory = try TemporaryDirectory()
    #expect(mkfifo(directory.path + "/train-images-idx3-ubyte", 0o600) == 0)
    try directory.write("train-labels-idx1-ubyte", SmallImages(count: 6).labelFile)
    #expect(problem { try IDXImages().load(directory: directory.path) } == .notAFile)
  }

  @Test func unreadableFileSaysWhy() throws {
    let directory = try TemporaryDirectory()
    // A link to itself cannot be opened, whoever runs the test.
    let path = directory.path + "/loop"
    try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: path)
    let error = #expect(throws: DatasetError.self) { try ByteSource(path: path) }
    #expect(error?.problem == .unreadable(reason: "Too many levels of symbolic links"))
  }

  @Test func unknownNameListsTheKnownOnes() throws {
    #expect(try DatasetRegistry.provider(named: "Fashion_MNIST").name == "fashion-mnist")
    let error = #expect(throws: DatasetError.self) { try DatasetRegistry.provider(named: "imagenet") }
    for provider in DatasetRegistry.all { #expect(error?.description.contains(provider.name) == true) }
  }

  @Test func everyProviderDescribesItself() {
    for provider in DatasetRegistry.all {
      #expect(!provider.summary.isEmpty && !provider.summary.contains("\n"))
      #expect(!provider.source.isEmpty)
      #expect(!provider.installation.isEmpty)
    }
    #expect(Set(DatasetRegistry.all.map(\.name)).count == DatasetRegistry.all.count)
  }
}
