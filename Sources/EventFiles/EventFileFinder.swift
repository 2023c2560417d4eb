import Foundation

/// Finds the event files under a path, by run.
struct EventFileFinder {
  /// How far a search goes.
  struct Limits {
    /// Directories below the one that was asked for.
    var depth = 12
    /// Entries of directories looked at in all.
    var entries = 200_000
    /// Event files in all.
    var files = 10_000
  }

  /// The event files of one run, in the order in which they were written.
  struct Run: Equatable {
    /// Path of its directory relative to where the search began, without control characters; empty for the
    /// directory itself.
    var name: String
    var paths: [String]
  }

  private let limits: Limits
  private var visited: Set<[UInt64]> = []
  private var entries = 0
  private var files = 0
  private var runs: [Run] = []
  /// Whether something was left out because of the limits.
  private(set) var isIncomplete = false

  init(limits: Limits = Limits()) { self.limits = limits }

  /// The runs under `path`, a directory or one event file, by name.
  ///
  /// - Throws: `missing`, `notAFile`, `cannotOpen` for `path` itself; what cannot be read below it is left out.
  mutating func runs(under path: String) throws(EventFileError) -> [Run] {
    var status = stat()
    guard stat(path, &status) == 0 else {
      throw errno == ENOENT || errno == ENOTDIR
        ? EventFileError(.missing, path: path) : EventFileError(.cannotOpen, path: path, errno: errno)
    }
    (visited, entries, files, runs, isIncomplete) = ([], 0, 0, [], false)
    if status.st_mode & S_IFMT == S_IFREG { return [Run(name: "", paths: [path])] }
    guard status.st_mode & S_IFMT == S_IFDIR else { throw EventFileError(.notAFile, path: path) }
    if let code = search(path, relative: "", depth: 0, status) {
      throw EventFileError(.cannotOpen, path: path, errno: code)
    }
    return runs.sorted { $0.name < $1.name }
  }

  /// Searches a directory and those in it. The error number, if it cannot be read.
  private mutating func search(_ path: String, relative: String, depth: Int, _ status: stat) -> Int32? {
    // A symbolic link to a directory above leads to one that was visited.
    guard visited.insert([UInt64(status.st_dev), UInt64(status.st_ino)]).inserted else { return nil }
    guard let directory = opendir(path) else { return errno }
    defer { closedir(directory) }
    var names: [EventFileName] = []
    var directories: [(name: String, status: stat)] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name == "." || name == ".." { continue }
      entries += 1
      guard entries <= limits.entries else {
        isIncomplete = true
        break
      }
      let type = Int32(entry.pointee.d_type)
      let file = EventFileName(name)
      // Most entries are neither; asking about each would cost as much as all the rest.
      guard file.isEventFile || type != Int32(DT_REG) else { continue }
      var status = stat()
      guard stat(Self.join(path, name), &status) == 0 else { continue }
      switch status.st_mode & S_IFMT {
      case S_IFREG where file.isEventFile: names.append(file)
      case S_IFDIR: directories.append((name, status))
      default: break
      }
    }
    add(names, in: path, relative: relative)
    for directory in directories.sorted(by: { $0.name < $1.name }) {
      guard depth < limits.depth else {
        isIncomplete = true
        break
      }
      let name = relative.isEmpty ? directory.name : relative + "/" + directory.name
      _ = search(Self.join(path, directory.name), relative: name, depth: depth + 1, directory.status)
    }
    return nil
  }

  private mutating func add(_ names: [EventFileName], in path: String, relative: String) {
    if names.count > limits.files - files { isIncomplete = true }
    let kept = names.sorted(by: EventFileName.precedes).prefix(max(0, limits.files - files))
    guard !kept.isEmpty else { return }
    files += kept.count
    runs.append(Run(name: Self.printable(relative), paths: kept.map { Self.join(path, $0.name) }))
  }

  private static func join(_ directory: String, _ name: String) -> String {
    directory.hasSuffix("/") ? directory + name : directory + "/" + name
  }

  /// Without control characters: a directory's name could otherwise send commands to a terminal.
  static func printable(_ name: String) -> String {
    let kept = name.unicodeScalars.filter { scalar in
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator: false
      default: true
      }
    }
    return String(String.UnicodeScalarView(kept))
  }
}
