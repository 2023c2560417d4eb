import Foundation
import Testing

extension EndToEnd {
  @Suite(.serialized) struct Verifying {
    let place: Workplace
    let run: String

    init() throws {
      place = try Workplace()
      run = place.file("run")
      let outcome = try Program.run([
        "launch", "--headless", "--run-dir", run, "--teacher-epochs", "1", "--steps", "150", "--checkpoint-every", "50",
        // Time to write each.
        "--set", "throttle=100",
      ])
      #expect(outcome.status == 0, "\(outcome.errors.suffix(500))")
    }

    private func verify() throws -> Program.Outcome { try Program.run(["verify", run]) }

    private func change(_ file: String, _ body: (inout Data) -> Void) throws {
      var data = try Data(contentsOf: URL(fileURLWithPath: file))
      body(&data)
      try data.write(to: URL(fileURLWithPath: file))
    }

    private func log() throws -> String {
      let names = try FileManager.default.contentsOfDirectory(atPath: run)
      return "\(run)/\(try #require(names.first { $0.contains("tfevents") }))"
    }

    @Test func aWholeRunIsWholeAndATornEndIsNoFault() throws {
      let whole = try verify()
      #expect(whole.status == 0)
      #expect(whole.output.contains("run is whole"))
      #expect(whole.output.contains("checkpoint  step 190, phase"))
      try change(log()) { $0.removeLast(11) }
      let torn = try verify()
      #expect(torn.status == 0)
      #expect(torn.output.contains("of an unfinished record at the end"))
    }

    @Test func everyKindOfDamageIsNamed() throws {
      // Which ones there are besides depends on how long writing one takes.
      let steps = try SameRun.checkpoints(run)
      #expect(steps.first == 40 && steps.last == 190 && steps.count > 2)
      let between = steps[1]
      try change(log()) { $0[$0.count / 2] ^= 0x55 }
      try change("\(run)/checkpoints/step-\(between)/student.safetensors") { $0[$0.count - 3] ^= 0x55 }
      try change("\(run)/checkpoints/step-190/optimizer.safetensors") { $0.removeLast(4) }
      try FileManager.default.removeItem(atPath: "\(run)/checkpoints/step-40/random.safetensors")
      try FileManager.default.createDirectory(
        atPath: "\(run)/checkpoints/step-99.partial", withIntermediateDirectories: true)
      try change("\(run)/run.toml") { $0.append(Data("temprature = 3".utf8)) }
      let outcome = try verify()
      #expect(outcome.status == 65)
      for text in [
        "DAMAGED: 1 damaged record skipped", "step-\(between)/student.safetensors: not as it was written",
        "step-190/optimizer.safetensors", "step-40/random.safetensors: missing", "step-99.partial was not finished",
        "run.toml: there is no knob temprature", "run is damaged",
      ] {
        #expect(outcome.output.contains(text), "\(text) in\n\(outcome.output)")
      }
      let json = try Program.run(["verify", run, "--json"])
      let object = try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any]
      #expect((object?["checkpoints"] as? [[String: Any]])?.count { $0["problem"] != nil } == 3)
    }

    @Test func aLogThatLostItsEndIsFoundOut() throws {
      try change(log()) { $0.removeLast($0.count / 2) }
      let outcome = try verify()
      #expect(outcome.status == 65)
      #expect(outcome.output.contains("before the checkpoint of step 190"))
    }

    /// What cannot be looked at is not whole.
    @Test func checkpointsThatCannotBeReadAreNotPassedOver() throws {
      try FileManager.default.removeItem(atPath: "\(run)/checkpoints")
      try Data("no directory".utf8).write(to: URL(fileURLWithPath: "\(run)/checkpoints"))
      let outcome = try verify()
      #expect(outcome.status == 65)
      #expect(outcome.output.contains("checkpoints cannot be read"))
    }

    @Test func nothingThereIsNotWhole() throws {
      #expect(try Program.run(["verify", place.file("nowhere")]).status == 66)
      try FileManager.default.createDirectory(atPath: place.file("empty"), withIntermediateDirectories: true)
      #expect(try Program.run(["verify", place.file("empty")]).status == 65)
    }
  }
}
