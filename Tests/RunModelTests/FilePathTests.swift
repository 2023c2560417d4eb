import Testing

@testable import RunModel

@Suite struct FilePathTests {
  @Test(arguments: [
    ("a", "", "a"), ("a/", "", "a"), ("a/b", "a", "b"), ("/a", "/", "a"), ("a//b/", "a", "b"),
    ("runs/x/y", "runs/x", "y"),
    ("/", "", ""), ("", "", ""), ("./a", ".", "a"),
  ])
  func partsOfAPath(path: String, directory: String, name: String) {
    #expect(FilePath.directory(of: path) == directory)
    #expect(FilePath.name(of: path) == name)
  }
}
