import Foundation
import Testing

@testable import Torch

/// A file of Fixtures.
func fixture(_ name: String) throws -> SafetensorsFile {
  let path = try #require(Bundle.module.url(forResource: "Fixtures/\(name)", withExtension: nil)).path
  return try SafetensorsFile(path: path)
}

/// Fails unless the tensors have one shape and no element differs by more than `tolerance` × max(1, |expected|).
func expectClose(
  _ found: Tensor, _ expected: Tensor, _ tolerance: Double, _ label: String,
  sourceLocation: SourceLocation = #_sourceLocation
) throws {
  #expect(found.shape == expected.shape, "\(label)", sourceLocation: sourceLocation)
  let worst = zip(try found.doubles(), try expected.doubles()).map { abs($0 - $1) / max(1, abs($1)) }
  #expect(worst.allSatisfy { $0 <= tolerance }, "\(label): \(worst.max() ?? 0)", sourceLocation: sourceLocation)
}

/// A name in the temporary directory nothing else uses.
func temporaryPath(_ name: String = "file.safetensors") -> String {
  FileManager.default.temporaryDirectory.appendingPathComponent("kdtop-\(UUID().uuidString)-\(name)").path
}
