import TerminalUI

/// The list of themes over the panels: what is under the pointer is what the screen is drawn with.
struct ThemeChoice: Equatable, Sendable {
  struct Item: Equatable, Sendable {
    var name: String
    /// What it is like, or what is wrong with its file.
    var about: String
    /// Nil when its file is wrong.
    var theme: Theme?
    /// Whether the file is the user's own.
    var isUsers: Bool
  }

  var items: [Item]
  var index: Int
  /// What to go back to.
  let before: Theme

  /// Reads every theme there is.
  init(_ library: ThemeLibrary, showing theme: Theme) {
    items = library.entries().map { entry in
      switch entry.theme {
      case .success(let theme):
        Item(name: entry.name, about: theme.about, theme: theme, isUsers: entry.isUsers)
      case .failure(let error):
        Item(name: entry.name, about: "\(error)", theme: nil, isUsers: entry.isUsers)
      }
    }
    // A theme from a path of its own is in no directory.
    if !items.contains(where: { $0.name == theme.name }) {
      items.insert(Item(name: theme.name, about: theme.about, theme: theme, isUsers: true), at: 0)
    }
    index = items.firstIndex { $0.name == theme.name } ?? 0
    before = theme
  }

  var chosen: Item? { items.indices.contains(index) ? items[index] : nil }
}
