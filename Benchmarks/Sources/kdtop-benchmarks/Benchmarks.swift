import ArgumentParser

/// Measurements, side by side with what they are compared with. Run on an otherwise idle machine.
@main
struct Benchmarks: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "kdtop-benchmarks",
    abstract: "Measure kdtop: steps against PyTorch, the dashboard, start-up, reading, memory.",
    discussion: """
      Build kdtop first: swift build -c release (in the directory above).

      Examples:
        kdtop-benchmarks steps --kdtop ../.build/release/kdtop --python ~/venv/bin/python
        kdtop-benchmarks steps --case resnet
        kdtop-benchmarks screen --kdtop ../.build/release/kdtop
        kdtop-benchmarks reading
        kdtop-benchmarks memory
        kdtop-benchmarks charts
      """,
    subcommands: [Steps.self, ScreenTimes.self, Reading.self, CheckpointCost.self, Memory.self, ChartTimes.self])
}

/// Options of every benchmark that starts kdtop.
struct ProgramOptions: ParsableArguments {
  @Option(help: "The release build of kdtop.")
  var kdtop = "../.build/release/kdtop"
}
