/// Finds the four files of an MNIST-like data set in a directory, under the names they go by: with `-idx3-ubyte`
/// or `.idx3-ubyte`, with or without `.gz`, in the directory itself or where torchvision puts them.
struct IDXDirectory {
  let trainingImages: String
  let trainingLabels: String
  /// Images and labels of the test set; nil when there is neither and none is needed.
  let test: (images: String, labels: String)?
  /// The directory they were found in.
  let directory: String

  /// - Parameters:
  ///   - subdirectories: Tried in this order after `directory` itself.
  ///   - needsTest: Whether a directory with no test files at all is an error.
  /// - Throws: `DatasetError`: `missing`, with every name looked for, or `notADirectory`.
  init(
    _ directory: String, subdirectories: [String], needsTest: Bool, installation: String
  ) throws(DatasetError) {
    try FileSearch.requireDirectory(directory, installation: installation)
    let places = [directory] + subdirectories.map { FileSearch.join(directory, $0) }
    let trainingNames = IDXDirectory.names("train-images", dimensions: 3)
    let home = places.first { FileSearch.first(of: trainingNames, in: $0) != nil } ?? directory

    func find(_ stem: String, dimensions: Int) throws(DatasetError) -> String {
      let names = IDXDirectory.names(stem, dimensions: dimensions)
      guard let path = FileSearch.first(of: names, in: home) else {
        throw DatasetError(file: home, .missing(lookedFor: names, installation: installation))
      }
      return path
    }
    self.directory = home
    trainingImages = try find("train-images", dimensions: 3)
    trainingLabels = try find("train-labels", dimensions: 1)
    let testNames = IDXDirectory.names("t10k-images", dimensions: 3) + IDXDirectory.names("t10k-labels", dimensions: 1)
    if !needsTest, FileSearch.first(of: testNames, in: home) == nil {
      test = nil
    } else {
      test = (try find("t10k-images", dimensions: 3), try find("t10k-labels", dimensions: 1))
    }
  }

  /// - Throws: As `IDXPair`.
  func load(name: String, classNames: [String]?) throws(DatasetError) -> ImageDataset {
    let training = try IDXPair(imagePath: trainingImages, labelPath: trainingLabels)
    var testPair: IDXPair?
    if let test { testPair = try IDXPair(imagePath: test.images, labelPath: test.labels) }
    return try IDXPair.load(training: training, test: testPair, name: name, classNames: classNames)
  }

  /// Plain before compressed: no time to decompress.
  static func names(_ stem: String, dimensions: Int) -> [String] {
    ["", ".gz"].flatMap { end in ["-", "."].map { "\(stem)\($0)idx\(dimensions)-ubyte\(end)" } }
  }
}
