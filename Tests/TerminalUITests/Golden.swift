import Foundation
import Testing

/// Compares text with `Fixtures/charts/NAME.txt`; with `KDTOP_WRITE_GOLDEN=1` writes the file instead, to be looked at.
func expectGolden(_ text: String, _ name: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
  let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Fixtures/charts")
  let file = folder.appendingPathComponent(name + ".txt")
  if ProcessInfo.processInfo.environment["KDTOP_WRITE_GOLDEN"] != nil {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try (text + "\n").write(to: file, atomically: true, encoding: .utf8)
  }
  let known = try String(contentsOf: file, encoding: .utf8)
  #expect(text + "\n" == known, sourceLocation: sourceLocation)
}
