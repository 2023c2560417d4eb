/// A colour of the sRGB space, 8 bits a channel.
public struct RGB: Hashable, Sendable, CustomStringConvertible {
  public var r: UInt8
  public var g: UInt8
  public var b: UInt8
  /// Which of the terminal's own 16 colours it is, whatever that looks like there; nil for a colour in its own right.
  public private(set) var entry: UInt8?

  public init(r: UInt8, g: UInt8, b: UInt8) {
    self.r = r
    self.g = g
    self.b = b
  }

  /// A colour written `#rrggbb`; nil when `text` is anything else.
  public init?(_ text: String) {
    let digits = text.utf8.dropFirst()
    guard text.utf8.first == UInt8(ascii: "#"), digits.count == 6 else { return nil }
    var value: UInt32 = 0
    for digit in digits {
      guard let number = Character(Unicode.Scalar(digit)).hexDigitValue else { return nil }
      value = value << 4 | UInt32(number)
    }
    self.init(hex: value)
  }

  /// A colour from its number, such as `0x10141C`; bits above the lowest 24 are left out.
  init(hex: UInt32) {
    self.init(r: UInt8(hex >> 16 & 0xFF), g: UInt8(hex >> 8 & 0xFF), b: UInt8(hex & 0xFF))
  }

  /// One of the terminal's own 16 colours by its name, such as `bright-blue`; channels are what xterm shows.
  public init?(entry name: String) {
    guard let index = RGB.entryNames.firstIndex(of: name) else { return nil }
    self = NearestColor.ansi[index]
    entry = UInt8(index)
  }

  /// The same colour in its own right.
  var plain: RGB { RGB(r: r, g: g, b: b) }

  /// The names of the terminal's own colours, in ANSI's order.
  public static let entryNames = ["", "bright-"].flatMap { shade in
    ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"].map { shade + $0 }
  }

  /// `#rrggbb`.
  public var description: String {
    "#" + [r, g, b].map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  /// `other` laid over this colour: 0 is this colour, 1 is `other`. Channels are mixed as they are stored.
  public func mixed(with other: RGB, _ share: Double) -> RGB {
    func mix(_ a: UInt8, _ b: UInt8) -> UInt8 {
      UInt8(clamping: Int((Double(a) + (Double(b) - Double(a)) * min(max(share, 0), 1)).rounded()))
    }
    return RGB(r: mix(r, other.r), g: mix(g, other.g), b: mix(b, other.b))
  }
}
