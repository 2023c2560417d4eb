import Foundation
import RunModel
import Testing
import Torch

@testable import Training

/// Checkpoints as directories: written whole, read whole, and found out when they are not.
@Suite struct CheckpointTests {
  private let directory: TemporaryDirectory
  private let folder: CheckpointFolder

  init() throws {
    directory = try TemporaryDirectory()
    folder = CheckpointFolder(run: directory.path)
  }

  private func state(_ step: Int, reason: CheckpointRecord.Reason = .periodic) -> CheckpointState {
    var progress = PhaseProgress()
    progress.steps = step
    progress.seconds = 1 / 3.0
    progress.bestAccuracy = 0.1 + 0.2
    progress.usualLoss = 1e-300
    return CheckpointState(
      version: "1", reason: reason, step: step, phase: 1, phaseName: "distil", progress: progress,
      finished: [.init(name: "teacher", steps: 3, seconds: 0.1)], teacher: nil, student: nil,
      knobs: ["alpha": 0.30000000000000004, "big": 1.7976931348623157e308], changes: 2, recoveries: 1)
  }

  private func write(_ step: Int, values: [Float] = [1, 2], unchanged: [String: String] = [:]) throws {
    let tensor = try Tensor(values, shape: [values.count])
    try Checkpoint.write(
      CheckpointSnapshot(
        state: state(step), files: ["student": try SafetensorsWriter.items(["w": tensor])], unchanged: unchanged),
      to: folder.checkpointPath(step)
    ) {}
  }

  @Test func theStateIsReadBackBitForBit() throws {
    var state = state(40)
    state.files["student.safetensors"] = .init(bytes: 1, checksum: .max)
    #expect(try CheckpointState(toml: state.toml(), file: "state.toml") == state)
  }

  @Test func whatIsWrittenIsReadBack() throws {
    try write(5)
    let checkpoint = try Checkpoint(path: folder.checkpointPath(5))
    #expect(try checkpoint.tensors("student")?["w"]?.floats() == [1, 2])
    #expect(try checkpoint.tensors("teacher") == nil)
    #expect(try folder.steps() == [5])
  }

  @Test func partsThatDidNotChangeAreSharedAndOutliveTheOlderOne() throws {
    try write(5)
    let place = folder.checkpointPath(6)
    try Checkpoint.write(
      CheckpointSnapshot(
        state: state(6), files: [:], unchanged: ["student": folder.checkpointPath(5) + "/student.safetensors"]),
      to: place
    ) {}
    #expect(folder.entries().map(\.bytes)[1] == 0)
    folder.remove([5])
    #expect(try Checkpoint(path: place).tensors("student")?["w"]?.floats() == [1, 2])
  }

  @Test func oneThatIsWrittenAgainReplacesTheOld() throws {
    try write(5)
    try write(5, values: [7, 8, 9])
    #expect(try Checkpoint(path: folder.checkpointPath(5)).tensors("student")?["w"]?.floats() == [7, 8, 9])
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["step-5"])
  }

  @Test func whatFailsHalfwayLeavesWhatWasThere() throws {
    try write(5)
    struct Stop: Error {}
    let tensor = try Tensor([Float(3)], shape: [1])
    #expect(throws: (any Error).self) {
      try Checkpoint.write(
        CheckpointSnapshot(
          state: state(5), files: ["student": try SafetensorsWriter.items(["w": tensor])], unchanged: [:]),
        to: folder.checkpointPath(5)
      ) { throw Stop() }
    }
    #expect(try Checkpoint(path: folder.checkpointPath(5)).tensors("student")?["w"]?.floats() == [1, 2])
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["step-5"])
  }

  @Test func aReasonIsAddedAndNeverTakenBack() throws {
    try write(5)
    try Checkpoint.relabel(folder.checkpointPath(5), .change)
    try Checkpoint.relabel(folder.checkpointPath(5), .periodic)
    #expect(try Checkpoint(path: folder.checkpointPath(5)).state.reason == .change)
  }

  @Test func damageIsFoundAndTheOneBeforeIsTaken() throws {
    try write(5)
    try write(9)
    let file = folder.checkpointPath(9) + "/student.safetensors"
    var bytes = try Data(contentsOf: URL(filePath: file))
    bytes[bytes.count - 1] ^= 1
    try bytes.write(to: URL(filePath: file))
    var found: [CheckpointError] = []
    #expect(try folder.newest(through: 100) { found.append($0) }?.state.step == 5)
    #expect(found == [.damaged(path: file, reason: "not as it was written: its checksum differs")])
    try FileManager.default.removeItem(atPath: file)
    found = []
    _ = try folder.newest(through: 100) { found.append($0) }
    #expect(found == [.damaged(path: file, reason: "missing")])
    #expect(try folder.newest(through: 4) { _ in } == nil)
  }

  @Test func aFolderThatCannotBeListedIsNotEmpty() throws {
    #expect(try folder.steps() == [])
    try "no directory".write(toFile: folder.path, atomically: true, encoding: .utf8)
    let reason = "cannot be read; is it a directory, and may you list it?"
    #expect(throws: CheckpointError.damaged(path: folder.path, reason: reason)) {
      try folder.newest(through: 100) { _ in }
    }
    #expect(throws: CheckpointError.self) { try folder.states() }
    #expect(throws: CheckpointError.self) { try SavedWeights(run: directory.path, role: "student", isBest: false) }
    #expect(CheckpointInspection(run: directory.path).problem == "\(folder.path) \(reason)")
  }

  @Test func whatWasNotFinishedIsNoCheckpoint() throws {
    try write(5)
    let half = folder.checkpointPath(7) + ".partial"
    try FileManager.default.copyItem(atPath: folder.checkpointPath(5), toPath: half)
    // Killed between two renames.
    try FileManager.default.moveItem(atPath: folder.checkpointPath(5), toPath: folder.checkpointPath(5) + ".aside")
    #expect(try folder.steps() == [])
    folder.removeUnfinished()
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["step-5"])
  }

  @Test(arguments: ["", "format = 1", "step = -1", "x", "\u{0}", "[files.'../../x']\nbytes = 1\nchecksum = 1"])
  func noState(text: String) throws {
    try write(5)
    let file = folder.checkpointPath(5) + "/state.toml"
    try text.write(toFile: file, atomically: true, encoding: .utf8)
    #expect(throws: CheckpointError.self) { try Checkpoint(path: folder.checkpointPath(5)) }
  }

  @Test func oneOfANewerKindIsNotTakenForNone() throws {
    var state = state(5)
    state.format = 2
    state.files["student.safetensors"] = .init(bytes: 1, checksum: .max)
    #expect(throws: CheckpointError.format(path: "s", format: 2)) {
      try CheckpointState(toml: state.toml(), file: "s")
    }
  }
}
