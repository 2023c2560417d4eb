/// A matrix as coloured cells, such as an attention map or a confusion matrix. Colour and shading say the same, so it can
/// be read without colours too.
public struct HeatMap: Hashable, Sendable {
  /// Rows of numbers; rows may differ in length. NaN and infinite ones are marked.
  public var values: [[Double]]
  /// The values of the coldest and the hottest colour. Nil: the least and greatest finite value.
  public var range: ClosedRange<Double>?

  public init(values: [[Double]], range: ClosedRange<Double>? = nil) {
    self.values = values
    self.range = range
  }

  /// Fills `rect`. A matrix larger than `rect` shows the greatest magnitude of the values that share a cell, so that
  /// nothing that stands out is lost.
  public func draw(on canvas: inout Canvas, in rect: Rect) {
    let height = values.count
    let width = values.map(\.count).max() ?? 0
    guard height > 0, width > 0, !rect.isEmpty else { return }
    let (low, high) = limits()
    for y in 0..<rect.height {
      let rows = HeatMap.sources(of: y, cells: rect.height, values: height)
      for x in 0..<rect.width {
        let columns = HeatMap.sources(of: x, cells: rect.width, values: width)
        let found = rows.flatMap { row in values[row].indices.clamped(to: columns).map { values[row][$0] } }
        guard !found.isEmpty else { continue }
        let place = Point(x: rect.x + x, y: rect.y + y)
        guard let value = found.filter(\.isFinite).max(by: { $0.magnitude < $1.magnitude }),
          found.allSatisfy(\.isFinite)
        else {
          canvas[place] = Cell(canvas.symbols.notFinite, .warning)
          continue
        }
        canvas[place] = HeatMap.cell(level: (value / 2 - low / 2) / (high / 2 - low / 2), symbols: canvas.symbols)
      }
    }
  }

  private func limits() -> (Double, Double) {
    if let range, range.lowerBound < range.upperBound { return (range.lowerBound, range.upperBound) }
    let finite = values.lazy.joined().filter(\.isFinite)
    guard let low = finite.min(), let high = finite.max(), low < high else { return (0, 1) }
    return (low, high)
  }

  /// The values that share cell `cell`: one at least.
  private static func sources(of cell: Int, cells: Int, values: Int) -> Range<Int> {
    let start = cell * values / cells
    return start..<max(start + 1, (cell + 1) * values / cells)
  }

  /// A cell of a level: foreground and background have the same colour; without colours the shading shows.
  static func cell(level: Double, symbols: SymbolSet) -> Cell {
    let level = level.isNaN ? 0 : min(1, max(0, level))
    let shades = [" "] + symbols.shades
    return Cell(shades[min(shades.count - 1, Int(level * Double(shades.count)))], Style(.heat(level), on: .heat(level)))
  }
}
