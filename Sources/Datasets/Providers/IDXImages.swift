/// Your own grey images in MNIST's format, of any size. There are as many classes as `class-names.txt` has lines,
/// or, without that file, as the largest label asks for. The two t10k files may be left out.
public struct IDXImages: DatasetProvider {
  public let name = "idx"
  public let summary = "your own grey images as MNIST-style IDX files, any size, up to 256 classes"
  public let source = "your own; the format is described at http://yann.lecun.com/exdb/mnist/"
  public let installation =
    "Give the directory with train-images-idx3-ubyte and train-labels-idx1-ubyte, .gz or not; t10k-… (a test set) "
    + "and class-names.txt (one name a line) are used if they are there."
  public let classNames: [String] = []
  public let defaultDirectory: String? = nil

  public init() {}

  public func availability(directory: String?) -> DatasetAvailability {
    availability(directory: directory) { place throws(DatasetError) in _ = try locate(place) }
  }

  public func load(directory: String?) throws(DatasetError) -> ImageDataset {
    let files = try locate(directoryOrDefault(directory))
    let names = try ClassNameFile.read(FileSearch.join(files.directory, "class-names.txt"), expected: nil)
    return try files.load(name: name, classNames: names)
  }

  private func locate(_ directory: String) throws(DatasetError) -> IDXDirectory {
    try IDXDirectory(directory, subdirectories: ["raw"], needsTest: false, installation: installation)
  }
}
