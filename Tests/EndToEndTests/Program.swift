import Foundation

/// The built kdtop, run to its end.
enum Program {
  struct Outcome {
    var status: Int32
    var output: String
    var errors: String
  }

  /// Where the build put it: beside the tests.
  static func path() throws -> String {
    var folders = CommandLine.arguments.filter { $0.hasSuffix(".xctest") }
      .map { URL(fileURLWithPath: $0).deletingLastPathComponent().path }
    if let own = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe") {
      folders.append(URL(fileURLWithPath: own).deletingLastPathComponent().path)
    }
    guard let found = folders.map({ $0 + "/kdtop" }).first(where: FileManager.default.fileExists) else {
      throw EndToEndError(description: "no kdtop beside the tests; run `swift build` first (looked in \(folders))")
    }
    return found
  }

  /// - Parameter environment: changes to this process's; nil removes a variable.
  static func run(
    _ arguments: [String], in directory: String? = nil, environment: [String: String?] = [:]
  ) throws -> Outcome {
    try run(command: path(), arguments, in: directory, environment: environment)
  }

  static func run(
    command: String, _ arguments: [String], in directory: String? = nil, environment: [String: String?] = [:]
  ) throws -> Outcome {
    try start(command: command, arguments, in: directory, environment: environment).wait()
  }

  /// A program under way.
  final class Running {
    let process: pid_t
    private let folder: Workplace

    fileprivate init(_ process: pid_t, _ folder: Workplace) { (self.process, self.folder) = (process, folder) }

    func kill(_ signal: Int32) { Foundation.kill(process, signal) }

    func wait() throws -> Outcome {
      var state: Int32 = 0
      while waitpid(process, &state, 0) < 0 && errno == EINTR {}
      // The shell's way: 128 and the signal.
      let status = state & 0x7F == 0 ? (state >> 8) & 0xFF : 128 + (state & 0x7F)
      return Outcome(
        status: status, output: try String(contentsOfFile: folder.file("out"), encoding: .utf8),
        errors: try String(contentsOfFile: folder.file("err"), encoding: .utf8))
    }
  }

  static func start(
    command: String? = nil, _ arguments: [String], in directory: String? = nil, environment: [String: String?] = [:]
  ) throws -> Running {
    let command = try command ?? path()
    // Not Foundation's Process: it takes a program for running as long as a server it started, such as tmux's, does.
    let folder = try Workplace()
    for name in ["out", "err"] { try Data().write(to: URL(fileURLWithPath: folder.file(name))) }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    // Files, not pipes: a program that prints much must not wait for us.
    posix_spawn_file_actions_addopen(&actions, 1, folder.file("out"), O_WRONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 2, folder.file("err"), O_WRONLY, 0)
    var variables = ProcessInfo.processInfo.environment
    // What a tester, or a CI, wishes of terminals is no part of a test.
    for name in ["NO_COLOR", "COLORTERM", "COLUMNS", "LINES"] { variables[name] = nil }
    for (name, value) in environment { variables[name] = value }
    // posix_spawn has no portable way to change the directory; env has.
    let line = (directory.map { ["/usr/bin/env", "-C", $0] } ?? []) + [command] + arguments
    var words: [UnsafeMutablePointer<CChar>?] = line.map { strdup($0) } + [nil]
    var settings: [UnsafeMutablePointer<CChar>?] = variables.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for text in words + settings { free(text) } }
    // The threads of a test block most signals; a program that inherited that, such as tmux, would not hear of its end.
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var (none, all) = (sigset_t(), sigset_t())
    sigemptyset(&none)
    sigfillset(&all)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setsigdefault(&attributes, &all)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
    var process: pid_t = 0
    let failure = posix_spawn(&process, line[0], &actions, &attributes, &words, &settings)
    guard failure == 0 else {
      throw EndToEndError(description: "cannot start \(command): \(String(cString: strerror(failure)))")
    }
    return Running(process, folder)
  }
}
