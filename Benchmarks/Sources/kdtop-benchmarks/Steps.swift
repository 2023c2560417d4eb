import ArgumentParser
import Foundation

/// Step times of `torch_kd.py`'s cases: PyTorch, kdtop asking its teacher at every step, kdtop with cached outputs; in
/// turns, so that whatever else the machine does touches all three alike.
struct Steps: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Step times against PyTorch.")

  @OptionGroup var program: ProgramOptions
  @Option(help: "A Python with PyTorch.")
  var python = "python3"
  @Option(help: "The script to compare with.")
  var peer = "peers/torch_kd.py"
  @Option(help: "Rounds; the median of their medians is reported.")
  var rounds = 5
  @Option(name: .customLong("case"), help: "Only this one: mlp, small, resnet or bert; repeat for several.")
  var chosen: [String] = []

  private static let cases: [(name: String, arguments: [String])] = [
    (
      "mlp",
      [
        "--dataset", "fashion-mnist", "--teacher", "mlp:1200,1200", "--student", "mlp:800,800", "--batch-size", "128",
        "--steps", "300",
      ]
    ),
    (
      "small",
      [
        "--dataset", "fashion-mnist", "--teacher", "mlp:64,64", "--student", "mlp:32,32", "--batch-size", "32",
        "--steps", "4000",
      ]
    ),
    (
      "resnet",
      [
        "--dataset", "cifar-10", "--teacher", "resnet:32", "--student", "resnet:8", "--batch-size", "64", "--steps",
        "60",
        "--set", "momentum=0.9",
      ]
    ),
    (
      "bert",
      [
        "--dataset", "text", "--student", "layers=3", "--batch-size", "16", "--optimizer", "adamw", "--steps", "24",
        "--set", "learning_rate=0.0001",
      ]
    ),
  ]

  func validate() throws {
    for name in chosen where !Steps.cases.contains(where: { $0.name == name }) {
      throw ValidationError("There is no case \(name).")
    }
  }

  func run() throws {
    let folder = try TemporaryFolder()
    let pictures = folder.path("pictures")
    print("case    PyTorch ms   kdtop ms (ratio)   kdtop, teacher cached ms (ratio)")
    for (name, arguments) in Steps.cases where chosen.isEmpty || chosen.contains(name) {
      // One short teacher, then the same weights for every round: only the student's steps are timed.
      var common = ["launch", "--json", "--log-every", "1"] + arguments
      if arguments.contains("cifar-10") {
        try RandomPictures.write(to: pictures)
        common += ["--data-dir", pictures]
      }
      if arguments.contains("text") {
        try RandomBert.write(model: folder.path("model"), data: folder.path("sentences"))
        common += ["--teacher", folder.path("model"), "--data-dir", folder.path("sentences")]
      }
      let first = try summary(common + ["--teacher-epochs", "1", "--run-dir", folder.path("\(name)-teacher")])
      let weights = first.runDirectory + "/checkpoints/step-\(first.steps)/teacher.safetensors"
      var (torch, live, cached): ([Double], [Double], [Double]) = ([], [], [])
      for round in 0..<rounds {
        let output = try Subprocess.output(python, [peer, name])
        guard let value = output.split(separator: " ").dropFirst().first.flatMap({ Double($0) }) else {
          throw ValidationError("\(peer) \(name) printed: \(output)")
        }
        torch.append(value)
        let base = common + ["--teacher-weights", weights]
        live.append(
          try summary(base + ["--no-teacher-cache", "--run-dir", folder.path("\(name)-live\(round)")]).median)
        cached.append(try summary(base + ["--run-dir", folder.path("\(name)-cached\(round)")]).median)
      }
      let (t, l, c) = (torch.median, live.median, cached.median)
      print(
        name.padding(toLength: 6, withPad: " ", startingAt: 0)
          + String(format: "  %8.3f     %8.3f (%.2f×)     %8.3f (%.2f×)", t, l, l / t, c, c / t))
    }
  }

  private struct Summary: Decodable {
    struct Times: Decodable { var median: Double }
    struct Phase: Decodable { var steps: Int }
    var stepMilliseconds: Times
    var runDirectory: String
    var phases: [Phase]
    var median: Double { stepMilliseconds.median }
    var steps: Int { phases.reduce(0) { $0 + $1.steps } }
  }

  private func summary(_ arguments: [String]) throws -> Summary {
    let output = try Subprocess.output(program.kdtop, arguments)
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(Summary.self, from: Data(output.utf8))
  }
}
