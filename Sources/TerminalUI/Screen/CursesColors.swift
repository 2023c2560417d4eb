import CNcurses

/// Defines colours and pairs in ncurses.
struct CursesColors: ColorDefining {
  func defineColor(_ index: Int32, as color: RGB) -> Bool {
    // ncurses counts to 1000 and rounds down on the way to the terminal.
    func scaled(_ channel: UInt8) -> Int32 { (Int32(channel) * 1000 + 254) / 255 }
    return init_extended_color(index, scaled(color.r), scaled(color.g), scaled(color.b)) == OK
  }

  func definePair(_ index: Int32, foreground: Int32, background: Int32) -> Bool {
    init_extended_pair(index, foreground, background) == OK
  }
}
