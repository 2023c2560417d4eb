import Foundation

/// What went wrong with an event file or a log directory, where, and what to do about it.
public struct EventFileError: Error, Equatable, Sendable {
  public enum Problem: Sendable, Equatable {
    /// The bytes are not TensorBoard records.
    case notAnEventFile
    /// Nothing is at the path.
    case missing
    /// The path is neither a regular file nor a directory.
    case notAFile
    case cannotOpen
    case cannotRead
    case cannotCreate
    case cannotWrite
    /// The event is too large for one record (256 MiB).
    case eventTooLarge
    /// The writer has been closed.
    case closed
  }

  public var problem: Problem
  /// The file or directory.
  public var path: String
  /// Bytes from the start of the file, where that says something.
  public var offset: Int?
  /// The system's error number, for example `ENOSPC`; nil where no system call failed.
  public var errno: Int32?

  public init(_ problem: Problem, path: String, offset: Int? = nil, errno: Int32? = nil) {
    self.problem = problem
    self.path = path
    self.offset = offset
    self.errno = errno
  }
}

extension EventFileError: CustomStringConvertible, LocalizedError {
  /// One line: path, offset, what is wrong and what to do.
  public var description: String {
    let place = offset.map { "\(path), byte \($0)" } ?? path
    let reason = errno.map { " (\(String(cString: strerror($0))))" } ?? ""
    return "\(place): \(whatIsWrong)\(reason); \(whatToDo)"
  }

  public var errorDescription: String? { description }

  /// What is wrong, without the path.
  public var whatIsWrong: String {
    switch problem {
    case .notAnEventFile: "no TensorBoard record here, so this is not an event file"
    case .missing: "no such file or directory"
    case .notAFile: "neither a regular file nor a directory"
    case .cannotOpen: "cannot open"
    case .cannotRead: "cannot read"
    case .cannotCreate: "cannot create an event file"
    case .cannotWrite: "cannot write"
    case .eventTooLarge: "an event does not fit into one record of 256 MiB"
    case .closed: "the log is closed"
    }
  }

  /// What the user can do.
  public var whatToDo: String {
    switch (problem, errno) {
    case (_, ENOSPC), (_, EDQUOT): "free some space on that disk"
    case (_, EFBIG): "raise the file size limit (ulimit -f)"
    case (_, EACCES), (_, EPERM): "check the permissions"
    case (_, EROFS): "choose a directory that can be written"
    case (_, EMFILE), (_, ENFILE): "close some programs or raise the limit of open files (ulimit -n)"
    case (.notAnEventFile, _): "give a run's directory or a file named events.out.tfevents.…"
    case (.missing, _), (.notAFile, _): "check the path"
    case (.cannotOpen, _), (.cannotRead, _): "check that the disk is there and readable"
    case (.cannotCreate, _), (.cannotWrite, _): "check that the directory exists and can be written"
    case (.eventTooLarge, _): "log a smaller tensor or text"
    case (.closed, _): "open a new log"
    }
  }
}
