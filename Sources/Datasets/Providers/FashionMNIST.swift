/// Zalando's clothes: as large as MNIST and harder. Debian packages it.
public struct FashionMNIST: DatasetProvider {
  public let name = "fashion-mnist"
  public let summary = "70,000 pictures of clothes, 28×28 grey, 10 classes"
  public let source = "H. Xiao, K. Rasul, R. Vollgraf, 2017, https://github.com/zalandoresearch/fashion-mnist, MIT"
  public let installation =
    "Install Debian's package: apt-get install dataset-fashion-mnist; or give a directory with its four IDX files."
  public let classNames = [
    "T-shirt/top", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "ankle boot",
  ]
  public let defaultDirectory: String? = "/usr/share/datasets/fashion-mnist"

  public init() {}

  public func availability(directory: String?) -> DatasetAvailability {
    availability(directory: directory) { place throws(DatasetError) in _ = try locate(place) }
  }

  public func load(directory: String?) throws(DatasetError) -> ImageDataset {
    try locate(directoryOrDefault(directory)).load(name: name, classNames: classNames)
  }

  private func locate(_ directory: String) throws(DatasetError) -> IDXDirectory {
    try IDXDirectory(
      directory, subdirectories: ["raw", "FashionMNIST/raw"], needsTest: true, installation: installation)
  }
}
