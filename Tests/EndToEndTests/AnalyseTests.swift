import Foundation
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

extension EndToEnd {
  /// `kdtop analyse` and `kdtop report` on runs that have just been trained.
  @Suite(.serialized) struct Analysing {
    let place: Workplace
    /// 1,258 digits in batches of 64 are 20 steps an epoch.
    private static let job = [
      "--student", "convnet:4,4", "--epochs", "3", "--batch-size", "64", "--checkpoint-every", "epoch", "--seed", "2",
    ]

    init() throws {
      place = try Workplace()
      for (name, arguments) in [
        ("kd", ["--teacher", "convnet:8,8", "--teacher-epochs", "2"]), ("scratch", ["--method", "scratch"]),
      ] {
        let outcome = try Program.run(
          ["launch", "--headless", "--name", name] + arguments + Self.job, in: place.path)
        #expect(outcome.status == 0, "\(outcome.errors)")
      }
    }

    /// What an analysis says as JSON.
    private func report<Report: Decodable>(
      _ type: Report.Type, _ arguments: [String], sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> Report {
      let outcome = try place.succeed(["analyse"] + arguments + ["--json"], sourceLocation: sourceLocation)
      let decoder = JSONDecoder()
      decoder.keyDecodingStrategy = .convertFromSnakeCase
      return try decoder.decode(type, from: Data(outcome.output.utf8))
    }

    // MARK: - Concepts

    private struct Concepts: Decodable {
      struct Epoch: Decodable { var epoch: Double, step: Int, distance: Double, foreground: Double }
      struct Summary: Decodable { var images: Int, foreground: Double, distanceMean: Double?, keptShare: Double? }
      struct Network: Decodable {
        var role: String, summary: Summary, epochs: [Epoch], entropies: [[Double]]
      }
      struct Group: Decodable { var seed: UInt64, networks: [Network] }
      struct Verdict: Decodable {
        var hypothesis: String, quantity: String, distilled: [Double], baseline: [Double], agreeing: Int
      }
      var groups: [Group]
      var hypotheses: [Verdict]
    }

    private static let quick = ["--images", "3", "--iterations", "20", "--draws", "1"]

    @Test func conceptsOfTeacherStudentAndBaseline() throws {
      let report = try report(Concepts.self, ["concepts", "runs/kd", "runs/scratch"] + Self.quick)
      #expect(report.groups.map(\.seed) == [2])
      let networks = report.groups[0].networks
      #expect(networks.map(\.role) == ["teacher", "student", "baseline"])
      #expect(networks.allSatisfy { $0.summary.images == 3 && $0.entropies.allSatisfy { $0.count == 64 } })
      #expect(networks[0].epochs.isEmpty && networks[0].summary.distanceMean == nil)
      // The teacher's epochs come first in the run, and are not the student's.
      #expect(networks[1].epochs.map(\.epoch) == [1, 2, 3] && networks[1].epochs.map(\.step) == [60, 80, 100])
      #expect(networks[2].epochs.map(\.step) == [20, 40, 60])
      for network in networks.dropFirst() {
        let distances = network.epochs.map(\.distance)
        #expect(distances == distances.sorted() && distances[0] > 0)
        let kept = try #require(network.summary.keptShare)
        #expect(kept >= 0 && kept <= 1)
      }
      #expect(report.hypotheses.map(\.quantity) == ["N_fg", "λ", "D_mean", "D_std", "ρ"])
      for verdict in report.hypotheses where verdict.quantity == "N_fg" {
        #expect(verdict.distilled == [networks[1].summary.foreground])
        #expect(verdict.baseline == [networks[2].summary.foreground])
        #expect(verdict.agreeing == (verdict.distilled[0] > verdict.baseline[0] ? 1 : 0))
      }
      // The same command gives the same numbers.
      let again = try self.report(Concepts.self, ["concepts", "runs/kd", "--baseline", "runs/scratch"] + Self.quick)
      #expect(again.groups[0].networks.map(\.summary.foreground) == networks.map(\.summary.foreground))
      #expect(again.groups[0].networks[1].entropies == networks[1].entropies)
      // Alone, there is nothing to hold it against, and the program says what to do.
      let alone = try place.succeed(["analyse", "concepts", "runs/kd"] + Self.quick)
      #expect(alone.errors.contains("--method scratch") && alone.output.contains("N_fg"))
    }

    @Test func whatCannotBeCountedIsSaid() throws {
      for (arguments, words) in [
        (["runs/kd", "--layer", "group9"], "group1, group2, logits"),
        (["runs/kd", "--mask", "circle"], "threshold=SHARE"),
        (["runs/kd", "--cell", "3"], "do not fill"), (["runs/kd", "--baseline", "runs/kd"], "is no baseline"),
        (["runs/kd", "--epochs", "0"], "--epochs is 0"), (["runs/kd", "--mask", "box=0.01"], "both an object"),
      ] {
        let outcome = try place.run(["analyse", "concepts"] + arguments + Self.quick)
        #expect(
          outcome.status == 64 && outcome.errors.contains(words), "\(arguments): \(outcome.status) \(outcome.errors)")
      }
      for name in ["concepts", "soft-targets", "similarity", "attention", "information", "teachers"] {
        let missing = try place.run(["analyse", name, "runs/none"])
        #expect(missing.status == 66 && missing.errors.contains("runs/none"), "\(name): \(missing.errors)")
      }
      let alone = try place.run(["analyse", "information", "runs/scratch"])
      #expect(alone.status == 64 && alone.errors.contains("scratch has no teacher"))
    }

    // MARK: - The others

    private struct SoftTargets: Decodable {
      struct Network: Decodable { var accuracy: Double, entropies: [Double] }
      struct Pair: Decodable { var first: String, second: String, weight: Double }
      struct Gain: Decodable { var baseline: Double, student: Double, gain: Double }
      struct Effect: Decodable { var temperature: Double, teacherEntropy: Double, overlap: Double }
      var teacher: Network?
      var student: Network
      var agreement: Double?
      var pairs: [Pair]
      var temperatures: [Effect]
      var gains: [Gain]
    }

    @Test func softTargetsAgreeWithTheRunsOwnSummary() throws {
      let report = try report(
        SoftTargets.self, ["soft-targets", "runs/kd", "--baseline", "runs/scratch", "--pairs", "4"])
      let log = try RunLog(place.file("runs/kd"))
      let summary = try #require(log.view.summary)
      #expect(report.student.accuracy == summary.student.final.validationAccuracy)
      #expect(report.teacher?.accuracy == summary.teacher?.final.validationAccuracy)
      #expect(report.pairs.count == 4 && report.pairs.map(\.weight) == report.pairs.map(\.weight).sorted(by: >))
      #expect(report.temperatures.map(\.teacherEntropy) == report.temperatures.map(\.teacherEntropy).sorted())
      #expect(report.gains.count == 10 && report.gains.allSatisfy { abs($0.student - $0.baseline - $0.gain) < 1e-12 })
      let test = try self.report(SoftTargets.self, ["soft-targets", "runs/kd", "--split", "test"])
      #expect(test.agreement == summary.agreement && test.student.accuracy == summary.student.final.testAccuracy)
      // A student alone has no teacher to tell of.
      let alone = try self.report(SoftTargets.self, ["soft-targets", "runs/scratch"])
      #expect(alone.teacher == nil && alone.temperatures.isEmpty && alone.agreement == nil)
    }

    private struct Similarity: Decodable {
      struct Matrix: Decodable { var network: String, layer: String, blockContrast: Double?, values: [[Double]] }
      struct Alignment: Decodable { var rows: [String], columns: [String], values: [[Double]] }
      var labels: [Int]
      var matrices: [Matrix]
      var alignments: [Alignment]
    }

    private struct Attention: Decodable {
      struct Layer: Decodable { var network: String, layer: String, maps: [[Double]], likeness: Double? }
      var layers: [Layer]
    }

    private struct Information: Decodable {
      struct Epoch: Decodable { var epoch: Double, likelihood: Double, maps: [[Double]] }
      struct Student: Decodable { var role: String, epochs: [Epoch] }
      var students: [Student]
    }

    @Test func layersAreComparedByThreeMeasures() throws {
      let report = try report(
        Similarity.self, ["similarity", "runs/kd", "--baseline", "runs/scratch", "--per-class", "3"])
      #expect(report.labels == (0..<10).flatMap { [$0, $0, $0] })
      #expect(report.matrices.map(\.network) == ["teacher", "student", "baseline"])
      #expect(report.matrices.allSatisfy { $0.values.count == 30 && ($0.blockContrast ?? 0) > 0 })
      #expect(report.alignments.count == 2 && report.alignments[0].rows == ["group1", "group2", "logits"])
      #expect(report.alignments.flatMap(\.values).flatMap(\.self).allSatisfy { $0 >= 0 && $0 <= 1 + 1e-9 })

      let attention = try self.report(Attention.self, ["attention", "runs/kd", "--images", "2"])
      #expect(attention.layers.map(\.network) == ["teacher", "teacher", "student", "student"])
      #expect(attention.layers.map { $0.likeness == nil } == [true, true, false, false])
      #expect(attention.layers.allSatisfy { $0.maps.count == 2 })

      let information = try self.report(
        Information.self,
        ["information", "runs/kd", "--baseline", "runs/scratch", "--epochs", "2", "--steps", "30", "--images", "2"])
      #expect(information.students.map(\.role) == ["distilled", "baseline"])
      #expect(information.students.allSatisfy { $0.epochs.map(\.epoch) == [2, 3] && $0.epochs[0].maps.count == 2 })
      #expect(information.students.flatMap(\.epochs).allSatisfy { $0.likelihood.isFinite })
    }

    private struct Teachers: Decodable {
      struct Row: Decodable {
        var method: String, guide: String, teacher: String?, teacherStop: Int?, runs: [String]
        var studentValidationAccuracy: [Double], teacherValidationAccuracy: [Double]
      }
      struct Gap: Decodable { var width: Double }
      var rows: [Row]
      var gaps: [Gap]
    }

    @Test func teachersOfASweepStandSideBySide() throws {
      let common = ["--student", "mlp:8", "--epochs", "2", "--teacher-epochs", "2", "--seeds", "2"]
      _ = try place.succeed(["sweep", "--out", "sizes", "--teacher", "mlp:4|mlp:32"] + common)
      _ = try place.succeed(["sweep", "--out", "guides", "--method", "scratch,dml,kd", "--teacher", "mlp:32"] + common)
      let report = try report(Teachers.self, ["teachers", "sizes", "guides"])
      #expect(Set(report.rows.map(\.guide)) == ["none", "peers", "a teacher trained in the run"])
      // The runs of one kind are one row, whichever sweep they are of.
      let large = try #require(report.rows.first { $0.teacher == "mlp:32" })
      #expect(large.runs.count == 4 && large.studentValidationAccuracy.count == 4)
      #expect(report.rows.count == 4)
      #expect(report.gaps.count == 1 && report.gaps[0].width >= 0)
      #expect(report.rows.first { $0.method == "scratch" }?.teacherValidationAccuracy.isEmpty == true)
      let text = try place.succeed(["analyse", "teachers", "sizes", "-o", "teachers.svg"]).output
      #expect(text.contains("capacity gap"))
      #expect(try String(contentsOfFile: place.file("teachers.svg"), encoding: .utf8).contains("<svg"))
    }

    @Test func figuresArePrintedOrWritten() throws {
      for name in ["soft-targets", "similarity", "attention"] {
        let printed = try place.succeed(["analyse", name, "runs/kd", "--format", "svg"]).output
        #expect(printed.hasPrefix("<svg ") && printed.contains("</svg>"))
        #expect(XMLParser(data: Data(printed.utf8)).parse())
      }
      _ = try place.succeed(["analyse", "attention", "runs/kd", "-o", "a.svg"])
      let again = try place.run(["analyse", "attention", "runs/kd", "-o", "a.svg"])
      #expect(again.status == 73 && again.errors.contains("exists already"))
      let both = try place.run(["analyse", "attention", "runs/kd", "--json", "--format", "svg"])
      #expect(both.status == 64)
    }

    // MARK: - A page

    /// Where a headless browser is; nil without one.
    private static let browser = ["chromium-headless-shell", "chromium", "google-chrome"]
      .flatMap { name in
        (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map { "\($0)/\(name)" }
      }.first(where: FileManager.default.isExecutableFile)

    @Test func pageStandsAlone() throws {
      _ = try place.succeed(["report", "runs/kd", "runs/scratch", "-o", "page.html"])
      let html = try String(contentsOfFile: place.file("page.html"), encoding: .utf8)
      // No script, nothing that is loaded from anywhere.
      for word in ["<script", "src=", "href=\"http", "url(", "@import"] { #expect(!html.contains(word), "\(word)") }
      for word in ["kdtop launch --config runs/kd/run.toml", "analyse soft-targets runs/kd --baseline runs/scratch"] {
        #expect(html.contains(word), "\(word)")
      }
      #expect(try place.run(["report", "runs/kd", "-o", "page.html"]).status == 73)
      // Without the data the log still tells.
      let bare = try place.run(["report", "runs/kd", "-o", "bare.html", "--data-dir", "nowhere"])
      #expect(bare.status == 0, "\(bare.errors)")
      // What there is of a run and cannot be read is named on the page, not left out.
      try Data([0xFF, 0xFE, 0x80]).write(to: URL(fileURLWithPath: place.file("runs/kd/run.toml")))
      let torn = try place.run(["report", "runs/kd", "-o", "torn.html"])
      #expect(torn.status == 0, "\(torn.errors)")
      let page = try String(contentsOfFile: place.file("torn.html"), encoding: .utf8)
      #expect(page.contains("run.toml cannot be read") && page.contains("there are no analyses"))
    }

    /// Where `KDTOP_NEEDS_BROWSER` is set, as the gate does, a browser that is missing is a failure.
    private static let isNeeded = ProcessInfo.processInfo.environment["KDTOP_NEEDS_BROWSER"] != nil

    @Test(.enabled(if: browser != nil || isNeeded, "no chromium here: apt-get install chromium-headless-shell"))
    func browserDrawsEveryFigure() throws {
      let browser = try #require(Self.browser)
      _ = try place.succeed(["report", "runs/kd", "-o", "page.html"])
      let page = place.file("page.html")
      let source = try String(contentsOfFile: page, encoding: .utf8)
      let figures = source.components(separatedBy: "<figure>").count - 1
      #expect(figures >= 5)
      // The page itself may run nothing: a frame around it measures what has been drawn.
      let probe = """
        <body><iframe id="f" src="page.html" width="1200" height="800"></iframe><script>
        f.onload = () => { const d = f.contentDocument;
          const drawn = [...d.querySelectorAll('figure > svg')].filter(s => s.getBoundingClientRect().width > 100
            && s.getBoundingClientRect().height > 50 && s.querySelectorAll('path,rect,line').length > 3);
          document.title = 'drawn ' + drawn.length + ' errors ' + d.querySelectorAll('parsererror').length;
          document.body.innerHTML = document.title; };
        </script></body>
        """
      try probe.write(toFile: place.file("probe.html"), atomically: true, encoding: .utf8)
      let outcome = try Program.run(
        command: browser,
        [
          "--headless", "--no-sandbox", "--disable-gpu", "--allow-file-access-from-files",
          "--user-data-dir=\(place.file("b"))",
          "--virtual-time-budget=20000", "--dump-dom", "file://\(place.file("probe.html"))",
        ], in: place.path)
      #expect(outcome.status == 0)
      #expect(outcome.output.contains("drawn \(figures) errors 0"), "\(outcome.output) \(outcome.errors.suffix(500))")
    }
  }
}
