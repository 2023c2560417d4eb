/// An order of items in which every beginning holds each class in proportion, give or take one: take the first
/// tenth for validation, or the first 100 examples for a student. As the first 100 are among the first 200,
/// subsets nest.
///
/// Each class is shuffled; item r of a class of n gets the key (2r + 1) / n, and items are sorted by it. That is
/// the apportionment method of Webster and Sainte-Laguë (M. Balinski, H. P. Young, "Fair representation", 1982).
enum StratifiedOrder {
  /// The `indices`, reordered. O(n log n); keys are compared in integers, so the order is the same everywhere.
  ///
  /// - Precondition: every index is in `labels`' range.
  static func order(_ indices: [Int], labels: [Int64], using generator: inout SplitMix64) -> [Int] {
    var classes = Dictionary(grouping: indices.sorted()) { labels[$0] }
      .sorted { $0.key < $1.key }
      .map(\.value)
    // The order of the classes breaks ties; fixed, class 0 would always have one more than class 9.
    generator.shuffle(&classes)
    var items: [Item] = []
    items.reserveCapacity(indices.count)
    for (rank, members) in classes.enumerated() {
      var members = members
      generator.shuffle(&members)
      for (position, index) in members.enumerated() {
        items.append(Item(index: index, numerator: 2 * position + 1, classSize: members.count, tieBreak: rank))
      }
    }
    items.sort()
    return items.map(\.index)
  }

  private struct Item: Comparable {
    var index: Int
    var numerator: Int
    var classSize: Int
    var tieBreak: Int

    static func < (left: Item, right: Item) -> Bool {
      let (a, b) = (left.numerator * right.classSize, right.numerator * left.classSize)
      return a == b ? left.tieBreak < right.tieBreak : a < b
    }
  }
}
