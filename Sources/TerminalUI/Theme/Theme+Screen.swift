/// A theme is what the screen asks for colours.
extension Theme: ScreenPalette {}
