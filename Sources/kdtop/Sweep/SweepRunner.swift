import EventFiles
import Foundation
import RunModel
import Synchronization
import Training

/// Carries out a sweep: one run after the other, each in a process of its own, so that one that fails takes none of the
/// others with it.
final class SweepRunner {
  private enum Task {
    case done, fresh, resume
  }

  let plan: SweepPlan
  let directory: String
  let record: SweepRecord
  private var tasks: [Task]
  private let screen = SweepProgress()
  /// Whether a signal has ended it.
  private(set) var isStopped = false
  /// Runs that train the same teacher, by its name.
  private let sharing: [String: Int]

  /// Looks at what is there already; writes nothing.
  /// - Throws: `SweepError` for a directory with another run in the place of one of these.
  init(_ plan: SweepPlan, directory: String) throws {
    self.plan = plan
    self.directory = directory
    let record = SweepRecord(plan)
    self.record = try SweepRecord(in: directory).map(record.adding) ?? record
    sharing = Dictionary(
      plan.runs.compactMap { SharedTeacher.name(for: $0.configuration) }.map { ($0, 1) }, uniquingKeysWith: +)
    tasks = []
    tasks = try plan.runs.map { try task(for: $0) }
  }

  /// A line a run: what it is and what is to be done.
  var outline: [String] {
    let width = plan.runs.map(\.name.count).max() ?? 0
    return zip(plan.runs, tasks).map { run, task in
      let what = task == .done ? "finished" : task == .resume ? "to be resumed" : "to be trained"
      return run.name.padding(toLength: width, withPad: " ", startingAt: 0) + "  " + what
    }
  }

  private func path(_ run: SweepPlan.Run) -> String { "\(directory)/\(run.name)" }
  private func log(_ run: SweepPlan.Run) -> String { "\(directory)/jobs/\(run.name).log" }

  private func task(for run: SweepPlan.Run) throws -> Task {
    let path = path(run)
    guard FileManager.default.fileExists(atPath: path) else { return .fresh }
    // Killed between two system calls, a run leaves an empty directory.
    if rmdir(path) == 0 { return .fresh }
    let recorded = try RecordedRun(path)
    let differences = SharedTeacher.differences(recorded.options, run.configuration)
    guard differences.isEmpty else { throw SweepError.otherRun(path: path, differences: differences) }
    return recorded.state == .finished ? .done : .resume
  }

  // MARK: - Carrying out

  /// - Returns: 0 when all have finished; otherwise the code of the first that failed, or that of a signal.
  func run() throws -> ExitStatus {
    for folder in ["jobs", "teachers"] {
      do {
        try FileManager.default.createDirectory(atPath: "\(directory)/\(folder)", withIntermediateDirectories: true)
      } catch {
        throw RunDirectoryError.cannotWrite(path: directory, reason: (error as NSError).localizedDescription)
      }
    }
    try record.write(to: directory)
    let cautions = plan.runs.compactMap { run in
      run.configuration.teacherOutputs.flatMap { TeacherOutputs.caution($0, seed: run.seed) }
    }
    if let first = cautions.first {
      screen.say("kdtop: \(first)" + (cautions.count > 1 ? " (and so with \(cautions.count - 1) more runs)" : ""))
    }
    let current = Mutex<ChildProcess?>(nil)
    let received = Mutex<Int32?>(nil)
    let signals = Signals(onSignal: { number in
      received.withLock { $0 = number }
      current.withLock { $0?.signal(number) }
    })
    let finished = tasks.count { $0 == .done }
    if finished > 0 { screen.say("\(finished) of \(plan.runs.count) runs have finished already") }
    var failures: [ExitStatus] = []
    var clock = SweepClock(left: plan.runs.count - finished)
    for (place, run) in plan.runs.enumerated() where tasks[place] != .done {
      let title = "\(place + 1) of \(plan.runs.count): \(run.title(plan.axes))"
      screen.begin(
        title + (tasks[place] == .resume ? " (resumed)" : "") + (clock.left.map { ", about \($0) left" } ?? ""))
      let started = Date()
      // Nothing is begun after a signal.
      let code = signals.status == nil ? try start(run, tasks[place], current, received) : 0
      if let status = signals.status {
        isStopped = true
        let done = finished + clock.count - failures.count
        screen.say(
          "stopped, \(done) of \(plan.runs.count) runs have finished; the same command with --out \(directory) goes on")
        return status
      }
      clock.add(Date().timeIntervalSince(started))
      guard code == 0 else {
        let status = ExitStatus(rawValue: code) ?? .internalError
        failures.append(status)
        screen.say("failed with exit code \(code): \(screen.lastLine(of: log(run)) ?? log(run))")
        continue
      }
      if let line = summary(run) { screen.say(line) }
    }
    if !failures.isEmpty {
      screen.say("\(failures.count) of \(plan.runs.count) runs failed; the same command tries them again")
    }
    return failures.first ?? .done
  }

  /// Trains one run in another process.
  /// - Returns: its exit code.
  private func start(
    _ run: SweepPlan.Run, _ task: Task, _ current: borrowing Mutex<ChildProcess?>, _ received: borrowing Mutex<Int32?>
  ) throws -> Int32 {
    var arguments = ["launch", "--headless", "--until-input-ends"]
    let teacher = SharedTeacher.name(for: run.configuration).flatMap {
      sharing[$0, default: 0] > 1 ? "\(directory)/teachers/\($0).safetensors" : nil
    }
    if task == .resume {
      arguments += ["--resume", path(run)]
    } else {
      var configuration = run.configuration
      if let teacher, FileManager.default.fileExists(atPath: teacher) {
        configuration.teacherWeights = URL(fileURLWithPath: teacher).path
        configuration.teacherStop = nil
      }
      let job = "\(directory)/jobs/\(run.name).toml"
      do { try configuration.options.toml.write(toFile: job, atomically: true, encoding: .utf8) } catch {
        throw RunDirectoryError.cannotWrite(path: job, reason: (error as NSError).localizedDescription)
      }
      arguments += ["--config", job, "--run-dir", path(run)]
    }
    waitUntilFree(path(run))
    let child = try ChildProcess(arguments, output: log(run))
    current.withLock { $0 = child }
    // A signal that came before there was anybody to tell.
    if let number = received.withLock({ $0 }) { child.signal(number) }
    let code = child.wait { screen.follow(log(run)) }
    current.withLock { $0 = nil }
    if code == 0, let teacher, !FileManager.default.fileExists(atPath: teacher) {
      // Without it the next run trains the teacher itself.
      do { try SavedWeights(run: path(run), role: "teacher", isBest: false).write(to: teacher) } catch {
        screen.say("the teacher of \(run.name) cannot be shared: \(error)")
      }
    }
    return code
  }

  /// A process of an earlier sweep that was killed may be saving what it has.
  private func waitUntilFree(_ path: String) {
    let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    for _ in 0..<300 {
      if flock(descriptor, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK { return }
      usleep(100_000)
    }
  }

  /// What came of a run, in a line.
  private func summary(_ run: SweepPlan.Run) -> String? {
    guard let log = try? ComparedLog(path(run), tags: []) else { return nil }
    let results = log.run(named: run.name).run.results
    guard let validation = results.values[.studentBestValidation], let test = results.values[.studentBestTest] else {
      return nil
    }
    return String(
      format: "  validation %.2f %%, test %.2f %% at the best epoch, %.0f s", validation * 100, test * 100,
      results.values[.seconds] ?? 0)
  }
}

/// How long the runs take that are still to come, by those that are over.
struct SweepClock {
  private(set) var count = 0
  private var seconds = 0.0
  private let all: Int

  init(left: Int) { all = left }

  mutating func add(_ seconds: Double) {
    count += 1
    self.seconds += seconds
  }

  /// `2:10`; nil before the first run is over.
  var left: String? {
    guard count > 0 else { return nil }
    let rest = Int(min(seconds / Double(count) * Double(all - count), 1e9).rounded())
    return rest >= 3600
      ? String(format: "%d:%02d:%02d", rest / 3600, rest / 60 % 60, rest % 60)
      : String(format: "%d:%02d", rest / 60, rest % 60)
  }
}
