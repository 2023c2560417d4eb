/// What BERT's tokenizer makes of a character.
enum CharacterClass: UInt8 {
  /// Part of a word.
  case letter
  /// Between words.
  case space
  /// A word of its own: of ASCII everything printable that is no letter and no digit, else Unicode's P*.
  case punctuation
  /// Left out: controls (but tab and line ends, which are spaces), U+FFFD, format and private characters.
  case removed

  private static let ascii: [CharacterClass] = (0..<128).map { code in
    switch UInt8(code) {
    case 0x09, 0x0a, 0x0d, 0x20: .space
    case 0..<0x20, 0x7f: .removed
    case 0x30...0x39, 0x41...0x5a, 0x61...0x7a: .letter
    default: .punctuation
    }
  }

  /// A byte of UTF-8; those of longer sequences count as letters.
  @inline(__always)
  static func ofASCII(_ byte: UInt8) -> CharacterClass { byte < 0x80 ? ascii[Int(byte)] : .letter }

  /// Before decomposition: what is removed and what is a space; all else is `letter`.
  init(cleaning scalar: Unicode.Scalar) {
    if scalar.isASCII {
      let found = CharacterClass.ofASCII(UInt8(truncatingIfNeeded: scalar.value))
      self = found == .punctuation ? .letter : found
      return
    }
    if scalar.value == 0xfffd {
      self = .removed
      return
    }
    switch scalar.properties.generalCategory {
    case .control, .format, .surrogate, .privateUse: self = .removed
    case .spaceSeparator, .lineSeparator, .paragraphSeparator: self = .space
    default: self = .letter
    }
  }

  /// After decomposition: what ends a word.
  init(splitting scalar: Unicode.Scalar) {
    if scalar.isASCII {
      self = CharacterClass.ofASCII(UInt8(truncatingIfNeeded: scalar.value))
      return
    }
    switch scalar.properties.generalCategory {
    case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation, .initialPunctuation,
      .finalPunctuation, .otherPunctuation:
      self = .punctuation
    case .spaceSeparator, .lineSeparator, .paragraphSeparator: self = .space
    default: self = .letter
    }
  }

  /// CJK ideographs, the ranges of BERT's code: no kana, no Hangul, which are written with spaces or have pieces.
  static func isIdeograph(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x4e00...0x9fff, 0x3400...0x4dbf, 0x20000...0x2a6df, 0x2a700...0x2b73f, 0x2b740...0x2b81f, 0x2b820...0x2ceaf,
      0xf900...0xfaff, 0x2f800...0x2fa1f:
      true
    default: false
    }
  }
}
