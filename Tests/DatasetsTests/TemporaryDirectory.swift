import Foundation

/// A directory that goes away with the object.
final class TemporaryDirectory {
  let path: String

  init() throws {
    path = FileManager.default.temporaryDirectory.appendingPathComponent("kdtop-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Writes a file, making folders on the way, and returns its path.
  @discardableResult
  func write(_ name: String, _ bytes: [UInt8]) throws -> String {
    let file = path + "/" + name
    let folder = (file as NSString).deletingLastPathComponent
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try Data(bytes).write(to: URL(fileURLWithPath: file))
    return file
  }

  func remove(_ name: String) throws { try FileManager.default.removeItem(atPath: path + "/" + name) }
}

/// `bytes` as gzip packs them.
func gzipped(_ bytes: [UInt8]) throws -> [UInt8] {
  let directory = try TemporaryDirectory()
  let file = try directory.write("content", bytes)
  let gzip = Process()
  gzip.executableURL = URL(fileURLWithPath: "/bin/gzip")
  gzip.arguments = ["-n", file]
  try gzip.run()
  gzip.waitUntilExit()
  return [UInt8](try Data(contentsOf: URL(fileURLWithPath: file + ".gz")))
}

/// An IDX file: magic number, big-endian dimensions, values.
func idx(_ dimensions: [UInt32], _ values: [UInt8]) -> [UInt8] {
  bigEndian(0x0800 + UInt32(dimensions.count)) + dimensions.flatMap(bigEndian) + values
}

func bigEndian(_ number: UInt32) -> [UInt8] { [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) } }

/// `count` images of 2×3 whose pixels count up from `start`, with labels 0, 1, 2, 0, 1, …
struct SmallImages {
  var count: Int
  var start = 0

  var pixels: [UInt8] { (0..<count * 6).map { UInt8(truncatingIfNeeded: start + $0) } }
  var labels: [UInt8] { (0..<count).map { UInt8($0 % 3) } }
  var imageFile: [UInt8] { idx([UInt32(count), 2, 3], pixels) }
  var labelFile: [UInt8] { idx([UInt32(count)], labels) }
}
