import ArgumentParser
import Foundation

/// Programs, started without Foundation's Process: that takes 50 ms by itself.
enum Subprocess {
  /// Starts a program found on the path, without the variables that hold OpenBLAS back on some machines.
  /// - Parameters:
  ///   - descriptors: what the program gets as its standard input, output and error; nil is /dev/null.
  ///   - extra: variables of the environment to set.
  static func start(
    _ program: String, _ arguments: [String], descriptors: [Int32?], extra: [String: String] = [:]
  ) throws -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for (number, descriptor) in descriptors.enumerated() {
      if let descriptor {
        posix_spawn_file_actions_adddup2(&actions, descriptor, Int32(number))
      } else {
        posix_spawn_file_actions_addopen(&actions, Int32(number), "/dev/null", O_RDWR, 0)
      }
    }
    let variables = environment.merging(extra) { $1 }.map { "\($0.key)=\($0.value)" }
    var words: [UnsafeMutablePointer<CChar>?] = ([program] + arguments).map { strdup($0) } + [nil]
    var settings: [UnsafeMutablePointer<CChar>?] = variables.map { strdup($0) } + [nil]
    defer { for text in words + settings { free(text) } }
    var process: pid_t = 0
    let failure = posix_spawnp(&process, program, &actions, nil, &words, &settings)
    guard failure == 0 else { throw ValidationError("\(program): \(String(cString: strerror(failure)))") }
    return process
  }

  /// The exit code; 128 and the signal of a program that was killed.
  static func wait(for process: pid_t) -> Int32 {
    var state: Int32 = 0
    while waitpid(process, &state, 0) < 0 && errno == EINTR {}
    return state & 0x7F == 0 ? (state >> 8) & 0xFF : 128 + (state & 0x7F)
  }

  /// A line of what the system says of a program's memory, such as `VmRSS` or `VmHWM` (the most it was resident with), in
  /// megabytes of 1,000,000 bytes; 0 of a program that has ended.
  static func megabytes(_ name: String, of process: pid_t) -> Double {
    let text = (try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)) ?? ""
    let line = text.split(separator: "\n").first { $0.hasPrefix(name + ":") }
    let kibibytes = line?.split(whereSeparator: { " \t".contains($0) }).dropFirst().first.flatMap { Double($0) }
    return (kibibytes ?? 0) * 1024e-6
  }

  /// The most memory a program had been resident with when it began to print, in megabytes.
  static func peakMegabytes(_ program: String, _ arguments: [String]) throws -> Double {
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { throw ValidationError("no pipe to be had") }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    // F_SETPIPE_SZ: with so little room it waits to be read, and can be looked at. What wait4 says of its memory would be
    // that of this program, where this one has more.
    _ = fcntl(ends[1], 1031, Int32(4096))
    let process = try start(program, arguments, descriptors: [nil, ends[1], nil])
    close(ends[1])
    var descriptor = pollfd(fd: ends[0], events: Int16(POLLIN), revents: 0)
    while poll(&descriptor, 1, -1) < 0 && errno == EINTR {}
    let peak = megabytes("VmHWM", of: process)
    _ = FileHandle(fileDescriptor: ends[0], closeOnDealloc: true).readDataToEndOfFile()
    guard wait(for: process) == 0, peak > 0 else {
      throw ValidationError("\(program) \(arguments.joined(separator: " ")) could not be measured")
    }
    return peak
  }

  /// Standard output of a program, run to its end.
  static func output(_ program: String, _ arguments: [String]) throws -> String {
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { throw ValidationError("no pipe to be had") }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    let process = try start(program, arguments, descriptors: [nil, ends[1], nil])
    close(ends[1])
    let data = FileHandle(fileDescriptor: ends[0], closeOnDealloc: true).readDataToEndOfFile()
    let status = wait(for: process)
    guard status == 0 else {
      throw ValidationError("\(program) \(arguments.joined(separator: " ")) ended with \(status)")
    }
    return String(decoding: data, as: UTF8.self)
  }

  static var environment: [String: String] {
    var environment = ProcessInfo.processInfo.environment
    environment["OPENBLAS_CORETYPE"] = nil
    environment["OPENBLAS_L2_SIZE"] = nil
    return environment
  }
}

/// A folder that goes away with its owner.
final class TemporaryFolder {
  let root: String

  init() throws {
    root = NSTemporaryDirectory() + "kdtop-benchmarks-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: root) }

  func path(_ name: String) -> String { root + "/" + name }
}

extension [Double] {
  var median: Double { quantile(0.5) }

  /// The value below which the share `q` lies; 0 of nothing.
  func quantile(_ q: Double) -> Double {
    let sorted = sorted()
    return sorted.isEmpty ? 0 : sorted[Swift.min(count - 1, Int(Double(count) * q))]
  }
}
