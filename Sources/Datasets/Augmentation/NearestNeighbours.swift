/// Each example's nearest other example, by Euclidean distance over all values.
enum NearestNeighbours {
  /// Values added up before looking whether a pair is still worth it.
  private static let chunk = 256
  /// Examples compared with each other while they are in the cache.
  private static let tile = 32

  /// For each row of `examples`, the row of the nearest other one; of several as near the first. Exact: squared
  /// distances are whole numbers. O(n² · d), each pair once, given up where it cannot be the nearest for either.
  ///
  /// - Parameters:
  ///   - examples: `[count, attributes]`.
  ///   - progress: Told a share of the work now and then, 0…1; what it throws ends the search.
  /// - Returns: `[count]`; with a single example, itself.
  static func search(
    _ examples: [UInt8], attributes: Int, progress: (Double) throws -> Void
  ) rethrows -> [Int] {
    let count = attributes > 0 ? examples.count / attributes : 0
    var neighbours = [Int](0..<count)
    var distances = [Int](repeating: .max, count: count)
    let tiles = (count + tile - 1) / tile
    try examples.withUnsafeBufferPointer { examples in
      guard let base = examples.baseAddress else { return }
      for first in 0..<tiles {
        for second in first..<tiles {
          let others = second * tile..<min(count, (second + 1) * tile)
          for row in first * tile..<min(count, (first + 1) * tile) {
            let values = base + row * attributes
            for other in others where other > row {
              let limit = max(distances[row], distances[other])
              let distance = squaredDistance(values, base + other * attributes, attributes, limit: limit)
              // Rows come in no order of their own: of equal distances the smaller row counts.
              if (distance, other) < (distances[row], neighbours[row]) {
                (distances[row], neighbours[row]) = (distance, other)
              }
              if (distance, row) < (distances[other], neighbours[other]) {
                (distances[other], neighbours[other]) = (distance, row)
              }
            }
          }
        }
        // Tiles are compared with those after them: what is left is a triangle.
        let left = Double(tiles - first - 1) / Double(tiles)
        try progress(1 - left * left)
      }
    }
    return neighbours
  }

  /// The sum of squared differences, or some number above `limit` when it is above.
  @inline(__always)
  private static func squaredDistance(
    _ a: UnsafePointer<UInt8>, _ b: UnsafePointer<UInt8>, _ count: Int, limit: Int
  ) -> Int {
    var sum = 0
    var start = 0
    while start < count && sum <= limit {
      let end = min(count, start + chunk)
      // A square of at most 255 fits 16 bits without a sign, and 256 of them 32 bits: the narrower, the more at once.
      var part: UInt32 = 0
      for place in start..<end {
        let difference = UInt16(a[place]) &- UInt16(b[place])
        part &+= UInt32(difference &* difference)
      }
      sum += Int(part)
      start = end
    }
    return sum
  }
}
