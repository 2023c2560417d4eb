import ArgumentParser
import Dashboard
import Foundation
import RunModel
import TerminalUI

/// `kdtop snapshot`.
struct Snapshot: ParsableCommand {
  enum Format: String, ExpressibleByArgument, CaseIterable { case text, ansi, svg }

  static let configuration = CommandConfiguration(
    abstract: "Print a frame of the dashboard, without a terminal.",
    discussion: """
      Examples:
        kdtop snapshot runs/mine --size 80x24
        kdtop snapshot runs/mine --at 1500 --size 120x40 --format svg > picture.svg
        kdtop snapshot runs/mine --view inspect
      """)

  @Argument(help: "A run directory, an event file, or a TensorBoard log directory.", completion: .directory)
  var path: String
  @Option(help: ArgumentHelp("As of this step; the end if not given.", valueName: "step"))
  var at: Int?
  @Option(help: ArgumentHelp("Columns and rows.", valueName: "WxH"))
  var size = "120x40"
  @Option(help: "text, ansi (with colours) or svg.")
  var format = Format.text
  @Option(help: ArgumentHelp("Colours; `kdtop themes` lists them.", valueName: "name"))
  var theme: String?
  @Option(help: "What charts and frames are drawn with: braille, block or ascii.")
  var symbols = SymbolSet.braille
  @Option(help: "Which screen: \(ViewID.allCases.map(\.name).joined(separator: ", ")); its digit will do.")
  var view = ViewID.train
  @OptionGroup var screenLayout: LayoutChoice

  func run() throws {
    let size = try Size(argument: size)
    let theme = try Theme.named(theme)
    let layout = try LayoutLibrary().layout(named: screenLayout.layout ?? ScreenLayout.standard.name)
    let log = try LoadedLog(path)
    if let warning = log.warning { StandardStream.error.complain("\(path): \(warning)") }
    let canvas = Dashboard.snapshot(
      store: log.store, atStep: at, size: size, symbols: symbols,
      title: LogTitle.text(for: path), view: view, layout: layout)
    let picture =
      switch format {
      case .text: canvas.text
      case .ansi: canvas.ansi(theme)
      case .svg: canvas.svg(theme)
      }
    try StandardStream.output.print(picture)
  }
}
