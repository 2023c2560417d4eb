import Foundation

/// Why a data set could not be read, split or used: which file, where in it, what was found, what was expected and
/// what to do. `description` says all of it on one line.
public struct DatasetError: Error, Equatable, Sendable {
  /// The file or directory at fault; nil when the request itself was wrong.
  public var file: String?
  public var problem: Problem

  public init(file: String? = nil, _ problem: Problem) {
    self.file = file
    self.problem = problem
  }

  /// Offsets are bytes from the start of the (decompressed) content; items count from 0.
  public enum Problem: Equatable, Sendable {
    /// No data set of that name is registered.
    case unknownDataset(name: String, known: [String])
    /// The data set has no place of its own on this machine and no directory was given.
    case directoryRequired(dataset: String, installation: String)
    /// None of these paths exists.
    case missing(lookedFor: [String], installation: String)
    /// The system would not open or read it.
    case unreadable(reason: String)
    /// A file was expected, this is a directory or a device.
    case notAFile
    /// A directory was expected.
    case notADirectory
    /// The content ends at `offset`; `expected` bytes were to come.
    case truncated(offset: Int, expected: Int)
    /// The compressed content cannot be decompressed past `offset`.
    case corruptCompression(offset: Int, reason: String)
    /// The first four bytes, big-endian, name another format.
    case wrongMagicNumber(found: UInt32, expected: UInt32)
    /// The header's dimensions hold a zero or multiply beyond what kdtop reads.
    case badDimensions([Int], limit: Int)
    /// The header promises more bytes than the file can hold.
    case headerExceedsFile(declared: Int, available: Int)
    /// More content than kdtop holds in memory.
    case tooLarge(limit: Int)
    case trailingBytes(offset: Int)
    case countMismatch(images: Int, labels: Int, labelFile: String)
    /// `[channels, height, width]` differ between the training and the test part.
    case shapeMismatch(training: [Int], test: [Int])
    case labelOutOfRange(item: Int, value: Int, classes: Int)
    case classNameCount(found: Int, expected: Int)
    case empty
    /// A line of a text, from 1, and what is wrong with it.
    case badLine(Int, String)
    /// The content is not of its kind; says why.
    case malformed(String)
    /// A split or subset that these data cannot give; says why.
    case impossibleRequest(String)
  }

  /// What kind of failure it is; decides a program's exit code.
  public enum Category: Sendable, Equatable {
    /// Asked for something that does not exist or cannot be (exit code 64).
    case usage
    /// There is a file and its content is wrong (65).
    case badData
    /// The input is not there or cannot be opened (66).
    case missingInput
  }

  public var category: Category {
    switch problem {
    case .unknownDataset, .directoryRequired, .impossibleRequest: .usage
    case .missing, .unreadable, .notAFile, .notADirectory: .missingInput
    default: .badData
    }
  }
}

extension DatasetError: CustomStringConvertible, LocalizedError {
  public var description: String {
    guard let file else { return explanation }
    return "\(file): \(explanation)"
  }

  public var errorDescription: String? { description }

  private var explanation: String {
    switch problem {
    case .unknownDataset(let name, let known):
      "no data set is called '\(name)'; there are \(known.joined(separator: ", "))"
    case .directoryRequired(let dataset, let installation):
      "\(dataset) needs a directory: give --data-dir DIR. \(installation)"
    case .missing(let names, let installation):
      "not found; looked for \(names.joined(separator: ", ")). \(installation)"
    case .unreadable(let reason):
      "cannot be read: \(reason)"
    case .notAFile:
      "is not a regular file; expected a file, check the path"
    case .notADirectory:
      "is not a directory; --data-dir takes the directory that holds the files"
    case .truncated(let offset, let expected):
      "ends at byte \(offset), \(expected) more expected; download or copy it again"
    case .corruptCompression(let offset, let reason):
      "cannot be decompressed past byte \(offset) of its content: \(reason); download or copy it again"
    case .wrongMagicNumber(let found, let expected):
      "starts with \(hexadecimal(found)) (\(found)), expected \(hexadecimal(expected)) (\(expected)): "
        + "not an IDX file of the right kind; check that images and labels are not exchanged"
    case .badDimensions(let sizes, let limit):
      "header gives the dimensions \(product(sizes)); each must be at least 1 and all together at most \(limit) bytes"
    case .headerExceedsFile(let declared, let available):
      "header promises \(declared) bytes, the file can hold at most \(available); download or copy it again"
    case .tooLarge(let limit):
      "holds more than the \(limit) bytes that kdtop reads into memory"
    case .trailingBytes(let offset):
      "goes on after byte \(offset), where its header says it ends; the header or the file is damaged"
    case .countMismatch(let images, let labels, let labelFile):
      "\(images) images, but \(labelFile) has \(labels) labels; expected as many, check that both belong together"
    case .shapeMismatch(let training, let test):
      "test images are \(product(test)), training images \(product(training)) (channels × height × width); "
        + "expected the same, check that both belong together"
    case .labelOutOfRange(let item, let value, let classes):
      "label of item \(item) is \(value), expected 0 to \(classes - 1); the file is damaged or of another data set"
    case .classNameCount(let found, let expected):
      "names \(found) classes, expected \(expected), one a line"
    case .empty:
      "holds no examples; expected at least one"
    case .badLine(let number, let reason):
      "line \(number) \(reason)"
    case .malformed(let reason), .impossibleRequest(let reason):
      reason
    }
  }

  private func hexadecimal(_ value: UInt32) -> String {
    let digits = String(value, radix: 16)
    return "0x" + String(repeating: "0", count: 8 - digits.count) + digits
  }

  private func product(_ sizes: [Int]) -> String { sizes.map(String.init).joined(separator: "×") }
}
