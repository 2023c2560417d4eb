import Distillation
import RunModel
import Testing
import Torch

@testable import Training

extension MethodTraining {
  /// Methods that compare layers, training for real.
  @Suite struct Layers {
    /// Stage 1 touches nothing after the guided layer, running statistics of batch norm included.
    @Test func hintsStopAtTheGuidedLayer() throws {
      let run = try MethodRun("fitnets", steps: 200) {
        $0.teacher = "convnet:16,16,16"
        $0.student = "convnet:4,6,8"
      }
      #expect(run.events.runs.last?.layers == ["group2 ▸ group2"], "the middle ones")
      let (before, after) = (try #require(run.end(of: "teacher")), try #require(run.end(of: "hint")))
      let (first, last) = (try run.checkpoint(before, "student"), try run.checkpoint(after, "student"))
      #expect(first.count == last.count && first.count > 15)
      for (name, tensor) in first {
        let isSame = try tensor.bytes() == last[name]?.bytes()
        let isGuided = name.hasPrefix("groups.0") || name.hasPrefix("groups.1")
        #expect(isSame == !isGuided, "\(name)")
      }
      let hint = run.events.filter { $0.step > before && $0.step <= after }.curve("loss/student").map(\.value)
      #expect(end(of: hint) < 0.5 * beginning(of: hint), "the regressor predicts the hint")
      // λ falls from 4 to 1 by itself.
      let lambda = run.values("knob/lambda")
      let lowest = try #require(lambda.last)
      #expect(lambda.contains { $0 > 3.9 } && abs(lowest - 1) < 0.05)
    }

    /// A norm falls more slowly than a square.
    @Test(arguments: [
      ("at", "attention", ["beta=10"], 0.5), ("at", "attention", ["beta=10", "form=norm", "map=max-p"], 0.8),
      ("sp", "similarity", ["gamma=300"], 0.5), ("vid", "vid", ["learning_rate=0.01"], 0.5),
    ])
    func termsFallByHalf(method: String, term: String, settings: [String], share: Double) throws {
      let run = try MethodRun(method, steps: 500, settings: settings) {
        // The learned variances are slow with plain gradients, which a mean over all elements makes small.
        if method == "vid" { $0.optimizer = "adam" }
      }
      #expect(run.remains(of: "loss/\(term)") < share, "\(run.values("loss/\(term)").prefix(3))")
      #expect(run.student > 0.85)
    }

    @Test func flowsFallByHalfBeforeTheTaskBegins() throws {
      let run = try MethodRun("fsp", steps: 200, teacherEpochs: 3) {
        $0.teacher = "resnet:14,width=0.5"
        $0.student = "resnet:8,width=0.5"
      }
      let (before, after) = (try #require(run.end(of: "teacher")), try #require(run.end(of: "fsp")))
      let fsp = run.events.filter { $0.step > before && $0.step <= after }.curve("loss/student").map(\.value)
      #expect(fsp.count == 100)
      #expect(end(of: fsp) < 0.5 * beginning(of: fsp))
    }

    @Test(arguments: ["off", "on"])
    func gradientsOverImagesComeTogether(symmetry: String) throws {
      let run = try MethodRun("at-gradient", steps: 300, settings: ["beta=10", "symmetry=\(symmetry)"]) {
        $0.student = "convnet:8,8"
        $0.teacher = "convnet:16,16"
      }
      let without = try MethodRun("at-gradient", steps: 300, settings: ["beta=0", "symmetry=\(symmetry)"]) {
        $0.student = "convnet:8,8"
        $0.teacher = "convnet:16,16"
      }
      let with = end(of: run.values("loss/gradient").map { Float($0) })
      let other = end(of: without.values("loss/gradient").map { Float($0) })
      #expect(with < 0.8 * other, "the second backward pass has moved the weights")
    }

    @Test func severalMethodsTogether() throws {
      let run = try MethodRun("kd", steps: 300, settings: ["gamma=300", "weight=0.1", "learning_rate=0.01"]) {
        $0.added = "sp,vid"
        $0.optimizer = "adam"
        $0.teacher = "convnet:16,16"
        $0.student = "convnet:8,8"
      }
      #expect(run.summary.method == "kd+sp+vid")
      // With the labels and the soft targets besides.
      for term in ["hard", "soft", "similarity", "vid"] { #expect(run.values("loss/\(term)").count == 300) }
      #expect(run.remains(of: "loss/vid") < 0.7 && run.remains(of: "loss/similarity") < 0.7)
      #expect(run.summary.knobs.keys.contains("gamma") && run.summary.knobs.keys.contains("weight"))
      let saved = try run.checkpoint(try #require(run.end(of: "distil")), "method")
      #expect(saved.keys.contains { $0.contains("log_scale") }, "scales are in the checkpoint")
    }

    @Test func layersThatDoNotFitAreRefusedBeforeTraining() throws {
      let error = #expect(throws: LayerError.self) {
        try MethodRun("fsp", steps: 10) {
          $0.teacher = "convnet:16,16"
          $0.student = "convnet:8,16"
        }
      }
      let text = try #require(error).description
      #expect(text.contains("[8, 4, 4]") && text.contains("[16, 4, 4]") && text.contains("8 is not 16"), "\(text)")
      #expect(text.contains("No layers of these two networks fit"), "\(text)")
      #expect(throws: LayerError.self) {
        try MethodRun("at", steps: 10) { $0.layers = "teacher=group9,student=group1" }
      }
    }

    @Test func layersAreChosen() throws {
      let run = try MethodRun("sp", steps: 20, teacherEpochs: 1) {
        $0.layers = "teacher=group1+group2,student=group2+group1"
      }
      #expect(run.events.runs.last?.layers == ["group1 ▸ group2", "group2 ▸ group1"])
    }

    /// What the teacher is asked about is what the student sees.
    @Test func augmentedImagesAreNotInTheCache() throws {
      let run = try MethodRun("kd", steps: 60, teacherEpochs: 2) { $0.augmentation = "jitter=1" }
      #expect(run.events.notices.contains { $0.text.contains("images are augmented") })
      let again = try MethodRun("kd", steps: 60, teacherEpochs: 2) { $0.augmentation = "jitter=1" }
      #expect(run.values("loss/soft") == again.values("loss/soft"), "seeded")
      let plain = try MethodRun("kd", steps: 60, teacherEpochs: 2)
      #expect(run.values("loss/soft") != plain.values("loss/soft"))
    }
  }
}

/// Means of the first and of the last ten values.
private func beginning(of values: [Float]) -> Float { values.prefix(10).reduce(0, +) / 10 }
private func end(of values: [Float]) -> Float { values.suffix(10).reduce(0, +) / 10 }
