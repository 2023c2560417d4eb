/// Ascending points in time, in seconds, kept to the microsecond below: four bytes each, as what has passed since the
/// first of a chunk.
///
/// A chunk that spans more than an hour, or whose times do not ascend, is kept as it is from there on.
public struct TimeColumn: RandomAccessCollection, Sendable {
  /// One of the two is empty.
  private struct Chunk {
    var base: Double
    /// In units since `base`.
    var offsets: [UInt32] = []
    var plain: [Double] = []

    func value(at place: Int) -> Double {
      offsets.isEmpty ? plain[place] : base + Double(offsets[place]) * TimeColumn.unit
    }
  }

  private var chunks: [Chunk] = []
  public private(set) var count = 0

  private static let shift = 12
  static let chunkLength = 1 << shift
  /// Seconds; a power of two, so that whole seconds, halves and quarters are kept as they are.
  private static let unit = 1.0 / Double(1 << 20)

  init() {}

  public var startIndex: Int { 0 }
  public var endIndex: Int { count }

  /// O(1).
  public subscript(index: Int) -> Double {
    chunks[index >> Self.shift].value(at: index & (Self.chunkLength - 1))
  }

  /// Amortised O(1).
  mutating func append(_ time: Double) {
    if count & (Self.chunkLength - 1) == 0 {
      chunks.append(Chunk(base: time))
      chunks[chunks.count - 1].offsets.reserveCapacity(Self.chunkLength)
    }
    count += 1
    let last = chunks.count - 1
    if chunks[last].plain.isEmpty {
      let units = (time - chunks[last].base) / Self.unit
      if units >= 0, units < 0x1p32 {
        chunks[last].offsets.append(UInt32(units))
        return
      }
      chunks[last].plain.reserveCapacity(Self.chunkLength)
      for place in chunks[last].offsets.indices { chunks[last].plain.append(chunks[last].value(at: place)) }
      chunks[last].offsets = []
    }
    chunks[last].plain.append(time)
  }

  /// Bytes of memory taken, spare room included.
  var footprint: Int { chunks.footprint + chunks.reduce(0) { $0 + $1.offsets.footprint + $1.plain.footprint } }
}
