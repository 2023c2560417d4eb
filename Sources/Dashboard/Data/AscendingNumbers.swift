extension [Int] {
  /// How many of these ascending numbers are below `limit`. O(log n).
  func count(below limit: Int) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if self[middle] >= limit { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
