import Foundation
import RunModel
import TerminalUI

/// One curve of a chart.
struct CurveSpec: Sendable, Equatable {
  var key: RunStore.Key
  var label: String
  var style: Style
  /// A term rather than the whole: drawn behind the others.
  var isSecondary = false
}

/// What a chart draws.
struct ChartSpec: Sendable, Equatable {
  var id: PanelID
  var title: String
  var series: [CurveSpec]
  /// Values are shares, 0…1.
  var isShare = false
}

/// Which charts a run has: the losses and accuracies of a distillation, and one for each tag that is none of kdtop's, with
/// a curve for each sub-directory of the log.
struct ChartCatalog {
  var loss: ChartSpec?
  var accuracy: ChartSpec?
  var others: [ChartSpec] = []

  init(_ view: RunView) {
    let keys = view.keys
    let isOurs = view.description != nil
    let own = keys.filter(\.run.isEmpty)
    var claimed: Set<RunStore.Key> = []
    if isOurs || own.contains(where: { $0.tag == Tag.studentLoss || $0.tag == Tag.teacherLoss }) {
      let losses = own.filter { $0.tag.hasPrefix("loss/") }
      claimed.formUnion(losses)
      loss = ChartSpec(
        id: .loss, title: "loss", series: ChartCatalog.losses(losses, terms: view.description?.terms ?? []))
    }
    let ours = [Tag.studentAccuracy, Tag.teacherAccuracy, Tag.agreement]
    if isOurs || own.contains(where: { ours.contains($0.tag) }) {
      let shares = own.filter { $0.tag.hasPrefix("accuracy/") }
      claimed.formUnion(shares)
      accuracy = ChartSpec(
        id: .accuracy, title: "accuracy", series: ChartCatalog.ordered(shares, first: ours), isShare: true)
    }
    let rest = keys.filter { key in
      !claimed.contains(key) && !(isOurs && key.run.isEmpty && Tag.isOurs(key.tag))
    }
    others = ChartCatalog.grouped(rest)
  }

  /// Tags and directories come from files and may be of any length.
  private static let longestTitle = 200
  private static let longestLabel = 60

  private static func losses(_ keys: [RunStore.Key], terms: [String]) -> [CurveSpec] {
    let whole = [Tag.studentLoss, Tag.teacherLoss]
    return ordered(keys, first: whole + terms.map(Tag.loss)).map { series in
      var series = series
      series.isSecondary = !whole.contains(series.key.tag)
      return series
    }
  }

  /// Known tags in their order, then the others as they came.
  private static func ordered(_ keys: [RunStore.Key], first tags: [String]) -> [CurveSpec] {
    let known = tags.compactMap { tag in keys.first { $0.tag == tag } }
    let all = known + keys.filter { !known.contains($0) }
    return all.enumerated().map { index, key in
      let name = String((key.tag.split(separator: "/").last ?? "?").prefix(longestLabel))
      return CurveSpec(key: key, label: name, style: style(of: name, index: index))
    }
  }

  private static func grouped(_ keys: [RunStore.Key]) -> [ChartSpec] {
    var order: [String] = []
    var groups: [String: [RunStore.Key]] = [:]
    for key in keys {
      if groups[key.tag] == nil { order.append(key.tag) }
      groups[key.tag, default: []].append(key)
    }
    return order.map { tag in
      let members = groups[tag, default: []]
      let title = String(tag.prefix(longestTitle))
      let shared = sharedPrefix(members.map(\.run))
      let series = members.enumerated().map { index, key in
        let label =
          members.count == 1 && key.run.isEmpty
          ? String(tag.prefix(longestLabel)) : String(key.run.dropFirst(shared).prefix(longestLabel))
        return CurveSpec(
          key: key, label: label.isEmpty ? "." : label,
          style: style(of: members.count > 1 ? label : title, index: index))
      }
      return ChartSpec(id: .chart(tag), title: title, series: series)
    }
  }

  /// Colours keep their meaning wherever a name says what it is.
  private static func style(of name: String, index: Int) -> Style {
    let name = name.lowercased()
    if name.contains("teacher") { return .teacher }
    if name.contains("student") { return .student }
    if name.contains("agreement") { return .agreement }
    if name.contains("hard") { return .hard }
    if name.contains("soft") { return .soft }
    return .series(index)
  }

  /// Letters that all names start with, up to a mark that ends a word; 0 for a single name.
  private static func sharedPrefix(_ names: [String]) -> Int {
    guard names.count > 1, let first = names.first else { return 0 }
    var length = 0
    for (index, letter) in first.enumerated() {
      guard names.allSatisfy({ $0.dropFirst(index).first == letter }) else { break }
      if letter == "_" || letter == "/" || letter == "-" { length = index + 1 }
    }
    return length
  }
}
