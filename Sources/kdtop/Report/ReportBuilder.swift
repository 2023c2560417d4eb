import Analysis
import Figures
import Foundation
import RunModel
import TerminalUI
import Training

/// Puts a page together from what runs have logged and what analyses find in them.
final class ReportBuilder {
  private let arguments: AnalysisArguments
  private let wantsConcepts: Bool
  private let wantsInformation: Bool
  private let progress: AnalysisProgress
  /// What is missing on the page, and why.
  private(set) var notices: [String] = []

  init(arguments: AnalysisArguments, wantsConcepts: Bool, wantsInformation: Bool, progress: AnalysisProgress) {
    self.arguments = arguments
    self.wantsConcepts = wantsConcepts
    self.wantsInformation = wantsInformation
    self.progress = progress
  }

  func page(_ paths: [(path: String, isFound: Bool)]) throws -> ReportPage {
    var logs: [(path: String, log: LoadedLog)] = []
    for (path, isFound) in paths {
      do { logs.append((path, try LoadedLog(path))) } catch {
        guard isFound else { throw error }
        notices.append("left out: \(error)")
      }
    }
    guard !logs.isEmpty else { throw InputMissing(what: "there is no run to tell of") }
    var page = ReportPage(
      title: logs.count == 1 ? "kdtop: \(LogTitle.text(for: logs[0].path))" : "kdtop: \(logs.count) runs")
    page.runCount = logs.count
    let all = logs.map(\.path)
    if logs.count > 1 {
      page.section("Side by side")
      attempt("analyse teachers") {
        let report = try TeachersReport(all)
        page.code(report.text)
        page.figure(report.figure, command: command("analyse teachers", all))
      }
    }
    let readers = all.map { path in (path, try? arguments.reader(path)) }
    for (path, log) in logs {
      page.section(LogTitle.text(for: path))
      if let warning = log.warning { page.paragraph("Note: \(warning)") }
      RunSection(path: path, view: RunView(log.store)).write(to: &page)
      guard let reader = readers.first(where: { $0.0 == path })?.1 else {
        attempt(path) { _ = try arguments.reader(path) }
        page.paragraph("Its networks cannot be read, so there are no analyses.")
        continue
      }
      analyses(reader, baseline: baseline(of: reader, among: readers.compactMap(\.1)), &page)
    }
    if wantsConcepts {
      page.section("Visual concepts")
      attempt("analyse concepts") {
        let pairs = try ConceptPairs(all, baselines: [], arguments)
        let analysis = ConceptsAnalysis(
          .init(
            layer: nil, mask: nil, images: 20, epochs: 8, threshold: 0.2, cell: nil, fit: EntropyFit()),
          progress: progress)
        let report = try ConceptsReport(pairs.groups.map { try analysis.measure($0) }, settings: analysis.told)
        notices += pairs.notices + analysis.notices
        page.code(report.text)
        page.figure(report.figure, command: command("analyse concepts", all))
      }
    }
    return page
  }

  private func baseline(of reader: RunReader, among readers: [RunReader]) -> RunReader? {
    guard !reader.configuration.teachers.isEmpty || reader.configuration.teacherOutputs != nil else { return nil }
    return readers.first { other in
      let (a, b) = (other.configuration, reader.configuration)
      return a.teachers.isEmpty && a.teacherOutputs == nil && a.seed == b.seed && a.dataset.name == b.dataset.name
        && a.students.first == b.students.first
    }
  }

  private func analyses(_ reader: RunReader, baseline: RunReader?, _ page: inout ReportPage) {
    let with = baseline.map { ["--baseline", $0.path] } ?? []
    progress.say("\(reader.path): soft targets")
    attempt("\(reader.path): analyse soft-targets") {
      let report = try SoftTargetsReport(reader, part: .validation, temperature: nil, pairs: 8, baseline: baseline)
      page.heading("Soft targets")
      page.details("Table", report.text)
      page.figure(report.figure, command: command("analyse soft-targets", [reader.path] + with))
    }
    progress.say("\(reader.path): similarity")
    attempt("\(reader.path): analyse similarity") {
      let report = try SimilarityReport(reader, layer: nil, perClass: 8, examples: 512, baseline: baseline)
      page.heading("Similarity")
      page.details("Table", report.text)
      page.figure(report.figure, command: command("analyse similarity", [reader.path] + with))
    }
    attempt("\(reader.path): analyse attention") {
      let first = try reader.student(at: reader.finalMoment).groupLayers.first
      guard let first, !first.hasPrefix("hidden") else { return }
      let report = try AttentionReport(reader, images: 6, baseline: baseline)
      page.heading("Attention")
      page.figure(report.figure, command: command("analyse attention", [reader.path] + with))
    }
    guard wantsInformation, !reader.configuration.teachers.isEmpty else { return }
    attempt("\(reader.path): analyse information") {
      let report = try InformationReport(
        reader, baseline: baseline, epochs: 4, steps: 300, images: 6, layers: nil, progress: progress)
      page.heading("Information")
      page.code(report.text)
      page.figure(report.figure, command: command("analyse information", [reader.path] + with))
    }
  }

  /// A part that fails is missing, and the page says so through the notices; the rest stands.
  private func attempt(_ name: String, _ body: () throws -> Void) {
    do { try body() } catch { notices.append("\(name): \(error)") }
  }

  private func command(_ name: String, _ words: [String]) -> String {
    "kdtop \(name) \(words.map(ReportBuilder.quoted).joined(separator: " ")) -o figure.svg"
  }

  /// As a shell takes it.
  static func quoted(_ word: String) -> String {
    let isPlain =
      !word.isEmpty && word.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "._/=+-,:@".contains($0)) }
    return isPlain ? word : "'" + word.replacingOccurrences(of: "'", with: "'\\''") + "'"
  }
}
