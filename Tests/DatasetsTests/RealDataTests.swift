import Testing

@testable import Datasets

/// Numbers worked out from the same files by Python, or published with the data sets.
@Suite struct RealDataTests {
  @Test func digitsAreThoseOfScikitLearn() throws {
    let data = try Digits().load(directory: nil)
    #expect(data.count == 1797)
    #expect(data.shape.dimensions == [1, 8, 8])
    #expect(data.pixels.reduce(0) { $0 + Int($1) } == 561_718)
    #expect(data.pixels.max() == 16)
    #expect(data.testRange == nil)
    let counts = (0..<10).map { label in data.labels.count { $0 == label } }
    #expect(counts == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180])
    // The first image of load_digits(), as scikit-learn's documentation prints it.
    #expect(
      Array(data.rawPixels(at: 0)) == [
        0, 0, 5, 13, 9, 1, 0, 0, 0, 0, 13, 15, 10, 15, 5, 0, 0, 3, 15, 2, 0, 11, 8, 0, 0, 4, 12, 0, 0, 8, 8, 0,
        0, 5, 8, 0, 0, 9, 8, 0, 0, 4, 11, 0, 1, 12, 7, 0, 0, 2, 14, 5, 10, 12, 0, 0, 0, 0, 6, 13, 10, 0, 0, 0,
      ])
    #expect(data.labels(at: [0, 1, 2, 1796]) == [0, 1, 2, 8])
    let pixels = data.normalizedPixels(at: [0], .identity(channels: 1))
    #expect(pixels[3] == 13.0 / 16)
  }

  @Test func digitsAreLookedForBesideTheProgram() {
    #expect(
      Digits.candidates(besides: "/a/b/c/d/kdtop") == [
        "/a/b/c/d/kdtop_Datasets.resources/digits", "/a/b/c/kdtop_Datasets.resources/digits",
        "/a/b/kdtop_Datasets.resources/digits", "/a/kdtop_Datasets.resources/digits", "/a/b/c/d/../share/kdtop/digits",
      ])
    #expect(Digits.candidates(besides: "").count == 5)
  }

  @Test func absentDigitsAreATypedError() throws {
    let directory = try TemporaryDirectory()
    let error = #expect(throws: DatasetError.self) { try Digits().load(directory: directory.path) }
    #expect(error?.category == .missingInput)
    #expect(error?.description.contains("digits-images-idx3-ubyte") == true)
  }

  @Test func fashionImagesOfTheDebianPackage() throws {
    #expect(
      FashionMNIST().availability(directory: nil) == .available(directory: "/usr/share/datasets/fashion-mnist"),
      "apt-get install dataset-fashion-mnist")
    let data = try FashionMNIST().load(directory: nil)
    #expect(data.count == 70_000)
    #expect(data.testRange == 60_000..<70_000)
    #expect(data.shape.dimensions == [1, 28, 28])
    #expect(data.labels(at: [0, 1, 2, 60_000, 60_001]) == [9, 0, 0, 9, 2])
    #expect(data.classNames[9] == "ankle boot")
    for label in 0..<10 {
      #expect(data.labels[..<60_000].count { $0 == label } == 6000)
      #expect(data.labels[60_000...].count { $0 == label } == 1000)
    }
    // The mean and deviation that are in every tutorial.
    let normalization = data.normalization(training: Array(0..<60_000))
    #expect(abs(normalization.mean[0] - 0.2860) < 5e-5)
    #expect(abs(normalization.deviation[0] - 0.3530) < 5e-5)
  }
}
