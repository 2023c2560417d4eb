import ArgumentParser
import EventFiles
import Foundation
import RunModel

/// What saving costs the steps, within one run: how long the steps of the second after a checkpoint was begun took, against
/// as many steps before and after it. Two runs side by side differ by more on a busy machine than a checkpoint costs.
struct CheckpointCost: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "checkpoints", abstract: "What writing checkpoints costs the steps.")

  @OptionGroup var program: ProgramOptions
  @Option(help: "Seconds between checkpoints while measuring; what one costs does not depend on it.")
  var every = 4

  private static let cases: [(name: String, arguments: [String])] = [
    (
      "mlp",
      ["--teacher", "mlp:1200,1200", "--student", "mlp:800,800", "--batch-size", "128", "--steps", "8000"]
    ),
    ("small", ["--teacher", "mlp:64,64", "--student", "mlp:32,32", "--batch-size", "32", "--steps", "130000"]),
  ]

  func run() throws {
    let folder = try TemporaryFolder()
    print(
      "case     steps/s   checkpoints   ms of steps lost to one (± error)   share at 5s   share at 30s, the default")
    for (name, arguments) in CheckpointCost.cases {
      let path = folder.path(name)
      _ = try Subprocess.output(
        program.kdtop,
        ["launch", "--json", "--dataset", "fashion-mnist", "--teacher-epochs", "1", "--set", "momentum=0.9"] + arguments
          + ["--checkpoint-every", "\(every)s", "--run-dir", path])
      let run = try RecordedSteps(path)
      let costs = run.costs(seconds: 1)
      guard costs.count > 2 else { throw ValidationError("\(name): only \(costs.count) checkpoints to measure") }
      let mean = costs.reduce(0, +) / Double(costs.count)
      let deviation = (costs.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(costs.count - 1)).squareRoot()
      let line = String(
        format: "%8.1f   %11d   %15.1f ± %-15.1f   %9.2f %%   %9.2f %%", run.stepsPerSecond, costs.count, mean * 1000,
        deviation / Double(costs.count).squareRoot() * 1000, mean / 5 * 100, mean / 30 * 100)
      print(name.padding(toLength: 6, withPad: " ", startingAt: 0) + "  " + line)
      try FileManager.default.removeItem(atPath: path)
    }
  }
}

/// When each of a student's steps was taken, and after which ones a checkpoint was begun.
private struct RecordedSteps {
  /// Wall times by step, from `first` on.
  private var times: [Double] = []
  private var first = 0
  private var checkpoints: [Int] = []

  init(_ path: String) throws {
    var (times, first, checkpoints) = ([Double](), 0, [Int]())
    _ = try LogDirectory(path: path).read { item in
      switch item.event.content {
      case .scalars(let scalars) where scalars.contains(where: { $0.tag == Tag.studentLoss }):
        if times.isEmpty { first = item.event.step }
        times.append(item.event.wallTime)
      case .text(Tag.checkpoint, let text):
        let record = try? JSONDecoder().decode(CheckpointRecord.self, from: Data(text.utf8))
        if let record, record.reason == .periodic { checkpoints.append(record.step) }
      default: break
      }
    }
    (self.times, self.first, self.checkpoints) = (times, first, checkpoints)
  }

  var stepsPerSecond: Double {
    guard let begin = times.first, let end = times.last, end > begin else { return 0 }
    return Double(times.count - 1) / (end - begin)
  }

  /// Seconds that each checkpoint cost: what as many steps as take `seconds` took after it, less the mean of what they
  /// took before it and after that.
  func costs(seconds: Double) -> [Double] {
    let count = Int(stepsPerSecond * seconds)
    return checkpoints.compactMap { step in
      let place = step - first
      guard count > 0, place - count >= 0, place + 2 * count < times.count else { return nil }
      let during = times[place + count] - times[place]
      let before = times[place] - times[place - count]
      let after = times[place + 2 * count] - times[place + count]
      return during - (before + after) / 2
    }
  }
}
