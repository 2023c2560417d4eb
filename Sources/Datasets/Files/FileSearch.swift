import Glibc

/// Looks for files under the several names they go by. Names only: nothing is opened.
enum FileSearch {
  static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  static func isDirectory(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// - Throws: `DatasetError`: `missing` or `notADirectory`.
  static func requireDirectory(_ path: String, installation: String) throws(DatasetError) {
    guard exists(path) else {
      throw DatasetError(file: path, .missing(lookedFor: ["the directory"], installation: installation))
    }
    guard isDirectory(path) else { throw DatasetError(file: path, .notADirectory) }
  }

  /// The first of `names` that there is in `directory`, as a path.
  static func first(of names: [String], in directory: String) -> String? {
    names.lazy.map { join(directory, $0) }.first(where: exists)
  }

  static func join(_ directory: String, _ name: String) -> String {
    if name.isEmpty { return directory }
    return directory.hasSuffix("/") ? directory + name : directory + "/" + name
  }
}
