import Foundation
import FuzzTargets
import Testing

/// What fuzzing begins with, and what it has found before: it must neither crash nor hang.
@Suite struct CorpusTests {
  private static let corpus = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().appending(path: "../Fuzzing/Corpus").standardizedFileURL

  @Test(.timeLimit(.minutes(10)), arguments: FuzzTarget.allCases)
  func everyFileIsRead(target: FuzzTarget) throws {
    let files = try FileManager.default.contentsOfDirectory(
      at: Self.corpus.appending(path: target.rawValue), includingPropertiesForKeys: nil)
    #expect(!files.isEmpty)
    for file in files.sorted(by: { $0.path < $1.path }) {
      let bytes = [UInt8](try Data(contentsOf: file))
      // Should it crash, the last line says which.
      print("reading \(target.rawValue)/\(file.lastPathComponent)")
      bytes.withUnsafeBufferPointer(target.run)
    }
    target.cleanUp()
  }

  @Test func theCorpusIsOfTheTargets() throws {
    let folders = try FileManager.default.contentsOfDirectory(atPath: Self.corpus.path)
    #expect(folders.sorted() == FuzzTarget.allCases.map(\.rawValue).sorted())
  }
}
