import EventFiles
import Foundation

/// The runs that paths on a command line mean.
enum ComparedPaths {
  /// Each path that is a run, and the runs in each directory that is none itself, by name; none twice. A path that is
  /// neither stays in the list: reading it says what is wrong.
  static func expanded(_ paths: [String]) -> [(path: String, isFound: Bool)] {
    var seen: Set<String> = []
    return paths.flatMap(runs).filter { entry in
      seen.insert(URL(fileURLWithPath: entry.path).resolvingSymlinksInPath().path).inserted
    }
  }

  /// `isFound` tells a run that was come upon from one that was asked for.
  private static func runs(at path: String) -> [(path: String, isFound: Bool)] {
    guard let log = try? LogDirectory(path: path), !log.runs.contains("") else { return [(path, false)] }
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    let found = names.sorted().map { path.hasSuffix("/") ? path + $0 : "\(path)/\($0)" }.filter(holdsLog)
    return found.isEmpty ? [(path, false)] : found.map { ($0, true) }
  }

  /// Whether it is a directory with event files of its own, as far as one can tell: of one that cannot be looked into, reading it
  /// says why.
  private static func holdsLog(_ path: String) -> Bool {
    var isDirectory: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory), isDirectory.boolValue else {
      return false
    }
    do {
      return try LogDirectory(path: path).runs.contains("")
    } catch {
      return true
    }
  }
}
