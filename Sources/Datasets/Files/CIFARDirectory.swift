/// What tells the two CIFAR data sets apart on disk, and how to read either.
struct CIFARDirectory {
  var name: String
  /// Where the archive unpacks to, tried after the given directory itself.
  var archiveFolder: String
  var trainingFiles: [String]
  var testFile: String
  var classNameFile: String
  var labelBytes: Int
  /// Used when there is no `classNameFile`.
  var classNames: [String]
  var installation: String

  /// The directory that holds the files.
  ///
  /// - Throws: `DatasetError`: `missing`, with the names of the files that are not there, or `notADirectory`.
  func locate(_ directory: String) throws(DatasetError) -> String {
    try FileSearch.requireDirectory(directory, installation: installation)
    let files = trainingFiles + [testFile]
    let places = [directory, FileSearch.join(directory, archiveFolder)]
    let home = places.first { FileSearch.first(of: files, in: $0) != nil } ?? directory
    let absent = files.filter { !FileSearch.exists(FileSearch.join(home, $0)) }
    guard absent.isEmpty else {
      throw DatasetError(file: home, .missing(lookedFor: absent, installation: installation))
    }
    return home
  }

  /// - Throws: As `locate(_:)`, `CIFARReader` and `ClassNameFile`.
  func load(_ directory: String) throws(DatasetError) -> ImageDataset {
    let home = try locate(directory)
    let names = try ClassNameFile.read(FileSearch.join(home, classNameFile), expected: classNames.count)
    var reader = CIFARReader(labelBytes: labelBytes, classCount: classNames.count)
    let trainingPaths = trainingFiles.map { FileSearch.join(home, $0) }
    let testPath = FileSearch.join(home, testFile)
    reader.reserve(for: trainingPaths + [testPath])
    for path in trainingPaths { try reader.append(path) }
    let trainingCount = reader.labels.count
    try reader.append(testPath)
    return try ImageDataset(
      name: name, shape: CIFARReader.shape, pixels: reader.pixels, labels: reader.labels,
      classNames: names ?? classNames, testRange: trainingCount..<reader.labels.count)
  }
}
