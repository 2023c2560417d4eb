/// Finds tokens with a meaning of their own, such as `[MASK]`, in a text; at one place the longest.
struct SpecialTokenFinder: Sendable {
  private let tokens: [(bytes: [UInt8], id: Int32)]
  /// Whether a token begins with that byte.
  private let begins: [Bool]

  init(_ tokens: [(String, Int32)]) {
    self.tokens = tokens.map { (Array($0.0.utf8), $0.1) }.filter { !$0.bytes.isEmpty }
      .sorted { $0.bytes.count > $1.bytes.count }
    var begins = [Bool](repeating: false, count: 256)
    for token in self.tokens { begins[Int(token.bytes[0])] = true }
    self.begins = begins
  }

  /// The first token at or after `start`, and where it is.
  func next(in text: UnsafeBufferPointer<UInt8>, from start: Int) -> (Range<Int>, Int32)? {
    var place = start
    while place < text.count {
      if begins[Int(text[place])] {
        for (bytes, id) in tokens where bytes.count <= text.count - place {
          if text[place..<(place + bytes.count)].elementsEqual(bytes) { return (place..<(place + bytes.count), id) }
        }
      }
      place += 1
    }
    return nil
  }
}
