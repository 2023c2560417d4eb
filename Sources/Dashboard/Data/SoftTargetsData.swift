import Foundation
import RunModel

/// What the soft-target panel shows: for the examples of one class, how teacher and student spread their probability.
struct SoftTargetsData: Equatable {
  struct Row: Equatable {
    /// Index of the class.
    var index: Int
    var name: String
    /// 0…1; nil where there are no logits.
    var teacher: Double?
    var student: Double?
    /// Whether it is the class the examples belong to: the hard label.
    var isTrue: Bool
  }

  var className: String
  /// Largest first where there are too many; otherwise in the order of classes.
  var rows: [Row]
  /// In nats; nil without logits.
  var teacherEntropy: Double?
  var studentEntropy: Double?

  /// Longest class name kept; names come from files.
  private static let longestName = 40

  /// - Parameter limit: how many rows fit.
  init(_ view: RunView, ofClass index: Int, temperature: Double, limit: Int) {
    let targets = view.softTargets(ofClass: index, temperature: temperature)
    // In a log of somebody else's the two need not know the same classes.
    let count = max(targets.teacher.count, targets.student.count)
    func share(_ shares: [Float], _ place: Int) -> Double? {
      shares.indices.contains(place) ? Double(shares[place]) : nil
    }
    className = SoftTargetsData.name(index, in: view)
    teacherEntropy = SoftTargetsData.entropy(targets.teacher)
    studentEntropy = SoftTargetsData.entropy(targets.student)
    var order = Array(0..<count)
    if count > max(limit, 0) {
      let weights = targets.teacher.isEmpty ? targets.student : targets.teacher
      let known = order.map { share(weights, $0) ?? 0 }
      order.sort { (known[$0], -$0) > (known[$1], -$1) }
      order = Array(order.prefix(max(limit, 0)))
      // The true class stays in sight even when the networks think little of it.
      if !order.contains(index), index < count, !order.isEmpty { order[order.count - 1] = index }
    }
    rows = order.map { place in
      Row(
        index: place, name: SoftTargetsData.name(place, in: view),
        teacher: share(targets.teacher, place), student: share(targets.student, place), isTrue: place == index)
    }
  }

  /// How many classes there are examples of.
  static func classCount(in view: RunView) -> Int {
    let counts = [Tag.teacherProbeLogits, Tag.studentProbeLogits].compactMap { tag -> Int? in
      // Without values the first extent may be any number.
      guard let logits = view.store.tensors[RunStore.Key(tag)]?.latest(at: view.position), logits.shape.count == 3,
        !logits.values.isEmpty
      else { return nil }
      return logits.shape[0]
    }
    return counts.max() ?? view.description?.classNames.count ?? 0
  }

  static func name(_ index: Int, in view: RunView) -> String {
    let names = view.description?.classNames ?? []
    return names.indices.contains(index) ? String(names[index].prefix(longestName)) : "\(index)"
  }

  static func entropy(_ shares: [Float]) -> Double? {
    guard !shares.isEmpty else { return nil }
    return shares.reduce(0) { $1 > 0 ? $0 - Double($1) * log(Double($1)) : $0 }
  }
}
