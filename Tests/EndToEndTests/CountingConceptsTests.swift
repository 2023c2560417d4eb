import Foundation
import RunModel
import Testing

extension EndToEnd {
  /// Visual concepts counted while runs are under way, beside a baseline that has learned without a teacher.
  @Suite(.serialized) struct CountingConcepts {
    let place: Workplace
    private static let job = [
      "--student", "convnet:4,4", "--epochs", "3", "--batch-size", "64", "--seed", "2",
    ]

    init() throws { place = try Workplace() }

    /// While they train: the numbers come with every evaluation, a baseline's beside them, and the panel has them all.
    @Test func conceptsOnTheDashboard() throws {
      let counting = Self.job + ["--concepts", "3"]
      _ = try place.succeed(["launch", "--headless", "--name", "scratch", "--method", "scratch"] + Self.job)
      _ = try place.succeed(["launch", "--headless", "--name", "alone", "--method", "scratch"] + counting)
      let beside = ["--teacher", "convnet:8,8", "--teacher-epochs", "1", "--concepts-baseline", "runs/alone"]
      _ = try place.succeed(["launch", "--headless", "--name", "beside"] + beside + counting)
      func values(_ run: String, _ role: String, _ name: String) throws -> [Float] {
        try RunLog(place.file("runs/\(run)")).view.points(RunStore.Key("concepts/\(role)_\(name)")).map(\.point.value)
      }
      for name in ["foreground", "ratio", "distance_mean", "kept_share"] {
        let own = try values("beside", "student", name)
        let other = try values("beside", "baseline", name)
        // One look says nothing of learning.
        #expect(own.count == (name == "foreground" || name == "ratio" ? 3 : 2), "\(name)")
        #expect(try other == values("alone", "student", name), "\(name)")
        #expect(own != other, "\(name)")
      }
      #expect(try values("beside", "student", "distance_mean").allSatisfy { $0 > 0 })
      let screen = try place.succeed(["snapshot", "runs/beside", "--view", "inspect", "--size", "120x40"]).output
      for text in ["visual concepts", "teacher", "baseline", "D mean", "picture"] {
        #expect(screen.contains(text), "\(screen)")
      }
      for (arguments, words) in [
        (["--concepts-baseline", "runs/beside"], "kd distils"), (["--concepts-baseline", "runs/none"], "no run at"),
        (["--concepts-baseline", "runs/scratch"], "no visual concepts"),
        (["--concepts-baseline", "runs/alone", "--concepts", "2"], "other pictures"),
      ] {
        let outcome = try place.run(
          ["launch", "--headless", "--student", "convnet:4,4", "--teacher", "convnet:8,8", "--seed", "2"]
            + (arguments.contains("--concepts") ? [] : ["--concepts", "3"]) + arguments)
        #expect(
          [64, 66].contains(outcome.status) && outcome.errors.contains(words), "\(outcome.status) \(outcome.errors)")
      }
    }
  }
}
