import Figures
import Foundation

/// A page of HTML that stands alone: no script, nothing loaded.
struct ReportPage {
  private(set) var figureCount = 0
  var runCount = 0
  private let title: String
  private var body = ""
  private var contents: [(id: String, title: String)] = []

  init(title: String) { self.title = title }

  mutating func section(_ title: String) {
    let id = "s\(contents.count + 1)"
    contents.append((id, title))
    body += "<h2 id=\"\(id)\">\(ReportPage.escaped(title))</h2>\n"
  }

  mutating func heading(_ title: String) { body += "<h3>\(ReportPage.escaped(title))</h3>\n" }

  mutating func paragraph(_ text: String) { body += "<p>\(ReportPage.escaped(text))</p>\n" }

  /// Text as it is typed or printed.
  mutating func code(_ text: String) { body += "<pre>\(ReportPage.escaped(text))</pre>\n" }

  /// What takes room and is not always read.
  mutating func details(_ title: String, _ text: String) {
    body += "<details><summary>\(ReportPage.escaped(title))</summary><pre>\(ReportPage.escaped(text))</pre></details>\n"
  }

  /// - Parameter command: what makes the figure.
  mutating func figure(_ figure: Figure, command: String) {
    figureCount += 1
    body +=
      "<figure>\n\(figure.svg)<figcaption>\(ReportPage.escaped(figure.title)) <code>\(ReportPage.escaped(command))</code>"
    body += "</figcaption></figure>\n"
  }

  mutating func table(_ headings: [String], _ rows: [[String]]) {
    body +=
      "<table><thead><tr>" + headings.map { "<th>\(ReportPage.escaped($0))</th>" }.joined() + "</tr></thead><tbody>\n"
    for row in rows { body += "<tr>" + row.map { "<td>\(ReportPage.escaped($0))</td>" }.joined() + "</tr>\n" }
    body += "</tbody></table>\n"
  }

  var html: String {
    let list = contents.map { "<li><a href=\"#\($0.id)\">\(ReportPage.escaped($0.title))</a></li>" }.joined(
      separator: "\n")
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>\(ReportPage.escaped(title))</title>
      <style>
      body { font: 15px/1.5 system-ui, "DejaVu Sans", sans-serif; max-width: 1120px; margin: 2em auto; padding: 0 1em; color: #1f2328; }
      h2 { margin-top: 2.2em; border-bottom: 1px solid #d8dee4; }
      figure { margin: 1em 0; overflow-x: auto; }
      figure svg { max-width: 100%; height: auto; border: 1px solid #d8dee4; border-radius: 6px; }
      figcaption { font-size: 13px; color: #59636e; }
      pre { background: #f6f8fa; padding: 0.8em; overflow-x: auto; border-radius: 6px; font-size: 13px; }
      code { background: #f6f8fa; padding: 0 0.3em; }
      table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
      th, td { text-align: left; padding: 0.2em 0.9em 0.2em 0; border-bottom: 1px solid #d8dee4; }
      </style>
      </head>
      <body>
      <h1>\(ReportPage.escaped(title))</h1>
      <nav><ul>
      \(list)
      </ul></nav>
      \(body)</body>
      </html>

      """
  }

  /// As HTML takes it; line ends stay.
  private static func escaped(_ text: String) -> String { Markup.escaped(text, keepsLines: true) }
}
