import Foundation
import TerminalUI
import Testing

@testable import Dashboard

/// `config.toml`.
@Suite struct ConfigurationTests {
  @Test(arguments: [
    ("them = 'nord'", "c.toml:1: unknown key 'them'; did you mean theme"),
    ("\ntheme = 3", "c.toml:2: 'theme' should be the name of a theme"),
    ("symbols = 'emoji'", "c.toml:1: 'symbols' should be \"braille\", \"block\" or \"ascii\""),
    ("vim = 1", "c.toml:1: 'vim' should be true or false"), ("keys = 1", "c.toml:1: 'keys' should be a table"),
    ("[keys]\nfrok = 'x'", "c.toml:2: unknown key 'frok'; did you mean fork"),
    ("[keys]\n\n  fork = 'hyper-x'", "c.toml:3: 'fork' should be a key such as"),
    ("[keys]\nfork = 7", "c.toml:2: 'fork' should be a key such as"),
    ("[keys]\nfork = ['x', 7]", "c.toml:2: 'fork' should be a key such as"),
    ("keys.fork = 7", "c.toml:1: 'fork' should be a key such as"),
    ("theme = 'nord'\n= 3", "c.toml:2: not TOML"),
  ])
  func mistakesAreToldWithFileAndLine(text: String, message: String) {
    let error = #expect(throws: UserConfigurationError.self) { try UserConfiguration(text: text, file: "c.toml") }
    #expect("\(error.map { "\($0)" } ?? "")".hasPrefix(message), "\(error.map { "\($0)" } ?? "")")
  }

  @Test func whatIsThereIsTaken() throws {
    let own = try UserConfiguration(
      text: "theme = 'nord'\nsymbols = 'block'\n[keys]\nfork = 'x'\nrange = 'R'", file: "c.toml")
    #expect(own.theme == "nord" && own.symbols == .block && own.path == "c.toml")
    #expect(own.keys.binding(for: KeyEvent("x"), in: .knobs)?.action == .fork)
  }

  @Test func theFileIsLookedForInTheConfigurationDirectory() throws {
    #expect(UserConfiguration.path(environment: ["XDG_CONFIG_HOME": "/x", "HOME": "/h"]) == "/x/kdtop/config.toml")
    #expect(UserConfiguration.path(environment: ["HOME": "/h"]) == "/h/.config/kdtop/config.toml")
    #expect(UserConfiguration.path(environment: [:]) == nil)
    let folder = NSTemporaryDirectory() + "kdtop-config-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    #expect(try UserConfiguration.read(environment: ["XDG_CONFIG_HOME": folder]).path == nil)
    try FileManager.default.createDirectory(atPath: folder + "/kdtop", withIntermediateDirectories: true)
    try "theme = 'mono'".write(toFile: folder + "/kdtop/config.toml", atomically: true, encoding: .utf8)
    #expect(try UserConfiguration.read(environment: ["XDG_CONFIG_HOME": folder]).theme == "mono")
  }
}
