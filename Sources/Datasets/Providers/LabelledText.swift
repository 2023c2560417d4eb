/// Your own labelled sentences, or pairs of them, as tab-separated files in GLUE's layout: `train.tsv`, and `dev.tsv` as the
/// test set if it is there. The first line of each names the columns (`SentenceFile`).
public struct LabelledText: DatasetProvider {
  public let name = "text"
  public let summary = "your own labelled sentences, or pairs of them, as tab-separated files (GLUE's layout)"
  public let source = "your own; the layout is that of GLUE's tasks, https://gluebenchmark.com/tasks"
  public let installation =
    "Give the directory with train.tsv, whose first line names the columns sentence (or sentence1 and sentence2) and label; "
    + "dev.tsv (the test set) and class-names.txt (one name a line) are used if they are there."
  public let classNames: [String] = []
  public let defaultDirectory: String? = nil

  static let trainingName = "train.tsv"
  static let testName = "dev.tsv"

  public init() {}

  public func availability(directory: String?) -> DatasetAvailability {
    availability(directory: directory) { place throws(DatasetError) in _ = try locate(place) }
  }

  public func load(directory: String?) throws(DatasetError) -> TextDataset {
    let place = try directoryOrDefault(directory)
    let files = try locate(place)
    let training = try read(files.training)
    var (sentences, pairs, labels) = (training.sentences, training.pairs, training.labels)
    var testRange: Range<Int>?
    if let path = files.test {
      let test = try read(path)
      guard (test.pairs == nil) == (pairs == nil) else {
        throw DatasetError(
          file: path,
          .malformed(
            "has \(test.pairs == nil ? "one sentence" : "two sentences") an example, \(files.training) has not"))
      }
      testRange = labels.count..<labels.count + test.labels.count
      sentences += test.sentences
      labels += test.labels
      if let more = test.pairs { pairs?.append(contentsOf: more) }
    }
    let classes = labels.max().map { Int($0) + 1 } ?? 0
    guard classes > 1 else {
      throw DatasetError(file: files.training, .malformed("has the label 0 alone; expected two classes or more"))
    }
    let names = try ClassNameFile.read(FileSearch.join(place, "class-names.txt"), expected: classes)
    return try TextDataset(
      name: name, sentences: sentences, pairs: pairs, labels: labels,
      classNames: names ?? (0..<classes).map { "\($0)" }, testRange: testRange)
  }

  private func read(
    _ path: String
  ) throws(DatasetError) -> (sentences: [String], pairs: [String]?, labels: [Int64]) {
    let file = try SentenceFile(path: path)
    guard let labels = file.labels else {
      throw DatasetError(
        file: path, .malformed("has no column label; a text without labels is a corpus: give it with --corpus"))
    }
    return (file.sentences, file.pairs, labels)
  }

  private func locate(_ directory: String) throws(DatasetError) -> (training: String, test: String?) {
    try FileSearch.requireDirectory(directory, installation: installation)
    guard let training = FileSearch.first(of: [Self.trainingName], in: directory) else {
      throw DatasetError(
        file: directory, .missing(lookedFor: [Self.trainingName], installation: installation))
    }
    return (training, FileSearch.first(of: [Self.testName], in: directory))
  }
}
