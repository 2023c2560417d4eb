import Foundation

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// What an XML parser finds in an SVG file.
final class SVGReader: NSObject, XMLParserDelegate {
  private(set) var elements: Set<String> = []
  /// The contents of each `text`.
  private(set) var words: [String] = []
  private(set) var title = ""
  /// Why the file is not well-formed.
  private(set) var error: (any Error)?
  private var content = ""

  init(_ text: String) {
    super.init()
    let parser = XMLParser(data: Data(text.utf8))
    parser.delegate = self
    if !parser.parse() { error = parser.parserError ?? CocoaError(.fileReadCorruptFile) }
  }

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
    attributes: [String: String]
  ) {
    elements.insert(name)
    content = ""
  }

  func parser(_ parser: XMLParser, foundCharacters string: String) {
    content += string
  }

  func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
    if name == "text" { words.append(content) }
    if name == "title" { title = content }
  }
}
