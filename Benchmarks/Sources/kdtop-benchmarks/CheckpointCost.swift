import ArgumentParser
import Foundation

/// What saving costs the steps: runs that write no checkpoints while they train beside runs that do, in turns.
struct CheckpointCost: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "checkpoints", abstract: "What writing checkpoints costs the steps.")

  @OptionGroup var program: ProgramOptions
  @Option(help: "Pairs of runs; medians are reported.")
  var rounds = 5
  @Option(help: "As launch's --checkpoint-every; the default run has 30s.")
  var every = "5s"

  private struct Summary: Decodable {
    struct Phase: Decodable { var name: String, steps: Int, seconds: Double }
    var phases: [Phase]
    var runDirectory: String
  }

  private static let cases: [(name: String, arguments: [String])] = [
    (
      "mlp",
      ["--teacher", "mlp:1200,1200", "--student", "mlp:800,800", "--batch-size", "128", "--steps", "2500"]
    ),
    ("small", ["--teacher", "mlp:64,64", "--student", "mlp:32,32", "--batch-size", "32", "--steps", "40000"]),
  ]

  func run() throws {
    let folder = try TemporaryFolder()
    print("case    steps/s without   steps/s with --checkpoint-every \(every)   slower by")
    for (name, arguments) in CheckpointCost.cases {
      let common =
        ["launch", "--json", "--dataset", "fashion-mnist", "--teacher-epochs", "1", "--set", "momentum=0.9"] + arguments
      var (without, with): ([Double], [Double]) = ([], [])
      for round in 0..<rounds {
        let off = folder.path("\(name)-off\(round)")
        let on = folder.path("\(name)-on\(round)")
        func measureOff() throws {
          without.append(try speed(common + ["--checkpoint-every", "off", "--run-dir", off]))
        }
        func measureOn() throws { with.append(try speed(common + ["--checkpoint-every", every, "--run-dir", on])) }
        // In turns: whoever comes second may find the machine warmer, or busy with what the first has written.
        if round % 2 == 0 {
          try measureOff()
          try measureOn()
        } else {
          try measureOn()
          try measureOff()
        }
        for path in [off, on] { try FileManager.default.removeItem(atPath: path) }
      }
      // Of each pair: the machine is slower at some times than at others.
      let slower = zip(without, with).map { ($0 / $1 - 1) * 100 }.median
      print(
        name.padding(toLength: 6, withPad: " ", startingAt: 0)
          + String(
            format: "  %10.1f        %10.1f                           %+.1f %%", without.median, with.median, slower))
    }
  }

  /// Steps of the student a second, evaluations and waiting for anything included.
  private func speed(_ arguments: [String]) throws -> Double {
    let output = try Subprocess.output(program.kdtop, arguments)
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    let summary = try decoder.decode(Summary.self, from: Data(output.utf8))
    guard let phase = summary.phases.last else { throw ValidationError("no phases in \(output)") }
    return Double(phase.steps) / phase.seconds
  }
}
