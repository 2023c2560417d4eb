import ArgumentParser
import Datasets

/// `kdtop datasets`.
struct DatasetsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "datasets", abstract: "List the data sets, whether they are here, and how to get them.",
    discussion: "Example: kdtop datasets")

  func run() throws {
    let entries = DatasetRegistry.all.map { provider in
      let state =
        switch provider.availability(directory: nil) {
        case .available(let directory): "ready: \(directory)"
        case .needsDirectory: "give --data-dir: \(provider.installation)"
        case .missing: "not here: \(provider.installation)"
        }
      return "\(provider.name): \(provider.summary)\n  \(provider.source)\n  \(state)"
    }
    try StandardStream.output.print(entries.joined(separator: "\n\n"))
  }
}
