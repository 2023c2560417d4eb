import Datasets

/// Pieces: class names, then files of records, the last of them the test set's. Where they are too few the last is used
/// for the others as well.
///
/// Mode: bit 0, CIFAR-100; bit 1, a piece has the labels alone and the images are made up; bit 2, its last byte says by how
/// much the last image is too short; bit 3, files are packed with gzip; bit 4, there are no class names.
enum CIFARFuzz {
  private static let pixels = 3072
  static let places = [FuzzPlace("cifar10"), FuzzPlace("cifar100")]
  private static let files = [
    (1...5).map { "data_batch_\($0).bin" } + ["test_batch.bin"], ["train.bin", "test.bin"],
  ]
  private static let nameFiles = ["batches.meta.txt", "fine_label_names.txt"]

  static func run(_ bytes: [UInt8]) {
    let input = FuzzInput(bytes)
    let which = input.flag(0) ? 1 : 0
    let (place, files) = (places[which], files[which])
    let pieces = input.pieces(limit: files.count + 1)
    if input.flag(4) { place.remove(nameFiles[which]) } else { place.write(pieces[0], to: nameFiles[which]) }
    for (index, file) in files.enumerated() {
      let piece = pieces[min(index + 1, pieces.count - 1)]
      // More records than the reader takes at a time, but in one file only: six would take long.
      let limit = file == files.last ? 260 : 4
      let content =
        input.flag(1) ? records(piece, limit: limit, labelBytes: which + 1, isCut: input.flag(2)) : piece
      place.write(input.flag(3) ? StoredGzip.file(of: content) : content, to: file)
    }
    if input.flag(0) {
      use(CIFAR100(), at: place.path, everything: false)
    } else {
      use(CIFAR10(), at: place.path, everything: false)
    }
  }

  private static func records(_ piece: [UInt8], limit: Int, labelBytes: Int, isCut: Bool) -> [UInt8] {
    var labels = piece.prefix(limit * labelBytes)
    let cut = isCut ? Int(labels.popLast() ?? 0) : 0
    var content: [UInt8] = []
    for start in stride(from: labels.startIndex, to: labels.endIndex, by: labelBytes) {
      content += labels[start..<min(start + labelBytes, labels.endIndex)]
      content += [UInt8](repeating: UInt8(truncatingIfNeeded: start), count: pixels)
    }
    return content.dropLast(cut)
  }
}
