/// Every data set kdtop knows, in the order `kdtop datasets` lists them.
public enum DatasetRegistry {
  public static let all: [any DatasetProvider] = [
    Digits(),
    FashionMNIST(),
    MNIST(),
    IDXImages(),
    CIFAR10(),
    CIFAR100(),
    LabelledText(),
  ]

  /// The provider of that name, capitals and `_` for `-` forgiven.
  ///
  /// - Throws: `DatasetError.Problem.unknownDataset`, listing the names there are.
  public static func provider(named name: String) throws(DatasetError) -> any DatasetProvider {
    let wanted = name.lowercased().replacing("_", with: "-")
    guard let provider = all.first(where: { $0.name == wanted }) else {
      throw DatasetError(.unknownDataset(name: name, known: all.map(\.name)))
    }
    return provider
  }
}
