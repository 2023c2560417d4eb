import Foundation

extension Theme {
  /// The theme called `name`; nil is `kdtop-dark`. A name with a slash, or one that ends in `.toml`, is a file's path.
  ///
  /// Throws `ThemeError` when there is none, or its file is wrong.
  public static func named(_ name: String?) throws(ThemeError) -> Theme {
    try ThemeLibrary().theme(named: name)
  }

  /// What suits a terminal with so many colours when nobody has chosen: none leaves type faces, few are the terminal's
  /// own 16.
  public static func suited(toColors count: Int) -> Theme {
    let name = count < 8 ? "mono" : count < 256 ? "ansi-16" : nil
    return (try? named(name)) ?? .dark
  }
}

/// The directories in which themes are looked for. A file in an earlier one hides those of its name in later ones.
public struct ThemeLibrary: Sendable {
  var directories: [String]
  /// Those of them that are the user's own.
  private var usersDirectories: [String] = []

  init(directories: [String]) {
    self.directories = directories
  }

  /// `$KDTOP_THEMES`, the user's configuration, a `themes` directory above the program (a source tree), and the
  /// `share/kdtop/themes` of an installation.
  public init(
    environment: [String: String] = ProcessInfo.processInfo.environment,
    executable: String? = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
  ) {
    func value(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
    if let own = value("KDTOP_THEMES") { usersDirectories.append(own) }
    if let configuration = value("XDG_CONFIG_HOME") ?? value("HOME").map({ $0 + "/.config" }) {
      usersDirectories.append(configuration + "/kdtop/themes")
    }
    directories = usersDirectories
    guard let executable else { return }
    let home = URL(fileURLWithPath: executable).deletingLastPathComponent()
    var above = home
    for _ in 0...6 where above.path != "/" {
      directories.append(above.appendingPathComponent("themes").path)
      above.deleteLastPathComponent()
    }
    directories.append(home.deletingLastPathComponent().appendingPathComponent("share/kdtop/themes").path)
  }

  /// The names of all themes, sorted; the built-in default is always one.
  public func names() -> [String] {
    let files = directories.flatMap { (try? FileManager.default.contentsOfDirectory(atPath: $0)) ?? [] }
    let names = files.filter { $0.hasSuffix(".toml") && !$0.hasPrefix(".") }.map { String($0.dropLast(5)) }
    return Set(names + [Theme.dark.name]).sorted()
  }

  /// A theme as a list shows it.
  public struct Entry: Sendable {
    public var name: String
    /// Its file; nil for the built-in default.
    public var path: String?
    /// The theme, or what is wrong with its file.
    public var theme: Result<Theme, ThemeError>
    /// Whether it comes from the user's configuration or from `$KDTOP_THEMES`.
    public var isUsers: Bool
  }

  /// All themes, by name. Reads every file.
  public func entries() -> [Entry] {
    names().map { name in
      let path = path(of: name, near: nil)
      let theme = Result { () throws(ThemeError) in try self.theme(named: name) }
      let isUsers = path.map { path in usersDirectories.contains { path.hasPrefix($0 + "/") } } ?? false
      return Entry(name: name, path: path, theme: theme, isUsers: isUsers)
    }
  }

  /// See `Theme.named(_:)`.
  public func theme(named name: String?) throws(ThemeError) -> Theme {
    try theme(named: name ?? Theme.dark.name, heirs: [], near: nil)
  }

  /// - Parameters:
  ///   - heirs: the files that inherit from this theme, the one asked for first.
  ///   - near: the directory of the file that inherits, in which a path starts.
  private func theme(named name: String, heirs: [String], near: String?) throws(ThemeError) -> Theme {
    guard let path = path(of: name, near: near) else {
      if name == Theme.dark.name { return .dark }
      throw .unknownTheme(name, nearest: nearest(to: name, among: names()))
    }
    guard !heirs.contains(path) else {
      let circle = (heirs + [path]).map(ThemeLibrary.name(of:))
      throw .circle(file: heirs.last ?? path, names: circle)
    }
    let file = try ThemeFile(path: path)
    let directory = URL(fileURLWithPath: path).deletingLastPathComponent().path
    let base =
      if let parent = file.inherits {
        try theme(named: parent, heirs: heirs + [path], near: directory)
      } else {
        Theme.dark
      }
    return file.applied(to: base, name: ThemeLibrary.name(of: path))
  }

  private func path(of name: String, near: String?) -> String? {
    if name.contains("/") || name.hasSuffix(".toml") {
      guard let near, !name.hasPrefix("/") else { return name }
      return near + "/" + name
    }
    guard !name.isEmpty else { return nil }
    return directories.lazy.map { "\($0)/\(name).toml" }.first { FileManager.default.fileExists(atPath: $0) }
  }

  private static func name(of path: String) -> String {
    URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent
  }
}
