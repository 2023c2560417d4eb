import ArgumentParser

/// htop for knowledge distillation.
@main
struct Kdtop: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "kdtop",
    abstract:
      "htop for knowledge distillation: watch a student learn from a teacher, and turn the knobs while it does.",
    discussion: """
      Examples:
        kdtop launch                                  the built-in digits, in this terminal
        kdtop launch --dataset fashion-mnist --student-examples 3000 --set temperature=4
        kdtop launch --headless --json --method scratch > summary.json
        kdtop replay runs/NAME                        play back what happened
        kdtop launch --resume runs/NAME               go on with a run that was stopped, or killed
        kdtop fork runs/NAME@1500 --set temperature=8 what would have happened
        kdtop compare runs/ONE runs/OTHER             which was better, and what was different
        kdtop sweep --set temperature=1,4 --seeds 3   a table of settings, with means and spreads
        kdtop analyse soft-targets runs/NAME          what the teacher says beyond the labels, and the student repeats
        kdtop teach --out teacher.safetensors         a teacher's outputs, to learn from without the teacher
        kdtop snapshot runs/NAME --size 120x40 --format svg > picture.svg
      """,
    version: Version.text,
    subcommands: [
      Launch.self, Replay.self, Fork.self, Sweep.self, Teach.self, RunsCommand.self, Compare.self, Snapshot.self,
      Verify.self, Export.self, Analyse.self, Report.self,
      LossCommand.self, TokenizeCommand.self, EncodeCommand.self,
      MethodsCommand.self, DatasetsCommand.self, KeysCommand.self, ThemesCommand.self,
    ])

  static func main() {
    StandardStream.reserve()
    // A reader that goes away (`kdtop runs | head`) ends a write with an error instead of the program.
    Signals.ignoreBrokenPipes()
    do {
      var command = try parseAsRoot()
      try command.run()
    } catch {
      ExitStatus.exit(for: error)
    }
  }
}
