import Foundation

/// Layouts by name: those that come with kdtop, and those in `layouts/` of the user's configuration
/// (`$XDG_CONFIG_HOME/kdtop`, or `~/.config/kdtop`).
public struct LayoutLibrary: Sendable {
  /// Nil where nothing says where a user's configuration is.
  private let directory: String?

  public init(environment: [String: String] = ProcessInfo.processInfo.environment) {
    func value(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
    directory = (value("XDG_CONFIG_HOME") ?? value("HOME").map { $0 + "/.config" }).map { $0 + "/kdtop/layouts" }
  }

  /// Names of all layouts, those that come with kdtop first.
  public var names: [String] {
    let presets = ScreenLayout.presets.map(\.name)
    let files = directory.flatMap { try? FileManager.default.contentsOfDirectory(atPath: $0) } ?? []
    let own = files.filter { $0.hasSuffix(".toml") && !$0.hasPrefix(".") }.map { String($0.dropLast(5)) }
    return presets + own.filter { !presets.contains($0) }.sorted()
  }

  /// A layout by its name; nil is the one kept last, or the standard one where none was kept.
  /// - Throws: `LayoutError`.
  public func layout(named name: String?) throws(LayoutError) -> ScreenLayout {
    if let name, let preset = ScreenLayout.presets.first(where: { $0.name == name }) { return preset }
    let wanted = name ?? ScreenLayout.ownName
    let isPlain = !wanted.isEmpty && !wanted.contains("/") && !wanted.hasPrefix(".")
    if isPlain, let path = directory.map({ "\($0)/\(wanted).toml" }), FileManager.default.fileExists(atPath: path) {
      return try LayoutFile.read(path, name: wanted)
    }
    guard name == nil else { throw .noSuchLayout(wanted, known: names) }
    return .standard
  }

  /// Keeps a layout under its name; that of a preset is kept as one's own.
  /// - Returns: the file.
  /// - Throws: `LayoutError`.
  @discardableResult
  public func save(_ layout: ScreenLayout) throws(LayoutError) -> String {
    guard let directory else { throw .nowhere }
    let isPreset = ScreenLayout.presets.contains { $0.name == layout.name }
    let path = "\(directory)/\(isPreset ? ScreenLayout.ownName : layout.name).toml"
    do {
      try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
      try LayoutFile.text(of: layout).write(toFile: path, atomically: true, encoding: .utf8)
    } catch { throw .unwritable(file: path, reason: error.localizedDescription) }
    return path
  }
}

extension DashboardState {
  /// Takes the layouts there are to choose from, and begins with one of them.
  /// - Parameter name: nil for the one kept last.
  /// - Returns: files that hold no layout, and why; they are left out.
  /// - Throws: `LayoutError` for the one asked for.
  public mutating func adopt(_ library: LayoutLibrary, named name: String? = nil) throws(LayoutError) -> [LayoutError] {
    var faults: [LayoutError] = []
    layouts = []
    for known in library.names {
      do { layouts.append(try library.layout(named: known)) } catch { faults.append(error) }
    }
    if name == nil {
      // One that was spoilt by hand does not keep anybody from working; it has a name, and is among the faults.
      screenLayout = (try? library.layout(named: nil)) ?? .standard
    } else {
      screenLayout = try library.layout(named: name)
    }
    return faults
  }
}
