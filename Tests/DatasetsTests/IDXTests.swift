import Foundation
import Testing

@testable import Datasets

@Suite struct IDXTests {
  private let training = SmallImages(count: 6)
  private let test = SmallImages(count: 3, start: 100)

  /// A directory with all four files, under names that end in `ending` and join with `joint`.
  private func directory(joint: String = "-", ending: String = "", folder: String = "") throws -> TemporaryDirectory {
    let directory = try TemporaryDirectory()
    for (stem, content) in [
      ("train-images\(joint)idx3", training.imageFile), ("train-labels\(joint)idx1", training.labelFile),
      ("t10k-images\(joint)idx3", test.imageFile), ("t10k-labels\(joint)idx1", test.labelFile),
    ] {
      try directory.write(
        "\(folder)\(stem)-ubyte\(ending)", ending == ".gz" ? gzipped(content) : content)
    }
    return directory
  }

  @Test(arguments: ["-", "."], ["", ".gz"])
  func everySpellingIsFound(joint: String, ending: String) throws {
    let directory = try directory(joint: joint, ending: ending)
    for provider in [MNIST(), FashionMNIST(), IDXImages()] as [any DatasetProvider<ImageDataset>] {
      #expect(provider.availability(directory: directory.path) == .available(directory: directory.path))
      let data = try provider.load(directory: directory.path)
      #expect(data.name == provider.name)
      #expect(data.shape.dimensions == [1, 2, 3])
      #expect(data.pixels == training.pixels + test.pixels)
      #expect(data.labels == (training.labels + test.labels).map(Int64.init))
      #expect(data.testRange == 6..<9)
    }
  }

  @Test func torchvisionFoldersAreSearched() throws {
    let directory = try directory(folder: "MNIST/raw/")
    #expect(try MNIST().load(directory: directory.path).count == 9)
    #expect(throws: DatasetError.self) { try FashionMNIST().load(directory: directory.path) }
  }

  @Test func ownImagesNeedNoTestSetAndMayNameClasses() throws {
    let directory = try directory()
    try directory.remove("t10k-images-idx3-ubyte")
    let error = #expect(throws: DatasetError.self) { try IDXImages().load(directory: directory.path) }
    #expect(error?.description.contains("t10k-images.idx3-ubyte.gz") == true)
    try directory.remove("t10k-labels-idx1-ubyte")
    let unnamed = try IDXImages().load(directory: directory.path)
    #expect(unnamed.testRange == nil)
    #expect(unnamed.classNames == ["0", "1", "2"])
    try directory.write("class-names.txt", Array("cat\r\n\u{1b}[31mdog\n\n  red fox\nowl".utf8))
    let named = try IDXImages().load(directory: directory.path)
    #expect(named.classNames == ["cat", "[31mdog", "red fox", "owl"])
    #expect(throws: DatasetError.self) { try MNIST().load(directory: directory.path) }
    try directory.write("class-names.txt", Array("cat\ndog\n".utf8))
    #expect(
      problem { try IDXImages().load(directory: directory.path) } == .labelOutOfRange(item: 2, value: 2, classes: 2))
    try directory.write("class-names.txt", [])
    #expect(problem { try IDXImages().load(directory: directory.path) } == .classNameCount(found: 0, expected: 1))
    try directory.write("class-names.txt", [UInt8](repeating: 65, count: 70_000))
    #expect(problem { try IDXImages().load(directory: directory.path) } == .tooLarge(limit: 65536))
  }

  /// Cut at every byte, header or not, plain or compressed: a typed error that names the file, never a crash.
  @Test(arguments: ["", ".gz"])
  func everyTruncationIsReported(ending: String) throws {
    let directory = try directory(ending: ending)
    for (name, content) in [
      ("train-images-idx3-ubyte", training.imageFile), ("train-labels-idx1-ubyte", training.labelFile),
      ("t10k-images-idx3-ubyte", test.imageFile), ("t10k-labels-idx1-ubyte", test.labelFile),
    ] {
      let file = ending == ".gz" ? try gzipped(content) : content
      for length in 0..<file.count {
        let path = try directory.write(name + ending, Array(file[..<length]))
        let error = #expect(throws: DatasetError.self) { try MNIST().load(directory: directory.path) }
        #expect(error?.file == path, "cut at \(length)")
        #expect(error?.category == .badData)
      }
      try directory.write(name + ending, file)
    }
    #expect(try MNIST().load(directory: directory.path).count == 9)
  }

  @Test func truncationSaysWhere() throws {
    let directory = try directory()
    try directory.write("train-images-idx3-ubyte", Array(training.imageFile[..<10]))
    #expect(problem { try MNIST().load(directory: directory.path) } == .truncated(offset: 10, expected: 2))
    try directory.write("train-images-idx3-ubyte", Array(training.imageFile[..<20]))
    #expect(
      problem { try MNIST().load(directory: directory.path) } == .headerExceedsFile(declared: 36, available: 4))
  }

  @Test func damagedCompressionIsReported() throws {
    let directory = try directory(ending: ".gz")
    var file = try gzipped(training.imageFile)
    file[file.count - 6] ^= 0xff  // in the checksum, so that only reading to the very end finds it
    try directory.write("train-images-idx3-ubyte.gz", file)
    let error = #expect(throws: DatasetError.self) { try MNIST().load(directory: directory.path) }
    guard case .corruptCompression = error?.problem else {
      Issue.record("expected corruptCompression, got \(String(describing: error))")
      return
    }
  }

  @Test func wrongMagicNumberIsShown() throws {
    let directory = try directory()
    try directory.write("train-images-idx3-ubyte", training.labelFile)
    let error = #expect(throws: DatasetError.self) { try MNIST().load(directory: directory.path) }
    #expect(error?.problem == .wrongMagicNumber(found: 2049, expected: 2051))
    #expect(error?.description.contains("0x00000801 (2049)") == true)
  }

  @Test(arguments: [
    [6, 0, 3], [6, 2, 0], [UInt32.max, UInt32.max, UInt32.max], [UInt32.max, 2, 3], [65536, 65536, 1], [7, 2, 3],
  ])
  func hostileHeadersAskForNoMemory(dimensions: [UInt32]) throws {
    for ending in ["", ".gz"] {
      let directory = try directory(ending: ending)
      let file = idx(dimensions, training.pixels)
      let path = try directory.write("train-images-idx3-ubyte\(ending)", ending == "" ? file : gzipped(file))
      let error = #expect(throws: DatasetError.self) { try MNIST().load(directory: directory.path) }
      #expect(error?.file == path)
    }
  }

  @Test func emptySetIsRefused() throws {
    let directory = try directory()
    try directory.write("train-images-idx3-ubyte", idx([0, 28, 28], []))
    #expect(problem { try MNIST().load(directory: directory.path) } == .empty)
  }

  @Test(arguments: ["", ".gz"])
  func trailingBytesAreRefused(ending: String) throws {
    let directory = try directory(ending: ending)
    let file = training.imageFile + [7]
    try directory.write("train-images-idx3-ubyte\(ending)", ending == "" ? file : gzipped(file))
    #expect(problem { try MNIST().load(directory: directory.path) } == .trailingBytes(offset: 52))
  }

  @Test func zipBombStaysSmall() throws {
    let directory = try directory(ending: ".gz")
    let bomb = try gzipped(training.imageFile + [UInt8](repeating: 0, count: 50_000_000))
    try directory.write("train-images-idx3-ubyte.gz", bomb)
    #expect(problem { try MNIST().load(directory: directory.path) } == .trailingBytes(offset: 52))
  }

  @Test func imagesAndLabelsMustBelongTogether() throws {
    let directory = try directory()
    let labels = try directory.write("train-labels-idx1-ubyte", SmallImages(count: 5).labelFile)
    #expect(
      problem { try MNIST().load(directory: directory.path) }
        == .countMismatch(images: 6, labels: 5, labelFile: labels))
    try directory.write("train-labels-idx1-ubyte", training.labelFile)
    try directory.write("t10k-images-idx3-ubyte", idx([3, 3, 2], test.pixels))
    #expect(
      problem { try MNIST().load(directory: directory.path) } == .shapeMismatch(training: [1, 2, 3], test: [1, 3, 2]))
  }

  @Test func labelOutOfRangeSaysWhich() throws {
    let directory = try directory()
    let path = try directory.write("t10k-labels-idx1-ubyte", idx([3], [0, 1, 10]))
    let error = #expect(throws: DatasetError.self) { try MNIST().load(directory: directory.path) }
    #expect(error == DatasetError(file: path, .labelOutOfRange(item: 2, value: 10, classes: 10)))
    #expect(error?.description.contains("label of item 2 is 10, expected 0 to 9") == true)
  }
}

/// What `body` throws is wrong with a data set; nil when it throws nothing of the kind.
func problem<Result>(_ body: () throws -> Result) -> DatasetError.Problem? {
  do {
    _ = try body()
    return nil
  } catch {
    return (error as? DatasetError)?.problem
  }
}
