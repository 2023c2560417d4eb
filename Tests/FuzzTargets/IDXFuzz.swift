import Datasets

/// Pieces: training images, training labels, test images, test labels, class names; a file there is no piece for is
/// not there. Mode: bit `n`, file `n` is packed with gzip first; bit 7, use every item.
enum IDXFuzz {
  static let place = FuzzPlace("idx")
  private static let files = [
    "train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte",
    "class-names.txt",
  ]

  static func run(_ bytes: [UInt8]) {
    let input = FuzzInput(bytes)
    let pieces = input.pieces(limit: files.count)
    for (index, file) in files.enumerated() {
      if index < pieces.count {
        place.write(input.flag(index) ? StoredGzip.file(of: pieces[index]) : pieces[index], to: file)
      } else {
        place.remove(file)
      }
    }
    use(IDXImages(), at: place.path, everything: input.flag(7))
  }
}

/// Loads what is in a directory and uses it.
func use(_ provider: some DatasetProvider<ImageDataset>, at directory: String, everything: Bool) {
  _ = provider.availability(directory: directory)
  do {
    let data = try provider.load(directory: directory)
    let items = everything ? Array(0..<data.count) : [0, data.count - 1]
    let pixels = data.normalizedPixels(at: items, .identity(channels: data.shape.channels))
    precondition(pixels.count == items.count * data.shape.count)
    precondition(data.labels(at: items).allSatisfy { (0..<Int64(data.classCount)).contains($0) })
  } catch {
    _ = "\(error)"
  }
}
