/// Small colour photographs of a hundred kinds of things; the fine labels are used.
public struct CIFAR100: DatasetProvider {
  public let name = "cifar-100"
  public let summary = "60,000 colour photographs, 32×32, 100 classes"
  public let source = "A. Krizhevsky, 2009, https://www.cs.toronto.edu/~kriz/cifar.html"
  public let installation =
    "Download and unpack the binary version, cifar-100-binary.tar.gz, and give the directory it is in."
  public let classNames = CIFAR100.fineNames.split(whereSeparator: \.isWhitespace).map(String.init)
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
      name: name, archiveFolder: "cifar-100-binary", trainingFiles: ["train.bin"], testFile: "test.bin",
      classNameFile: "fine_label_names.txt", labelBytes: 2, classNames: classNames, installation: installation)
  }

  /// In the order of the archive's own `fine_label_names.txt`.
  private static let fineNames = """
    apple aquarium_fish baby bear beaver bed bee beetle bicycle bottle bowl boy bridge bus butterfly camel can castle
    caterpillar cattle chair chimpanzee clock cloud cockroach couch crab crocodile cup dinosaur dolphin elephant
    flatfish forest fox girl hamster house kangaroo keyboard lamp lawn_mower leopard lion lizard lobster man maple_tree
    motorcycle mountain mouse mushroom oak_tree orange orchid otter palm_tree pear pickup_truck pine_tree plain plate
    poppy porcupine possum rabbit raccoon ray road rocket rose sea seal shark shrew skunk skyscraper snail snake spider
    squirrel streetcar sunflower sweet_pepper table tank telephone television tiger tractor train trout tulip turtle
    wardrobe whale willow_tree wolf woman worm
    """
}
