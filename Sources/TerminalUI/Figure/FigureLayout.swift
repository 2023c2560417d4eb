import Foundation

/// Where a figure's parts are, in points from the top left corner.
struct FigureLayout {
  struct Frame: Equatable {
    var left, top, right, bottom: Double
    var width: Double { right - left }
    var height: Double { bottom - top }
  }

  static let left = 50.0
  static let right = 12.0
  private static let titleHeight = 16.0
  private static let legendHeight = 14.0
  private static let gap = 10.0
  private static let bottom = 34.0
  static let fontSize = 8.0
  /// Of a letter of a sans-serif face, on average.
  static let letter = fontSize * 0.53

  /// Plots, one a panel, from above; each has its legend's row above it.
  let plots: [Frame]

  init(_ figure: Figure) {
    let top = figure.title.isEmpty ? 4 : FigureLayout.titleHeight + 4
    let count = Double(max(1, figure.panels.count))
    let room = figure.height - top - FigureLayout.bottom - (count - 1) * FigureLayout.gap
    let height = max(20, room / count)
    plots = figure.panels.indices.map { index in
      let start = top + Double(index) * (height + FigureLayout.gap)
      return Frame(
        left: FigureLayout.left, top: start + FigureLayout.legendHeight, right: figure.width - FigureLayout.right,
        bottom: start + height)
    }
  }
}
