/// Whole numbers that mostly go up evenly, such as steps, kept as the few arithmetic progressions they consist of.
///
/// Numbers are looked after in chunks. One whose numbers follow no pattern is kept as it is, so that no log takes more
/// than a plain array would.
public struct IntegerColumn: RandomAccessCollection, Sendable {
  /// Numbers from the `start`-th of a chunk on: `first`, `first + stride`, … None of them overflows.
  struct Progression {
    var first: Int
    var stride: Int32
    var start: Int32

    func value(at place: Int) -> Int { first &+ (place &- Int(start)) &* Int(stride) }
  }

  /// One of the two is empty.
  struct Chunk {
    var progressions: [Progression] = []
    var plain: [Int] = []

    var first: Int { progressions.isEmpty ? plain[0] : progressions[0].first }

    func value(at place: Int) -> Int {
      if progressions.isEmpty { return plain[place] }
      if progressions.count == 1 { return progressions[0].value(at: place) }
      return progressions[(1..<progressions.count).partition { Int(progressions[$0].start) > place } - 1].value(
        at: place)
    }
  }

  private(set) var chunks: [Chunk] = []
  public private(set) var count = 0
  /// The number that would go on with the last progression, while there is one of two numbers or more.
  private var expected: Int?
  private var stride = 0

  static let shift = 12
  static let chunkLength = 1 << shift
  /// Progressions of a chunk; with more it is kept plain. So many take half of what numbers would.
  static let maximumProgressions = chunkLength / 4

  init() {}

  public var startIndex: Int { 0 }
  public var endIndex: Int { count }

  /// O(log n) where numbers are uneven, otherwise O(1).
  public subscript(index: Int) -> Int {
    chunks[index >> Self.shift].value(at: index & (Self.chunkLength - 1))
  }

  /// Amortised O(1).
  mutating func append(_ value: Int) {
    let place = count & (Self.chunkLength - 1)
    if place > 0, value == expected {
      // As foretold: there is nothing to note.
      foretell(after: value)
    } else {
      if place == 0 { chunks.append(Chunk()) }
      note(value, at: place)
    }
    count += 1
  }

  private mutating func foretell(after value: Int) {
    let (next, overflows) = value.addingReportingOverflow(stride)
    expected = overflows ? nil : next
  }

  private mutating func note(_ value: Int, at place: Int) {
    let last = chunks.count - 1
    expected = nil
    guard chunks[last].plain.isEmpty else {
      chunks[last].plain.append(value)
      return
    }
    if let stride = strideOfSecond(value, at: place) {
      chunks[last].progressions[chunks[last].progressions.count - 1].stride = stride
      self.stride = Int(stride)
      foretell(after: value)
    } else if chunks[last].progressions.count < Self.maximumProgressions {
      chunks[last].progressions.append(Progression(first: value, stride: 0, start: Int32(place)))
    } else {
      var plain: [Int] = []
      plain.reserveCapacity(Self.chunkLength)
      for place in 0..<place { plain.append(chunks[last].value(at: place)) }
      plain.append(value)
      chunks[last] = Chunk(plain: plain)
    }
  }

  /// How the last progression goes on, where `value` is the second of it.
  private func strideOfSecond(_ value: Int, at place: Int) -> Int32? {
    guard let last = chunks.last?.progressions.last, Int(last.start) == place - 1 else { return nil }
    let (difference, overflows) = value.subtractingReportingOverflow(last.first)
    return overflows ? nil : Int32(exactly: difference)
  }

  /// Bytes of memory taken, spare room included.
  var footprint: Int {
    chunks.footprint + chunks.reduce(0) { $0 + $1.progressions.footprint + $1.plain.footprint }
  }
}
