import EventFiles
import Foundation
import RunModel
import Torch

/// A checkpoint on disk: `checkpoints/step-N/` with `state.toml` and one safetensors file a part. A directory of that
/// name is always whole: it is written under another one.
struct Checkpoint: Sendable {
  let path: String
  let state: CheckpointState

  static let stateFile = "state.toml"
  /// What a directory is called until everything in it has reached the disk.
  static let partialEnding = ".partial"
  /// What one is called for the moment in which another takes its place.
  static let asideEnding = ".aside"

  /// Reads the state and checks that every file is as it was written.
  /// - Throws: `CheckpointError`.
  init(path: String) throws(CheckpointError) {
    try self.init(unchecked: path)
    for (name, file) in state.files.sorted(by: { $0.key < $1.key }) {
      let written = try Checkpoint.measure("\(path)/\(name)")
      guard written.bytes == file.bytes else {
        throw .damaged(path: "\(path)/\(name)", reason: "\(written.bytes) bytes long; \(file.bytes) were written")
      }
      guard written.checksum == file.checksum else {
        throw .damaged(path: "\(path)/\(name)", reason: "not as it was written: its checksum differs")
      }
    }
  }

  /// Reads the state alone.
  init(unchecked path: String) throws(CheckpointError) {
    self.path = path
    let file = "\(path)/\(Checkpoint.stateFile)"
    guard let size = (try? FileManager.default.attributesOfItem(atPath: file)[.size]) as? Int else {
      throw .damaged(path: file, reason: "missing, or not readable")
    }
    // What kdtop writes is a few kilobytes.
    guard size <= 1 << 20, let text = try? String(contentsOfFile: file, encoding: .utf8) else {
      throw .damaged(path: file, reason: "not a text of reasonable size")
    }
    state = try CheckpointState(toml: text, file: file)
    guard path.hasSuffix("/step-\(state.step)") else {
      throw .damaged(path: file, reason: "holds step \(state.step), not the one its directory is named after")
    }
    for name in state.files.keys where name.contains("/") || name.hasPrefix(".") {
      throw .damaged(path: file, reason: "names a file outside the checkpoint")
    }
  }

  /// The tensors of a part; nil when the checkpoint has none of that name.
  /// - Throws: `SafetensorsError`, `EngineError`.
  func tensors(_ part: String) throws -> [String: Tensor]? {
    let file = part + ".safetensors"
    guard state.files[file] != nil else { return nil }
    return try SafetensorsFile(path: "\(path)/\(file)").tensors()
  }

  /// A file's length and checksum.
  static func measure(_ file: String) throws(CheckpointError) -> CheckpointState.File {
    let data: Data
    do { data = try Data(contentsOf: URL(fileURLWithPath: file), options: .mappedIfSafe) } catch {
      let isThere = FileManager.default.fileExists(atPath: file)
      throw .damaged(path: file, reason: isThere ? "cannot be read" : "missing")
    }
    return .init(bytes: data.count, checksum: data.withUnsafeBytes { CRC32C.checksum($0) })
  }

  // MARK: - Writing

  /// Puts a checkpoint in its place: written under another name, synced, renamed.
  ///
  /// - Parameter beforeRename: called when everything is on disk under the other name.
  /// - Throws: `CheckpointError.cannotWrite`, `SafetensorsError`; the place is as it was then.
  static func write(_ snapshot: CheckpointSnapshot, to path: String, beforeRename: () throws -> Void) throws {
    let partial = path + partialEnding
    do {
      try? FileManager.default.removeItem(atPath: partial)
      try FileManager.default.createDirectory(atPath: partial, withIntermediateDirectories: true)
      var state = snapshot.state
      for (name, items) in snapshot.files {
        let file = "\(partial)/\(name).safetensors"
        try SafetensorsWriter.write(items, to: file)
        state.files["\(name).safetensors"] = try measure(file)
      }
      for (name, old) in snapshot.unchanged {
        let file = "\(partial)/\(name).safetensors"
        if link(old, file) != 0 { try FileManager.default.copyItem(atPath: old, toPath: file) }
        state.files["\(name).safetensors"] = try measure(file)
      }
      try writeSynced(state.toml(), to: "\(partial)/\(stateFile)")
      try sync(directory: partial)
      try beforeRename()
      try replace(path, with: partial)
      try sync(directory: FilePath.directory(of: path))
    } catch {
      try? FileManager.default.removeItem(atPath: partial)
      if error is CheckpointError || error is SafetensorsError { throw error }
      throw CheckpointError.cannotWrite(path: path, reason: SystemError.reason(error))
    }
  }

  /// The same checkpoint in another run's folder; what both hold takes room once, where the file system can do that.
  func adopted(by folder: CheckpointFolder) throws -> Checkpoint {
    let unchanged = state.files.keys.map { (String($0.dropLast(".safetensors".count)), "\(path)/\($0)") }
    var snapshot = CheckpointSnapshot(
      state: state, files: [:], unchanged: Dictionary(unchanged, uniquingKeysWith: { first, _ in first }))
    snapshot.state.files = [:]
    let place = folder.checkpointPath(state.step)
    try Checkpoint.write(snapshot, to: place) {}
    return try Checkpoint(path: place)
  }

  /// Says what a checkpoint that is there already was written for, too.
  static func relabel(_ path: String, _ reason: CheckpointRecord.Reason) throws {
    var state = try Checkpoint(unchecked: path).state
    guard reason > state.reason else { return }
    state.reason = reason
    let temporary = "\(path)/\(stateFile)\(partialEnding)"
    try writeSynced(state.toml(), to: temporary)
    guard rename(temporary, "\(path)/\(stateFile)") == 0 else {
      throw CheckpointError.cannotWrite(path: path, reason: String(cString: strerror(errno)))
    }
  }

  /// A directory cannot be renamed over one with files in it: the old one steps aside first.
  private static func replace(_ path: String, with new: String) throws(CheckpointError) {
    func move(_ from: String, _ to: String) throws(CheckpointError) {
      if rename(from, to) != 0 { throw .cannotWrite(path: path, reason: String(cString: strerror(errno))) }
    }
    guard FileManager.default.fileExists(atPath: path) else { return try move(new, path) }
    let aside = path + asideEnding
    try? FileManager.default.removeItem(atPath: aside)
    try move(path, aside)
    try move(new, path)
    try? FileManager.default.removeItem(atPath: aside)
  }

  private static func writeSynced(_ text: String, to file: String) throws {
    try Data().write(to: URL(fileURLWithPath: file))
    let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: file))
    defer { try? handle.close() }
    try handle.write(contentsOf: Data(text.utf8))
    try handle.synchronize()
  }

  /// What a directory lists is data of its own, which a power cut may lose.
  private static func sync(directory: String) throws(CheckpointError) {
    let descriptor = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .cannotWrite(path: directory, reason: String(cString: strerror(errno))) }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 || errno == EINVAL || errno == EROFS else {
      throw .cannotWrite(path: directory, reason: String(cString: strerror(errno)))
    }
  }
}

/// The system's own words for what Foundation reports.
enum SystemError {
  static func reason(_ error: any Error) -> String {
    let underlying = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError
    if let underlying, underlying.domain == NSPOSIXErrorDomain {
      return String(cString: strerror(Int32(underlying.code)))
    }
    return error.localizedDescription
  }
}
