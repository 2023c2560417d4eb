import EventFiles
import Foundation
import RunModel
import Training

/// The runs that a run was forked from: what was before the fork is in their logs.
enum Lineage {
  /// Generations that are followed, at most: a log may name itself as its parent.
  private static let longest = 32
  /// A run says what it is with its first events.
  private static let lookedAt = 64

  /// What the log says of its parent; nil for a run that is no fork, and for other programs' logs.
  static func parent(of log: LogDirectory) -> RunDescription.Parent? {
    guard let file = log.files.first(where: { FilePath.directory(of: $0) == log.path }) ?? log.files.first,
      log.runs.first == ""
    else { return nil }
    let reader = EventFileReader(path: file)
    let store = RunStore()
    for _ in 0..<lookedAt {
      guard let event = try? reader.next() else { return nil }
      store.apply(event)
      if let description = RunView(store).description { return description.parent }
    }
    return nil
  }

  /// Puts what came before the fork into `store` as the run's own, and what the parent did after it as another run's.
  /// - Parameter child: the fork's directory, beside which a parent is looked for that has been moved.
  /// - Returns: the run whose log is missing, or cannot be read; nil when all is there.
  static func apply(_ parent: RunDescription.Parent, of child: String, to store: RunStore) -> String? {
    apply(parent, of: child, to: store, showsRest: true, generation: 0)
  }

  private static func apply(
    _ parent: RunDescription.Parent, of child: String, to store: RunStore, showsRest: Bool, generation: Int
  ) -> String? {
    guard generation < longest, let path = place(of: parent, child: child), let log = try? LogDirectory(path: path)
    else { return parent.run }
    var missing: String?
    if let older = Lineage.parent(of: log) {
      missing = apply(
        .init(run: older.run, step: min(older.step, parent.step)), of: path, to: store, showsRest: false,
        generation: generation + 1)
    }
    let name = FilePath.name(of: path)
    // Read once: a parent that is being trained meanwhile goes on in its own way.
    do {
      try log.read { logged in
        guard logged.run.isEmpty else { return }
        var event = logged.event
        let isStart = event.content == .sessionStart
        if event.step <= parent.step || isStart && event.step == parent.step + 1 { store.apply(event) }
        guard showsRest, event.step > parent.step else { return }
        switch event.content {
        case .scalars, .sessionStart:
          // They happened in a time that the fork knows nothing of.
          event.wallTime = store.wallTimes.last ?? event.wallTime
          store.apply(event, run: name)
        default: break
        }
      }
    } catch { return parent.run }
    return missing
  }

  /// Where the parent is: where it was, or beside the child under its old name.
  static func place(of parent: RunDescription.Parent, child: String) -> String? {
    let name = FilePath.name(of: parent.run)
    let beside = FilePath.directory(of: child).isEmpty ? name : "\(FilePath.directory(of: child))/\(name)"
    return [parent.run, beside].first { FileManager.default.fileExists(atPath: "\($0)/run.toml") }
  }
}

extension LoadedLog {
  /// What is known of a run before it goes on: for a fork its parent's log, for one that is resumed its own.
  static func past(of start: RunStart) throws -> RunStore {
    if let parent = start.parent {
      let store = RunStore()
      _ = Lineage.apply(parent, of: start.directory.path, to: store)
      return store
    }
    guard start.isResumed else { return RunStore() }
    do { return try LoadedLog(start.directory.path).store } catch is InputMissing {
      // It was killed before it logged anything.
      return RunStore()
    }
  }
}
