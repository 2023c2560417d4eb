import CTorchAPI
import Foundation

/// The tensor engine: libkdtop-engine, opened once, when first needed.
public enum Engine {
  typealias Table = UnsafePointer<KDEngine>

  /// The open library's functions.
  struct Library: @unchecked Sendable {
    let table: Table
    let path: String
  }

  /// The command the errors tell people to run.
  static let buildCommand = "swift build"

  private static let library = Result<Library, EngineError> { () throws(EngineError) in try open() }

  /// The engine's functions. Throws `EngineError` when it is not built, cannot be opened or is of another version.
  static func table() throws(EngineError) -> Table {
    try library.get().table
  }

  /// The file the engine was opened from. Throws `EngineError`.
  public static func path() throws(EngineError) -> String {
    try library.get().path
  }

  /// The library under the engine, such as "libtorch 1.13.1". Throws `EngineError`.
  public static func version() throws(EngineError) -> String {
    text(try table().pointee.version())
  }

  /// Threads used inside an operation by ATen and the engine's own workers, at least 1. OpenMP keeps the number for each
  /// thread: call this on the thread that trains. OpenBLAS computes each of its products on one thread: the engine cuts
  /// large ones into pieces (`Tensor.linear`). Throws `EngineError`.
  public static func setThreads(_ count: Int) throws(EngineError) {
    try check(table().pointee.set_threads(Int32(clamping: max(1, count))), "setThreads")
  }

  /// Threads used inside an operation. Throws `EngineError`.
  public static func threads() throws(EngineError) -> Int {
    Int(try table().pointee.threads())
  }

  /// What slows training on this machine and what to do about it; empty when all is well. Throws `EngineError`.
  public static func warnings() throws(EngineError) -> [String] {
    guard text(try table().pointee.blas()) == "reference" else { return [] }
    return [
      "libtorch uses the reference BLAS, many times slower than OpenBLAS: apt-get install libopenblas0-pthread"
    ]
  }

  /// Throws the engine's message when an action of the table returned an error.
  static func check(_ result: Int32, _ name: StaticString, _ operands: Tensor?...) throws(EngineError) {
    if result != 0 { throw failure(name, operands.compactMap { $0 }) }
  }

  /// The error of an operation that has just failed on this thread.
  static func failure(_ name: StaticString, _ operands: [Tensor]) -> EngineError {
    guard case .success(let library) = library else { return .notBuilt(searched: []) }
    return .operation(
      name: "\(name)", message: firstLine(text(library.table.pointee.last_error())),
      shapes: operands.map(\.shape))
  }

  private static func text(_ characters: UnsafePointer<CChar>?) -> String {
    characters.map { String(cString: $0) } ?? ""
  }

  /// The message without libtorch's stack trace.
  private static func firstLine(_ message: String) -> String {
    guard let trace = message.range(of: "\nException raised from") else { return message }
    return String(message[..<trace.lowerBound])
  }
}
