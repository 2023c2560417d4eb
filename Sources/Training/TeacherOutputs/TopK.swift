import Foundation
import Torch

/// The k largest logits of every item, and what is known of the others.
///
/// The others are taken as equal. Where `rest` says how much they weigh together, each is `rest` − ln(classes − k), so that
/// the k have the probabilities they had at temperature 1 and the missing mass is spread evenly. Without it each is as large
/// as the smallest of the k: the least that is certain.
struct TopK {
  let classes: Int
  let k: Int
  /// `[items, k]`, the largest first.
  private(set) var values: [Float]
  /// `[items, k]`, each below `classes`, none twice in a row.
  private(set) var indices: [Int64]
  /// `[items]`: ln Σ exp over the logits that are left out; empty where that is not known, or none is left out.
  private(set) var rest: [Float]

  /// The largest of all logits `[items, classes]`; of equal ones the first.
  /// - Parameter k: 1 to `classes`.
  init(of logits: [Float], classes: Int, k: Int) {
    (self.classes, self.k) = (classes, k)
    (values, indices, rest) = ([], [], [])
    for start in stride(from: 0, to: logits.count, by: classes) {
      let row = logits[start..<start + classes]
      let order = row.indices.sorted { row[$0] != row[$1] ? row[$0] > row[$1] : $0 < $1 }
      values += order.prefix(k).map { row[$0] }
      indices += order.prefix(k).map { Int64($0 - start) }
      guard let largest = order.dropFirst(k).first.map({ Double(row[$0]) }) else { continue }
      let sum = order.dropFirst(k).reduce(0) { $0 + exp(Double(row[$1]) - largest) }
      rest.append(Float(largest + log(sum)))
    }
  }

  /// - Throws: `SafetensorsError`, `TeacherOutputsError`.
  init(_ stored: SafetensorsFile, items: Int, classes: Int) throws {
    typealias Name = TeacherOutputs.Name
    let shape = try stored.entry(Name.values).shape
    guard shape.count == 2, shape[0] == items, (1...classes).contains(shape[1]) else {
      throw TeacherOutputsError(
        file: stored.name,
        .shape(tensor: Name.values, found: shape, expected: "[\(items), k] with k from 1 to \(classes)"))
    }
    let other = try stored.entry(Name.indices).shape
    guard other == shape else {
      throw TeacherOutputsError(
        file: stored.name, .shape(tensor: Name.indices, found: other, expected: "that of topk.values, \(shape)"))
    }
    (self.classes, k) = (classes, shape[1])
    values = try stored.floats(Name.values)
    try TeacherOutputs.check(finite: values, Name.values, of: stored, width: k)
    indices = try stored.integers(Name.indices)
    for item in 0..<items {
      var seen: Set<Int64> = []
      for value in indices[item * k..<(item + 1) * k] {
        guard value >= 0, value < Int64(classes) else {
          throw TeacherOutputsError(file: stored.name, .badIndex(item: item, value: Int(value), classes: classes))
        }
        guard seen.insert(value).inserted else {
          throw TeacherOutputsError(file: stored.name, .repeatedIndex(item: item, value: Int(value)))
        }
      }
    }
    rest = []
    guard k < classes, let entry = stored.entries.first(where: { $0.name == Name.rest }) else { return }
    guard entry.shape == [items] else {
      throw TeacherOutputsError(
        file: stored.name, .shape(tensor: Name.rest, found: entry.shape, expected: "[\(items)]"))
    }
    rest = try stored.floats(Name.rest)
    try TeacherOutputs.check(finite: rest, Name.rest, of: stored, width: 1)
  }

  /// Logits of all classes, `[items, classes]`.
  var dense: [Float] {
    let items = values.count / k
    let share = Float(log(Double(max(1, classes - k))))
    var logits: [Float] = []
    logits.reserveCapacity(items * classes)
    for item in 0..<items {
      let own = item * k..<(item + 1) * k
      let other = rest.isEmpty ? values[own].min() ?? 0 : rest[item] - share
      let start = logits.count
      logits += repeatElement(other, count: classes)
      for place in own { logits[start + Int(indices[place])] = values[place] }
    }
    return logits
  }
}
