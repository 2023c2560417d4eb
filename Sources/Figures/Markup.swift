/// Text for pages and pictures.
public enum Markup {
  /// As XML 1.0 and HTML take it between tags and in attributes; characters that neither can have go.
  /// - Parameter keepsLines: whether line ends and tabs stay, as between `<pre>` tags.
  public static func escaped(_ text: String, keepsLines: Bool = false) -> String {
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result.append(contentsOf: "&amp;".unicodeScalars)
      case "<": result.append(contentsOf: "&lt;".unicodeScalars)
      case ">": result.append(contentsOf: "&gt;".unicodeScalars)
      case "\"": result.append(contentsOf: "&quot;".unicodeScalars)
      case "'": result.append(contentsOf: "&#39;".unicodeScalars)
      case "\n", "\t": if keepsLines { result.append(scalar) }
      default:
        let value = scalar.value
        guard value >= 0x20, !(0x7F..<0xA0).contains(value), value & 0xFFFE != 0xFFFE else { continue }
        result.append(scalar)
      }
    }
    return String(result)
  }
}
