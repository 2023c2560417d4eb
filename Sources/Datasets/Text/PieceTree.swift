/// Pieces of words by their UTF-8 bytes, to find the longest one that begins at a place in one pass over it.
///
/// A tree of bytes whose branches are all in one open-addressed table: key node·256 + byte. A vocabulary of 30,000 pieces has
/// about 120,000 nodes, which takes some 3 MB.
struct PieceTree: Sendable {
  /// Where pieces that begin a word are.
  static let root: UInt32 = 0
  /// Where pieces that go on with a word are: behind `##`. Nil when there are none.
  private(set) var continuations: UInt32?
  /// By node: the piece that ends there, or −1.
  private var ids: [Int32]
  private var keys: [UInt32]
  private var children: [UInt32]
  private var mask: Int

  /// No key: no node is that large, as a vocabulary has fewer bytes.
  private static let free = UInt32.max

  /// The id of a piece is its place; the last of several equal ones counts.
  init(_ tokens: [String]) {
    ids = [-1]
    let capacity = 1 << 10
    keys = [UInt32](repeating: PieceTree.free, count: capacity)
    children = [UInt32](repeating: 0, count: capacity)
    mask = capacity - 1
    for (id, token) in tokens.enumerated() {
      var node = PieceTree.root
      for byte in token.utf8 { node = insert(node, byte) }
      ids[Int(node)] = Int32(truncatingIfNeeded: id)
    }
    var node: UInt32? = PieceTree.root
    for _ in 0..<2 { node = node.flatMap { child($0, UInt8(ascii: "#")) } }
    continuations = node
  }

  /// The piece that is exactly `token`.
  func id(of token: String) -> Int32? {
    var node = PieceTree.root
    for byte in token.utf8 {
      guard let next = child(node, byte) else { return nil }
      node = next
    }
    let id = ids[Int(node)]
    return id < 0 ? nil : id
  }

  /// The longest piece that `bytes` begin with at `start`, read from the node `origin`; at least one byte long.
  func longest(in bytes: [UInt8], from start: Int, at origin: UInt32) -> (id: Int32, end: Int)? {
    var (node, place) = (origin, start)
    var found: (id: Int32, end: Int)?
    while place < bytes.count, let next = child(node, bytes[place]) {
      node = next
      place += 1
      let id = ids[Int(node)]
      if id >= 0 { found = (id, place) }
    }
    return found
  }

  @inline(__always)
  private func slot(_ key: UInt32) -> Int { Int((key &* 0x9e37_79b1) >> 7) & mask }

  @inline(__always)
  private func child(_ node: UInt32, _ byte: UInt8) -> UInt32? {
    let key = node << 8 | UInt32(byte)
    var place = slot(key)
    while keys[place] != PieceTree.free {
      if keys[place] == key { return children[place] }
      place = (place + 1) & mask
    }
    return nil
  }

  private mutating func insert(_ node: UInt32, _ byte: UInt8) -> UInt32 {
    if let known = child(node, byte) { return known }
    if ids.count * 2 > mask { grow() }
    let child = UInt32(ids.count)
    ids.append(-1)
    put(node << 8 | UInt32(byte), child)
    return child
  }

  private mutating func put(_ key: UInt32, _ child: UInt32) {
    var place = slot(key)
    while keys[place] != PieceTree.free { place = (place + 1) & mask }
    keys[place] = key
    children[place] = child
  }

  private mutating func grow() {
    let (old, values) = (keys, children)
    let capacity = (mask + 1) * 2
    keys = [UInt32](repeating: PieceTree.free, count: capacity)
    children = [UInt32](repeating: 0, count: capacity)
    mask = capacity - 1
    for (key, child) in zip(old, values) where key != PieceTree.free { put(key, child) }
  }
}
