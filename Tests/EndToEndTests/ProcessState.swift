import Foundation

/// What Linux says of a process that may be gone.
struct ProcessState {
  /// `R`, `S`, `T` (stopped) …
  var letter: Character
  /// Of all its threads so far.
  var processorSeconds: Double

  /// Nil for a process that has ended.
  init?(_ process: Int32) {
    guard let text = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
      let end = text.lastIndex(of: ")")
    else { return nil }
    let fields = text[text.index(after: end)...].split(separator: " ")
    guard fields.count > 13, let letter = fields[0].first, letter != "Z", let user = Double(fields[11]),
      let system = Double(fields[12])
    else { return nil }
    self.letter = letter
    processorSeconds = (user + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
  }

  static func waitUntilStopped(_ process: Int32) throws {
    try eventually(seconds: 30) {
      ProcessState(process)?.letter == "T"
    } otherwise: {
      "process \(process) was not stopped"
    }
  }

  /// Waits for the end of a process.
  /// - Returns: how long that took, and the processor time it used meanwhile.
  static func waitForEnd(of process: Int32, seconds: Double = 20) throws -> (elapsed: Double, processorSeconds: Double)
  {
    let start = Date()
    let before = ProcessState(process)?.processorSeconds ?? 0
    var last = before
    try eventually(seconds: seconds) {
      guard let state = ProcessState(process) else { return true }
      last = state.processorSeconds
      return false
    } otherwise: {
      "process \(process) goes on, after \(last - before) s of processor time"
    }
    return (Date().timeIntervalSince(start), last - before)
  }
}
