extension Theme {
  /// The default, `kdtop-dark`, for when there are no files: what themes/kdtop-dark.toml says.
  ///
  /// The teacher is amber and the student cyan: a pair that differs in hue and lightness for every kind of colour vision.
  public static let dark = Theme(
    name: "kdtop-dark", about: "deep, calm blue-grey: the default",
    colors: [
      .background: RGB(hex: 0x10141C),
      .text: RGB(hex: 0xC9D3E3), .muted: RGB(hex: 0x8491A8), .title: RGB(hex: 0xE8EEF8),
      .border: RGB(hex: 0x303B4F), .borderFocused: RGB(hex: 0x7AA2FF),
      .teacher: RGB(hex: 0xF5B05A), .student: RGB(hex: 0x4FD1E0), .agreement: RGB(hex: 0xE394DA),
      .hard: RGB(hex: 0xFF8F7A), .soft: RGB(hex: 0xA594FF),
      .knob: RGB(hex: 0x7D97C9), .knobFocused: RGB(hex: 0xA9C3FF),
      .accent: RGB(hex: 0x8FB0FF),
      .good: RGB(hex: 0x7DDC8C), .warning: RGB(hex: 0xFFDD66), .error: RGB(hex: 0xFF6B7A),
      .selected: RGB(hex: 0xFFFFFF), .selectedBackground: RGB(hex: 0x26334D),
      .footerKey: RGB(hex: 0x8FB0FF), .footerText: RGB(hex: 0x8491A8),
      .mark: RGB(hex: 0xF58AB8), .checkpoint: RGB(hex: 0x8FD6A8), .playhead: RGB(hex: 0xFFFFFF),
      .defaultBackground: RGB(hex: 0x10141C), .defaultText: RGB(hex: 0xC9D3E3),
    ],
    attributes: [.footerKey: .bold],
    series: [0x7AA2FF, 0xF2A65A, 0x6FD8A0, 0xE58FD0, 0xE6D96B, 0x6BCBE8, 0xC3A6FF, 0xFF8F7A].map { RGB(hex: $0) },
    peers: [0x8FD16F, 0xC9A0FF, 0xFFB3A0, 0x9FE8D8].map { RGB(hex: $0) },
    gradient: [0x3F74B8, 0x4FD1C0, 0xF4E27A].map { RGB(hex: $0) },
    heat: [0x182030, 0x8F3F7C, 0xFFC46B].map { RGB(hex: $0) })
}
