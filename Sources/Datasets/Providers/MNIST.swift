/// The handwritten digits of 1998.
public struct MNIST: DatasetProvider {
  public let name = "mnist"
  public let summary = "70,000 handwritten digits, 28×28 grey, 10 classes"
  public let source = "Y. LeCun, C. Cortes, C. J. C. Burges, 1998, http://yann.lecun.com/exdb/mnist/"
  public let installation =
    "Give the directory with train-images-idx3-ubyte, train-labels-idx1-ubyte and the two t10k files, .gz or not."
  public let classNames = (0...9).map(String.init)
  public let defaultDirectory: String? = nil

  public init() {}

  public func availability(directory: String?) -> DatasetAvailability {
    availability(directory: directory) { place throws(DatasetError) in _ = try locate(place) }
  }

  public func load(directory: String?) throws(DatasetError) -> ImageDataset {
    try locate(directoryOrDefault(directory)).load(name: name, classNames: classNames)
  }

  private func locate(_ directory: String) throws(DatasetError) -> IDXDirectory {
    try IDXDirectory(directory, subdirectories: ["raw", "MNIST/raw"], needsTest: true, installation: installation)
  }
}
