import Foundation

/// A directory in CIFAR-10's binary layout with noise for pictures: what a step takes does not depend on what they show.
enum RandomPictures {
  private static let classes = 10
  private static let bytes = 3 * 32 * 32
  private static let picturesPerFile = 500

  /// Writes five files of 500 labelled pictures and one for testing, the same ones every time.
  static func write(to folder: String) throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    var state: UInt64 = 1
    for name in (1...5).map({ "data_batch_\($0).bin" }) + ["test_batch.bin"] {
      var file = Data(capacity: picturesPerFile * (1 + bytes))
      for picture in 0..<picturesPerFile {
        file.append(UInt8(picture % classes))
        for _ in 0..<bytes {
          state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
          file.append(UInt8(state >> 56))
        }
      }
      try file.write(to: URL(fileURLWithPath: folder + "/" + name))
    }
  }
}
