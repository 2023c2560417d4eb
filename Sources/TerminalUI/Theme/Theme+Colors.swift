extension Theme {
  /// What a cell of `style` looks like. Nil is the terminal's own colour.
  ///
  /// What could not be read on its background gets another colour: words on a level's colour (`gradient`, `heat`) are
  /// black or white, and what has too little contrast (under 3:1) on the chosen row is written as the row's text is.
  public func colors(of style: Style) -> (foreground: RGB?, background: RGB?, attributes: Style.Attributes) {
    var foreground = color(of: style.foreground)
    var added = attributes(of: style.foreground)
    let background = style.background.map(background(of:)) ?? self[.background]
    if style.background == .selected {
      let own = attributes[.selected] ?? []
      // Dimmed and reversed, text would be a grey bar.
      if own.contains(.reverse) { added.remove(.dim) }
      added.formUnion(own)
      // A quiet line stays as quiet as it can.
      if style.foreground == .border, !reads(foreground, on: background) { foreground = self[.muted] }
      if !reads(foreground, on: background) { foreground = self[.selected] }
    } else if let background, style.background?.isLevel == true, !style.foreground.isLevel {
      let (dark, light) = (RGB(hex: 0x000000), RGB(hex: 0xFFFFFF))
      foreground = background.contrast(with: dark) > background.contrast(with: light) ? dark : light
    }
    var attributes = style.attributes.union(added)
    // How much a terminal dims, and whether at all, is its own affair; a mixed colour is the same everywhere.
    if attributes.contains(.dim), let colour = foreground, colour.entry == nil {
      foreground = colour.mixed(with: background ?? paper, 0.55)
      attributes.remove(.dim)
    }
    return (foreground, background, attributes)
  }

  /// The colour of what is written in a role.
  func color(of role: Role) -> RGB? {
    switch role {
    case .series(let index): return Theme.color(index, of: series) ?? self[.text]
    case .peer(let index): return Theme.color(index, of: peers) ?? self[.text]
    case .gradient(let level): return gradient.color(at: level)
    case .heat(let level): return heat.color(at: level)
    case .picture(let color): return color
    default: return role.key.flatMap { self[$0] }
    }
  }

  /// A palette's colour; nil when it has none.
  private static func color(_ index: Int, of palette: [RGB?]) -> RGB?? {
    palette.isEmpty ? nil : .some(palette[Int(index.magnitude % UInt(palette.count))])
  }

  /// The colour behind what is written on a role.
  func background(of role: Role) -> RGB? {
    role == .selected ? self[.selectedBackground] : color(of: role)
  }

  private func reads(_ foreground: RGB?, on background: RGB?) -> Bool {
    (foreground ?? ink).contrast(with: background ?? paper) >= 3
  }

  private func attributes(of role: Role) -> Style.Attributes {
    role.key.flatMap { attributes[$0] } ?? []
  }
}

extension Role {
  /// The key of a role with one colour; nil for palettes and ramps.
  var key: Theme.Key? {
    switch self {
    case .background: .background
    case .text: .text
    case .muted: .muted
    case .title: .title
    case .border: .border
    case .borderFocused: .borderFocused
    case .teacher: .teacher
    case .student: .student
    case .agreement: .agreement
    case .hard: .hard
    case .soft: .soft
    case .knob: .knob
    case .knobFocused: .knobFocused
    case .accent: .accent
    case .good: .good
    case .warning: .warning
    case .error: .error
    case .selected: .selected
    case .footerKey: .footerKey
    case .footerText: .footerText
    case .mark: .mark
    case .checkpoint: .checkpoint
    case .playhead: .playhead
    case .series, .peer, .gradient, .heat, .picture: nil
    }
  }

  /// Whether the role is a level's colour.
  var isLevel: Bool {
    switch self {
    case .gradient, .heat, .picture: true
    default: false
    }
  }
}
