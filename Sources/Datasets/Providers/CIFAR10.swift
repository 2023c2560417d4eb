/// Small colour photographs of ten kinds of things.
public struct CIFAR10: DatasetProvider {
  public let name = "cifar-10"
  public let summary = "60,000 colour photographs, 32×32, 10 classes"
  public let source = "A. Krizhevsky, 2009, https://www.cs.toronto.edu/~kriz/cifar.html"
  public let installation =
    "Download and unpack the binary version, cifar-10-binary.tar.gz, and give the directory it is in."
  public let classNames = [
    "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck",
  ]
  public let defaultDirectory: String? = nil

  public init() {}

  public func availability(directory: String?) -> DatasetAvailability {
    availability(directory: directory) { place throws(DatasetError) in _ = try files.locate(place) }
  }

  public func load(directory: String?) throws(DatasetError) -> ImageDataset {
    try files.load(directoryOrDefault(directory))
  }

  private var files: CIFARDirectory {
    CIFARDirectory(
      name: name, archiveFolder: "cifar-10-batches-bin", trainingFiles: (1...5).map { "data_batch_\($0).bin" },
      testFile: "test_batch.bin", classNameFile: "batches.meta.txt", labelBytes: 1, classNames: classNames,
      installation: installation)
  }
}
