import Foundation
import RunModel

/// A run's `checkpoints` directory.
public struct CheckpointFolder: Sendable {
  /// A checkpoint that is there.
  struct Entry: Equatable, Sendable {
    var step: Int
    var reason: CheckpointRecord.Reason
    /// Bytes it takes that no other checkpoint shares.
    var bytes: Int
  }

  public let path: String

  /// - Parameter run: the run's directory.
  public init(run: String) { path = run + "/checkpoints" }

  func checkpointPath(_ step: Int) -> String { "\(path)/step-\(step)" }

  /// Steps of the checkpoints there are, ascending; what was not finished does not count. None where there is no directory.
  /// - Throws: `CheckpointError.damaged` where it cannot be listed: what is in it would be taken for nothing.
  func steps() throws(CheckpointError) -> [Int] {
    let names: [String]
    do { names = try FileManager.default.contentsOfDirectory(atPath: path) } catch {
      guard FileManager.default.fileExists(atPath: path) else { return [] }
      throw .damaged(path: path, reason: "cannot be read; is it a directory, and may you list it?")
    }
    return names.compactMap { name in
      guard name.hasPrefix("step-"), let step = Int(name.dropFirst(5)), step >= 0, name == "step-\(step)" else {
        return nil
      }
      return step
    }.sorted()
  }

  /// The newest checkpoint at `step` or before that is whole, damaged ones being passed over; nil when there is none.
  /// - Parameter damaged: told of each that was.
  func newest(through step: Int, damaged: (CheckpointError) -> Void) throws(CheckpointError) -> Checkpoint? {
    for candidate in try steps().reversed() where candidate <= step {
      do throws(CheckpointError) {
        return try Checkpoint(path: checkpointPath(candidate))
      } catch {
        // One that a newer kdtop wrote is no reason to begin again.
        if case .format = error { throw error }
        damaged(error)
      }
    }
    return nil
  }

  /// The state of every checkpoint, ascending. One that a run under way thins out meanwhile is no longer there.
  /// - Throws: `CheckpointError.damaged`: an earlier one would be taken for the latest.
  func states() throws(CheckpointError) -> [CheckpointState] {
    var states: [CheckpointState] = []
    for directory in try steps().map(checkpointPath) {
      do { states.append(try Checkpoint(unchecked: directory).state) } catch {
        if FileManager.default.fileExists(atPath: directory) { throw error }
      }
    }
    return states
  }

  /// What is there, and how much room it takes. Parts shared by several checkpoints count for the first of them. What cannot
  /// be read is left out: nobody thins it out.
  func entries() -> [Entry] {
    var seen: Set<UInt64> = []
    return ((try? steps()) ?? []).compactMap { step in
      let directory = checkpointPath(step)
      guard let state = try? Checkpoint(unchecked: directory).state else { return nil }
      var bytes = 0
      for name in state.files.keys {
        var info = stat()
        if stat("\(directory)/\(name)", &info) == 0, seen.insert(UInt64(info.st_ino)).inserted {
          bytes += Int(info.st_size)
        }
      }
      return Entry(step: step, reason: state.reason, bytes: bytes)
    }
  }

  /// Removes checkpoints; renamed first, so that half of one is never taken for a whole.
  /// - Returns: the steps of those that are gone. Of one that is renamed, what cannot be removed is no checkpoint any more.
  @discardableResult
  func remove(_ steps: [Int]) -> [Int] {
    steps.filter { step in
      let going = checkpointPath(step) + Checkpoint.partialEnding
      guard rename(checkpointPath(step), going) == 0 else { return errno == ENOENT }
      try? FileManager.default.removeItem(atPath: going)
      return true
    }
  }

  /// Removes what a run that was killed left unfinished, and puts back what was to be replaced and was not.
  func removeUnfinished() {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    for name in names where name.hasPrefix("step-") && name.hasSuffix(Checkpoint.asideEnding) {
      let (aside, place) = ("\(path)/\(name)", "\(path)/\(name.dropLast(Checkpoint.asideEnding.count))")
      if rename(aside, place) != 0 { try? FileManager.default.removeItem(atPath: aside) }
    }
    for name in names where name.hasPrefix("step-") && name.hasSuffix(Checkpoint.partialEnding) {
      try? FileManager.default.removeItem(atPath: "\(path)/\(name)")
    }
  }
}
