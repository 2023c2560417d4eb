/// One data set that `--dataset NAME` can ask for: what it is, where it comes from, whether it is here, and how to
/// load it. A new one is a file in `Providers/` and a line in `DatasetRegistry`.
public protocol DatasetProvider<Items>: Sendable {
  /// What its items are: `ImageDataset` or `TextDataset`.
  associatedtype Items: LabelledItems

  /// As typed after `--dataset`.
  var name: String { get }
  /// One line: what it is and how big.
  var summary: String { get }
  /// Who made it and where it is published, with its licence where known.
  var source: String { get }
  /// How to get it onto this machine, one sentence.
  var installation: String { get }
  /// Class names where they are known beforehand; empty where the files decide.
  var classNames: [String] { get }
  /// Where it is when no directory is given; nil when one must be given.
  var defaultDirectory: String? { get }

  /// Whether `load(directory:)` would find its files. Looks at names only, never inside.
  func availability(directory: String?) -> DatasetAvailability
  /// Reads everything into memory.
  ///
  /// - Parameter directory: Where the files are (`--data-dir`); nil means `defaultDirectory`.
  /// - Throws: `DatasetError` naming the file and the place in it.
  func load(directory: String?) throws(DatasetError) -> Items
}

/// Whether a data set can be loaded here and now.
public enum DatasetAvailability: Sendable, Equatable {
  case available(directory: String)
  /// Nothing is wrong, but only the user knows where the files are.
  case needsDirectory
  /// Some file is not there; `reason` says which, and what to do.
  case missing(reason: String)
}

extension DatasetProvider {
  /// Whether its items are sentences, which language models read.
  public var holdsText: Bool { Items.self == TextDataset.self }

  /// The directory to read: the given one, else the default one.
  func directoryOrDefault(_ directory: String?) throws(DatasetError) -> String {
    guard let place = directory ?? defaultDirectory else {
      throw DatasetError(.directoryRequired(dataset: name, installation: installation))
    }
    return place
  }

  /// Turns the outcome of looking for the files into an answer.
  func availability(
    directory: String?, locate: (String) throws(DatasetError) -> Void
  ) -> DatasetAvailability {
    guard let place = directory ?? defaultDirectory else { return .needsDirectory }
    do throws(DatasetError) {
      try locate(place)
      return .available(directory: place)
    } catch {
      return .missing(reason: error.description)
    }
  }
}
