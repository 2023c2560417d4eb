import Foundation

/// Takes a text apart into words and looks up their pieces: the work of `BertTokenizer`.
struct WordCollector {
  private let tokenizer: BertTokenizer
  private let stripsAccents: Bool
  var ids: [Int32] = []
  /// The word so far, in UTF-8, and its characters.
  private var word: [UInt8] = []
  private var characters = 0

  init(_ tokenizer: BertTokenizer, capacity: Int) {
    self.tokenizer = tokenizer
    stripsAccents = tokenizer.options.stripsAccents ?? tokenizer.options.lowercases
    ids.reserveCapacity(capacity)
  }

  /// Takes a text that stands alone: its first and its last word end with it.
  mutating func take(_ text: UnsafeBufferPointer<UInt8>) {
    var start = 0
    while start < text.count {
      // What white space of ASCII parts never joins again, so each part is decomposed for itself, and most need not be.
      var (end, bits) = (start, UInt8(0))
      while end < text.count, CharacterClass.ofASCII(text[end]) != .space {
        bits |= text[end]
        end += 1
      }
      let part = UnsafeBufferPointer(rebasing: text[start..<end])
      if bits < 0x80 { takeASCII(part) } else { takeUnicode(part) }
      endWord()
      start = end + 1
    }
  }

  private mutating func takeASCII(_ part: UnsafeBufferPointer<UInt8>) {
    let lowercases = tokenizer.options.lowercases
    for byte in part {
      switch CharacterClass.ofASCII(byte) {
      case .letter:
        word.append(lowercases && byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte)
        characters += 1
      case .punctuation:
        endWord()
        ids.append(
          tokenizer.vocabulary.pieces.longest(in: [byte], from: 0, at: PieceTree.root)?.id ?? tokenizer.unknown)
      case .removed: break
      case .space: endWord()
      }
    }
  }

  private mutating func takeUnicode(_ part: UnsafeBufferPointer<UInt8>) {
    var cleaned = String.UnicodeScalarView()
    for scalar in String(decoding: part, as: UTF8.self).unicodeScalars {
      switch CharacterClass(cleaning: scalar) {
      case .removed: break
      case .space: cleaned.append(" ")
      default:
        if tokenizer.options.splitsIdeographs && CharacterClass.isIdeograph(scalar) {
          cleaned.append(contentsOf: [" ", scalar, " "])
        } else {
          cleaned.append(scalar)
        }
      }
    }
    guard stripsAccents else {
      for scalar in cleaned { takeLowercased(scalar) }
      return
    }
    for scalar in String(cleaned).decomposedStringWithCanonicalMapping.unicodeScalars
    where scalar.isASCII || scalar.properties.generalCategory != .nonspacingMark {
      takeLowercased(scalar)
    }
  }

  private mutating func takeLowercased(_ scalar: Unicode.Scalar) {
    guard tokenizer.options.lowercases, scalar.properties.changesWhenLowercased else {
      take(scalar)
      return
    }
    for small in scalar.properties.lowercaseMapping.unicodeScalars { take(small) }
  }

  private mutating func take(_ scalar: Unicode.Scalar) {
    switch CharacterClass(splitting: scalar) {
    case .space: endWord()
    case .punctuation:
      endWord()
      append(scalar)
      endWord()
    default: append(scalar)
    }
  }

  private mutating func append(_ scalar: Unicode.Scalar) {
    UTF8.encode(scalar).map { word.append(contentsOf: $0) }
    characters += 1
  }

  /// Greedy longest match from the left (WordPiece).
  private mutating func endWord() {
    guard !word.isEmpty else { return }
    defer {
      word.removeAll(keepingCapacity: true)
      characters = 0
    }
    guard characters <= BertTokenizer.longestWord else {
      ids.append(tokenizer.unknown)
      return
    }
    let before = ids.count
    var (place, node) = (0, Optional(PieceTree.root))
    while place < word.count {
      guard let origin = node, let piece = tokenizer.vocabulary.pieces.longest(in: word, from: place, at: origin) else {
        // A word is its pieces or nothing.
        ids.removeSubrange(before...)
        ids.append(tokenizer.unknown)
        return
      }
      ids.append(piece.id)
      place = piece.end
      node = tokenizer.vocabulary.pieces.continuations
    }
  }
}
