import ArgumentParser

/// `kdtop analyse`.
struct Analyse: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Ask of runs why they came out as they did: concepts, soft targets, similarity, information, teachers.",
    discussion: """
      Every analysis prints a table; --json prints everything as one object, and -o FILE writes its figure as SVG. The \
      networks are read from the runs' checkpoints: for what changes from epoch to epoch, train with --checkpoint-every epoch.

      Examples:
        kdtop analyse soft-targets runs/mine
        kdtop analyse similarity runs/mine -o similarity.svg
        kdtop analyse concepts runs/kd runs/scratch
      """,
    subcommands: [
      SoftTargetsCommand.self, SimilarityCommand.self, AttentionCommand.self, ConceptsCommand.self,
      InformationCommand.self, TeachersCommand.self,
    ])
}
