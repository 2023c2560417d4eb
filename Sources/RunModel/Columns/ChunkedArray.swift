/// An array that only grows, in pieces of one length: what is there never moves, and no more than a piece is spare. A
/// plain array takes up to twice what it holds, and three times that while it moves.
public struct ChunkedArray<Element: Sendable>: RandomAccessCollection, Sendable {
  private var chunks: [[Element]] = []
  public private(set) var count = 0

  /// Pieces of about 16 KB.
  private static var shift: Int { MemoryLayout<Element>.stride > 8 ? 9 : 12 }
  /// Elements of a piece.
  static var chunkLength: Int { 1 << shift }

  init() {}

  public var startIndex: Int { 0 }
  public var endIndex: Int { count }

  /// O(1).
  public subscript(index: Int) -> Element { chunks[index >> Self.shift][index & (Self.chunkLength - 1)] }

  /// Amortised O(1).
  mutating func append(_ element: Element) {
    let place = count & (Self.chunkLength - 1)
    if place == 0 { chunks.append([]) }
    // A log may have thousands of short columns: the first piece grows as it is needed.
    if place == (count < Self.chunkLength ? Self.chunkLength / 8 : 0) {
      chunks[chunks.count - 1].reserveCapacity(Self.chunkLength)
    }
    chunks[chunks.count - 1].append(element)
    count += 1
  }

  /// As `append` of each element, faster.
  mutating func append(_ elements: UnsafeBufferPointer<Element>) {
    var rest = elements[...]
    while let element = rest.first {
      append(element)
      // What fits into the piece that has room now.
      let room = (Self.chunkLength - (count & (Self.chunkLength - 1))) & (Self.chunkLength - 1)
      let next = rest.dropFirst().prefix(room)
      chunks[chunks.count - 1].append(contentsOf: UnsafeBufferPointer(rebasing: next))
      count += next.count
      rest = rest.dropFirst(1 + next.count)
    }
  }

  /// Calls `body` with each element of `range`, in order: for long stretches, faster than one by one.
  func forEach(in range: Range<Int>, _ body: (Element) -> Void) {
    var start = range.lowerBound
    while start < range.upperBound {
      let chunk = start >> Self.shift
      let end = Swift.min(range.upperBound, (chunk + 1) << Self.shift)
      let place = start & (Self.chunkLength - 1)
      chunks[chunk].withUnsafeBufferPointer { for index in place..<place + end - start { body($0[index]) } }
      start = end
    }
  }

  /// Calls `body` with stretches that lie together in memory, in order, which make up `range`.
  func forEachStretch(in range: Range<Int>, _ body: (UnsafeBufferPointer<Element>) -> Void) {
    var start = range.lowerBound
    while start < range.upperBound {
      let end = Swift.min(range.upperBound, ((start >> Self.shift) + 1) << Self.shift)
      let place = start & (Self.chunkLength - 1)
      chunks[start >> Self.shift].withUnsafeBufferPointer {
        body(UnsafeBufferPointer(rebasing: $0[place..<place + end - start]))
      }
      start = end
    }
  }

  /// Bytes of memory taken, spare room included.
  var footprint: Int { chunks.footprint + chunks.reduce(0) { $0 + $1.footprint } }
}

extension Array {
  /// Bytes of memory taken, spare room and the array's own header included, what elements refer to not.
  var footprint: Int { capacity == 0 ? 0 : 32 + capacity * MemoryLayout<Element>.stride }
}
