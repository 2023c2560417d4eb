import Glibc

/// UCI's 8×8 handwritten digits, which come with kdtop: small enough to train on in seconds. No test set of its
/// own is kept apart, so `Split` cuts it 70 / 15 / 15.
public struct Digits: DatasetProvider {
  public let name = "digits"
  public let summary = "1,797 handwritten digits, 8×8 grey, 10 classes; comes with kdtop"
  public let source =
    "UCI Optical Recognition of Handwritten Digits (E. Alpaydin, C. Kaynak, 1998), CC BY 4.0, by way of scikit-learn"
  public let installation =
    "It comes with kdtop: keep kdtop_Datasets.resources beside the program, or copy its folder digits to "
    + "share/kdtop/ beside the program's bin/."
  public let classNames = (0...9).map(String.init)

  static let imageFile = "digits-images-idx3-ubyte"
  static let labelFile = "digits-labels-idx1-ubyte"

  public init() {}

  public var defaultDirectory: String? {
    let candidates = Digits.candidates(besides: Digits.programPath)
    return candidates.first { FileSearch.exists(FileSearch.join($0, Digits.imageFile)) } ?? candidates.first
  }

  public func availability(directory: String?) -> DatasetAvailability {
    availability(directory: directory) { place throws(DatasetError) in _ = try locate(place) }
  }

  public func load(directory: String?) throws(DatasetError) -> ImageDataset {
    let files = try locate(directoryOrDefault(directory))
    let pair = try IDXPair(imagePath: files.images, labelPath: files.labels)
    return try IDXPair.load(training: pair, test: nil, name: name, classNames: classNames, pixelMaximum: 16)
  }

  private func locate(_ directory: String) throws(DatasetError) -> (images: String, labels: String) {
    let images = FileSearch.join(directory, Digits.imageFile)
    let labels = FileSearch.join(directory, Digits.labelFile)
    let absent = [images, labels].filter { !FileSearch.exists($0) }
    guard absent.isEmpty else {
      throw DatasetError(file: directory, .missing(lookedFor: absent, installation: installation))
    }
    return (images, labels)
  }

  /// Where the folder may be: in the resource bundle beside the program or up to three folders above it (a test
  /// program lies deeper), or where an installed kdtop keeps it. `Bundle.module` would trap when it is missing.
  static func candidates(besides program: String) -> [String] {
    var parts = program.split(separator: "/").dropLast()
    let bin = "/" + parts.joined(separator: "/")
    var places: [String] = []
    for _ in 0...3 {
      places.append(FileSearch.join("/" + parts.joined(separator: "/"), "kdtop_Datasets.resources/digits"))
      parts = parts.dropLast()
    }
    places.append(FileSearch.join(bin, "../share/kdtop/digits"))
    return places
  }

  /// Path of the running program, empty when the system does not say.
  private static var programPath: String {
    var buffer = [UInt8](repeating: 0, count: Int(PATH_MAX))
    let count = buffer.withUnsafeMutableBytes { target in
      target.baseAddress.map { readlink("/proc/self/exe", $0, target.count) } ?? 0
    }
    return count > 0 ? String(decoding: buffer[..<count], as: UTF8.self) : ""
  }
}
