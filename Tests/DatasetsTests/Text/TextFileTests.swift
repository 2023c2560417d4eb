import Foundation
import Testing

@testable import Datasets

@Suite struct TextFileTests {
  let place: TemporaryDirectory

  init() throws { place = try TemporaryDirectory() }

  private func lines(_ bytes: [UInt8], limit: Int = 1 << 20) throws -> [String] {
    let reader = try LineReader(path: place.write("lines", bytes), limit: limit)
    var result: [String] = []
    while let line = try reader.next() {
      result.append(line.text)
      #expect(line.number == result.count)
    }
    return result
  }

  @Test func linesEndInEveryWay() throws {
    #expect(try lines([]) == [])
    #expect(try lines(Array("a\n\nb\r\nc".utf8)) == ["a", "", "b", "c"])
    #expect(try lines(Array("a\n".utf8)) == ["a"])
    #expect(try lines([0xff, 0x0a]) == ["\u{fffd}"])
    // Longer than what is read at once.
    let long = String(repeating: "x", count: 200_000)
    #expect(try lines(Array("\(long)\n\(long)y\nz".utf8)) == [long, long + "y", "z"])
    #expect(try lines(gzipped(Array("a\nb".utf8))) == ["a", "b"])
  }

  @Test func aLineThatIsTooLong() throws {
    let error = #expect(throws: DatasetError.self) { try lines(Array("a\nabcdef\n".utf8), limit: 5) }
    #expect(error?.problem == .badLine(2, "is longer than 5 bytes; break it up"))
  }

  private func sentences(_ text: String) throws -> SentenceFile {
    try SentenceFile(path: place.write("data.tsv", Array(text.utf8)))
  }

  @Test func columnsAreFoundByName() throws {
    let file = try sentences("sentence\tlabel\nIt's \"good\".\t1\n\nbad\t0\r\n")
    #expect(file.sentences == ["It's \"good\".", "bad"] && file.labels == [1, 0] && file.classes == 2)
    let pairs = try sentences("\u{feff}index\tlabel\tsentence1\tsentence2\n0\t2\tone\ttwo\n")
    #expect(pairs.sentences == ["one"] && pairs.pairs == ["two"] && pairs.labels == [2] && pairs.classes == 3)
    let unlabelled = try sentences("index\tsentence\n0\ta\n")
    #expect(unlabelled.sentences == ["a"] && unlabelled.labels == nil && unlabelled.classes == 0)
  }

  @Test(arguments: [
    ("text\tlabel\na\t0\n", "line 1 names the columns text, label"),
    ("sentence\tlabel\na\t0\nb\n", "line 3 has 1 columns"),
    ("sentence\tlabel\na\tgood\n", "line 2 its label is “good”"), ("sentence\tlabel\na\t-1\n", "“-1”"),
    ("sentence\tlabel\na\t99999999999999999999\n", "line 2"), ("sentence\tlabel\n", "no examples"), ("", "no examples"),
    ("sentence\tlabel\na\tb\t0\n", "line 2 has 3 columns"),
  ]) func filesThatAreNone(text: String, says: String) throws {
    let error = #expect(throws: DatasetError.self) { try sentences(text) }
    #expect(error?.description.contains(says) == true, "\(error?.description ?? "")")
    #expect(error?.category == .badData)
  }

  @Test func missingFiles() {
    for read in [{ _ = try SentenceFile(path: "nowhere") }, { _ = try TextCorpus(path: "nowhere") }]
      as [() throws -> Void]
    {
      let error = #expect(throws: DatasetError.self) { try read() }
      #expect(error?.category == .missingInput)
    }
  }

  @Test func aCorpusIsReadAtAnyPlace() throws {
    let corpus = try TextCorpus(path: place.write("corpus", Array("one\n\n  \nzwölf\r\nthree".utf8)))
    #expect(corpus.count == 3 && corpus.byteLengths == [3, 6, 5])
    #expect(try [2, 0, 1].map { try corpus.line($0) } == ["three", "one", "zwölf"])
    #expect(throws: DatasetError.self) { try corpus.line(3) }
    #expect(throws: DatasetError.self) { try corpus.line(-1) }
    // The file changes under the reader.
    try FileHandle(forWritingTo: URL(fileURLWithPath: corpus.path)).truncate(atOffset: 4)
    #expect(throws: DatasetError(file: corpus.path, .truncated(offset: 16, expected: 5))) { try corpus.line(2) }
  }

  @Test func corporaThatAreNone() throws {
    #expect(throws: DatasetError.self) { try TextCorpus(path: place.write("blank", Array("\n \n".utf8))) }
    #expect(throws: DatasetError.self) { try TextCorpus(path: place.write("packed", gzipped(Array("a\n".utf8)))) }
    #expect(throws: DatasetError.self) { try TextCorpus(path: place.path) }
  }
}
