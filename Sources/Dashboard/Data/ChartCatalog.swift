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

/// Which charts a run has: the losses and accuracies of a distillation, and one for each tag that is shown nowhere else,
/// with a curve for each sub-directory of the log.
struct ChartCatalog: Sendable {
  var loss: ChartSpec?
  var accuracy: ChartSpec?
  var others: [ChartSpec] = []
  /// Curves that have a point by now, drawn or not.
  let curveCount: Int

  init(_ view: RunView) {
    let keys = view.keys
    curveCount = keys.count
    let isOurs = view.description != nil
    let own = keys.filter(\.run.isEmpty)
    // A fork's log has its parent's curves beside its own.
    let parent = view.description?.parent.map { _ in keys.filter { !$0.run.isEmpty } } ?? []
    var claimed: Set<RunStore.Key> = []
    if isOurs || own.contains(where: { $0.tag == Tag.studentLoss || $0.tag == Tag.teacherLoss }) {
      let losses = own.filter { $0.tag.hasPrefix("loss/") }
      let before = parent.filter { $0.tag == Tag.studentLoss }
      claimed.formUnion(losses + parent)
      loss = ChartSpec(
        id: .loss, title: "loss",
        series: ChartCatalog.losses(losses, terms: view.description?.terms ?? []) + ChartCatalog.parents(before))
    }
    let ours = [Tag.studentAccuracy, Tag.teacherAccuracy, Tag.agreement]
    if isOurs || own.contains(where: { ours.contains($0.tag) }) {
      let shares = own.filter { $0.tag.hasPrefix("accuracy/") }
      claimed.formUnion(shares)
      accuracy = ChartSpec(
        id: .accuracy, title: "accuracy",
        series: ChartCatalog.ordered(shares, first: ours)
          + ChartCatalog.parents(parent.filter { $0.tag == Tag.studentAccuracy }), isShare: true)
    }
    let elsewhere = ChartCatalog.tagsShownElsewhere(view.description)
    others = ChartCatalog.grouped(
      keys.filter { !claimed.contains($0) && !($0.run.isEmpty && elsewhere.contains($0.tag)) })
  }

  /// The run's own knobs have sliders, and its speed is in the header. A tag that merely looks like one of these is
  /// somebody else's, and has no other place.
  private static func tagsShownElsewhere(_ run: RunDescription?) -> Set<String> {
    guard let run else { return [] }
    return Set(run.knobs.map { Tag.knob($0.name) } + [Tag.stepsPerSecond])
  }

  /// Tags and directories come from files and may be of any length.
  private static let longestTitle = 200
  private static let longestLabel = 60

  /// The student of the run a fork parted from: what would have happened without it.
  private static func parents(_ keys: [RunStore.Key]) -> [CurveSpec] {
    keys.map { CurveSpec(key: $0, label: "parent", style: .series(4), isSecondary: true) }
  }

  private static func losses(_ keys: [RunStore.Key], terms: [String]) -> [CurveSpec] {
    let whole = [Tag.studentLoss, Tag.teacherLoss]
    return ordered(keys, first: whole + terms.map(Tag.loss)).map { series in
      var series = series
      series.isSecondary = !whole.contains(series.key.tag) && !isNetwork(series.key.tag)
      return series
    }
  }

  /// Whether a tag is of one of several networks: `loss/peer-2`.
  private static func isNetwork(_ tag: String) -> Bool {
    tag.hasPrefix("loss/peer-") || tag.hasPrefix("loss/teacher-")
  }

  /// Known tags in their order, then the others as they came.
  private static func ordered(_ keys: [RunStore.Key], first tags: [String]) -> [CurveSpec] {
    let places = Dictionary(keys.map { ($0.tag, $0) }) { first, _ in first }
    let known = tags.compactMap { places[$0] }
    let taken = Set(known)
    let all = known + keys.filter { !taken.contains($0) }
    return all.enumerated().map { index, key in
      // Not a network's curve, though a teacher is in its name.
      if key.tag == Tag.shareOfTeacher {
        return CurveSpec(key: key, label: "share kept", style: .series(index), isSecondary: true)
      }
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
    // Several networks of a kind are told apart.
    if name.hasPrefix("teacher-"), name.dropFirst(8).allSatisfy(\.isNumber) { return .series(index) }
    if name.hasPrefix("peer-"), let number = Int(name.dropFirst(5)) { return .peer(max(0, number - 2)) }
    if name.contains("teacher") { return .teacher }
    if name.contains("student") { return .student }
    if name.contains("agreement") { return .agreement }
    if name.contains("hard") { return .hard }
    if name.contains("soft") { return .soft }
    return .series(index)
  }

  /// Letters that all names start with, up to a mark that ends a word; 0 for a single name. O(letters).
  private static func sharedPrefix(_ names: [String]) -> Int {
    guard names.count > 1, let first = names.first else { return 0 }
    var shared = Array(first)
    for name in names.dropFirst() where !shared.isEmpty {
      let same = zip(shared, name).prefix { $0 == $1 }.count
      shared.removeLast(shared.count - same)
    }
    return (shared.lastIndex { $0 == "_" || $0 == "/" || $0 == "-" } ?? -1) + 1
  }
}
