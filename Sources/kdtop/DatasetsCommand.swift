import ArgumentParser
import Datasets

/// `kdtop datasets`.
struct DatasetsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "datasets", abstract: "List the data sets, whether they are here, and how to get them.",
    discussion: "Example: kdtop datasets")

  func run() {
    for provider in DatasetRegistry.all {
      print("\(provider.name): \(provider.summary)")
      print("  \(provider.source)")
      switch provider.availability(directory: nil) {
      case .available(let directory): print("  ready: \(directory)")
      case .needsDirectory: print("  give --data-dir: \(provider.installation)")
      case .missing: print("  not here: \(provider.installation)")
      }
      print("")
    }
  }
}
