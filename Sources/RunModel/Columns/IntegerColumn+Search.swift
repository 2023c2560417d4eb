extension IntegerColumn {
  /// The first index below `end` whose number `isAfter` holds of, where it holds of all numbers after that one too; `end`
  /// if there is none. O(log n).
  func partition(_ end: Int, _ isAfter: (Int) -> Bool) -> Int {
    let chunkCount = (end + Self.chunkLength - 1) >> Self.shift
    let chunk = (0..<chunkCount).partition { isAfter(chunks[$0].first) } - 1
    guard chunk >= 0 else { return 0 }
    let base = chunk << Self.shift
    let place = chunks[chunk].partition(Swift.min(end - base, Self.chunkLength), isAfter)
    return base + place
  }

  /// The last index whose number is `limit` or less, in whatever order numbers are; nil if there is none. O(n), though
  /// even numbers are passed over many at a time.
  func lastIndex(atMost limit: Int) -> Int? {
    for chunk in chunks.indices.reversed() {
      let base = chunk << Self.shift
      if let place = chunks[chunk].lastPlace(atMost: limit, count: Swift.min(count - base, Self.chunkLength)) {
        return base + place
      }
    }
    return nil
  }
}

extension IntegerColumn.Chunk {
  /// As the column's, among the first `end` numbers of the chunk, of which there is one.
  fileprivate func partition(_ end: Int, _ isAfter: (Int) -> Bool) -> Int {
    if progressions.isEmpty { return (0..<end).partition { isAfter(plain[$0]) } }
    let index = progressions.indices.partition { isAfter(progressions[$0].first) } - 1
    guard index >= 0 else { return 0 }
    let progression = progressions[index]
    let next = index + 1 < progressions.count ? Int(progressions[index + 1].start) : end
    guard Int(progression.start) < end else { return end }
    return (Int(progression.start)..<min(next, end)).partition { isAfter(progression.value(at: $0)) }
  }

  fileprivate func lastPlace(atMost limit: Int, count: Int) -> Int? {
    if progressions.isEmpty { return plain.lastIndex { $0 <= limit } }
    var end = count
    for progression in progressions.reversed() {
      let places = Int(progression.start)..<end
      if progression.stride < 0 {
        if progression.value(at: end - 1) <= limit { return end - 1 }
      } else if progression.first <= limit {
        return places.partition { progression.value(at: $0) > limit } - 1
      }
      end = places.lowerBound
    }
    return nil
  }
}

extension Range<Int> {
  /// The first of these for which `isAfter` holds, where it holds for all after that one; the end if there is none.
  /// O(log n).
  @inline(__always)
  func partition(_ isAfter: (Int) -> Bool) -> Int {
    var low = lowerBound
    var high = upperBound
    while low < high {
      let middle = (low + high) / 2
      if isAfter(middle) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
