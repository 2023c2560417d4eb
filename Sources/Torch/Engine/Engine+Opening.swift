import CTorchAPI
import Foundation

extension Engine {
  /// The environment variable that holds the engine library's full path.
  public static let pathVariable = "KDTOP_ENGINE"

  /// Where the engine is looked for: `KDTOP_ENGINE` alone if it is set, else beside the running program.
  static func candidates(environment: [String: String] = ProcessInfo.processInfo.environment) -> [String] {
    if let path = environment[pathVariable], !path.isEmpty { return [path] }
    guard let program = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe") else { return [] }
    let folder = URL(fileURLWithPath: program).deletingLastPathComponent().path
    // The program of a Swift test is the toolchain's test runner; the built bundle is its first path argument.
    let bundles = CommandLine.arguments.filter { $0.hasSuffix(".xctest") }
      .map { URL(fileURLWithPath: $0).deletingLastPathComponent().path }
    return ([folder] + bundles).map { $0 + "/libkdtop-engine.so" }
  }

  /// Where the engine is, without opening it.
  ///
  /// - Throws: `EngineError.notBuilt` with what to install and build.
  @discardableResult
  public static func find() throws(EngineError) -> String { try find(candidates()) }

  private static func find(_ paths: [String]) throws(EngineError) -> String {
    guard let path = paths.first(where: { FileManager.default.fileExists(atPath: $0) }) else {
      throw .notBuilt(searched: paths)
    }
    return path
  }

  /// Opens the first library there is and checks that its table is the one this program was compiled with.
  static func open(_ paths: [String] = candidates()) throws(EngineError) -> Library {
    let path = try find(paths)
    letThreadsSleep()
    guard let library = dlopen(path, RTLD_NOW | RTLD_LOCAL) else {
      throw .cannotOpen(path: path, reason: dlerror().map { String(cString: $0) } ?? "no reason given")
    }
    guard let symbol = dlsym(library, "kdtop_engine") else {
      throw .cannotOpen(path: path, reason: "it has no kdtop_engine function")
    }
    typealias Function = @convention(c) () -> UnsafeRawPointer?
    guard let raw = unsafeBitCast(symbol, to: Function.self)() else {
      throw .cannotOpen(path: path, reason: "it has no functions")
    }
    try checkTable(raw, path: path)
    return Library(table: raw.assumingMemoryBound(to: KDEngine.self), path: path)
  }

  /// Makes OpenMP's threads sleep, not spin, while they wait for each other, unless the environment says otherwise.
  ///
  /// On a machine with other work, a spinning thread keeps the core from the one it waits for: steps of a small network
  /// then took 30 times as long. Must come before the engine is opened, and best before the process has other threads.
  public static func letThreadsSleep() {
    setenv("OMP_WAIT_POLICY", "passive", 0)
  }

  /// The first two numbers, then that no function is missing: calls through the table do not check again.
  private static func checkTable(_ raw: UnsafeRawPointer, path: String) throws(EngineError) {
    let version = Int(raw.load(as: Int64.self))
    guard version == Int(KD_ABI_VERSION) else {
      throw .abiMismatch(path: path, found: version, expected: Int(KD_ABI_VERSION))
    }
    let size = Int(raw.load(fromByteOffset: 8, as: Int64.self))
    guard size == MemoryLayout<KDEngine>.size else {
      throw .abiMismatch(path: path, found: size, expected: MemoryLayout<KDEngine>.size)
    }
    for offset in stride(from: 16, to: size, by: MemoryLayout<UInt>.size)
    where raw.load(fromByteOffset: offset, as: UInt.self) == 0 {
      throw .cannotOpen(path: path, reason: "a function is missing from its table at byte \(offset)")
    }
  }
}
