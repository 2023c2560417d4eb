import Foundation

/// Why a file is not a safetensors file, or could not be read or written.
public struct SafetensorsError: Error, Equatable, Sendable {
  /// What is wrong.
  public enum Problem: Equatable, Sendable {
    case cannotRead(String)
    case cannotWrite(String)
    /// Fewer than the eight bytes of the header's length.
    case tooShort
    /// More than 100 MB of header.
    case headerTooLarge(UInt64)
    /// A header longer than the file.
    case headerBeyondFile(UInt64)
    case headerNotUTF8
    case headerStart
    /// Not JSON, or not of the form a header has.
    case header(String)
    case duplicateName
    case unknownType(String)
    /// Offsets that leave a hole, overlap, or run backwards.
    case offsets
    /// The shape and type need another number of bytes than the offsets span.
    case size(expected: Int, found: Int)
    /// The shape has more elements than can be counted.
    case overflow
    /// The tensors end before or after the file does.
    case buffer(expected: Int, found: Int)
    case noSuchTensor
    /// A type that cannot be turned into what was asked for.
    case unsupportedType(String)
  }

  public let file: String
  /// The tensor at fault, where one is.
  public let tensor: String?
  public let problem: Problem

  public init(file: String, tensor: String? = nil, _ problem: Problem) {
    self.file = file
    self.tensor = tensor
    self.problem = problem
  }
}

extension SafetensorsError: LocalizedError, CustomStringConvertible {
  public var description: String {
    "\(file): " + (tensor.map { "tensor \"\($0)\": " } ?? "") + text
  }

  public var errorDescription: String? { description }

  private var text: String {
    switch problem {
    case .cannotRead(let reason): "cannot be read: \(reason)"
    case .cannotWrite(let reason): "cannot be written: \(reason)"
    case .tooShort: "too short for a safetensors file"
    case .headerTooLarge(let size): "a header of \(size) bytes; 100,000,000 are allowed"
    case .headerBeyondFile(let size): "a header of \(size) bytes, longer than the file"
    case .headerNotUTF8: "the header is not UTF-8"
    case .headerStart: "the header does not start with {"
    case .header(let reason): "the header is malformed: \(reason)"
    case .duplicateName: "named twice in the header"
    case .unknownType(let type): "unknown type \(type)"
    case .offsets: "its offsets leave a hole, overlap another tensor or run backwards"
    case .size(let expected, let found): "its shape and type need \(expected) bytes, its offsets span \(found)"
    case .overflow: "its shape has too many elements"
    case .buffer(let expected, let found): "the tensors need \(expected) bytes, the file holds \(found)"
    case .noSuchTensor: "is not in the file"
    case .unsupportedType(let type): "its type \(type) is not one kdtop can use"
    }
  }
}
