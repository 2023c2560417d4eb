import Foundation
import RunModel
import TerminalUI

/// One quantity in a comparison's table of results.
struct ResultColumn {
  let quantity: RunResults.Quantity
  let heading: [String]

  static let all: [ResultColumn] = [
    ResultColumn(quantity: .studentTest, heading: ["student", "test %"]),
    ResultColumn(quantity: .studentBestTest, heading: ["best epoch", "test %"]),
    ResultColumn(quantity: .studentValidation, heading: ["student", "val. %"]),
    ResultColumn(quantity: .studentBestValidation, heading: ["best epoch", "val. %"]),
    ResultColumn(quantity: .teacherTest, heading: ["teacher", "test %"]),
    ResultColumn(quantity: .teacherValidation, heading: ["teacher", "val. %"]),
    ResultColumn(quantity: .agreement, heading: ["agreement", "%"]),
    ResultColumn(quantity: .lastLoss, heading: ["loss", "last"]),
    ResultColumn(quantity: .lowestLoss, heading: ["loss", "lowest"]),
    ResultColumn(quantity: .steps, heading: ["steps"]),
    ResultColumn(quantity: .seconds, heading: ["time"]),
  ]

  /// A cell a group: `93.24`, `93.24 ±0.41`, `91.20*`, or `-` where there is none.
  func cells(_ groups: [RunGroup], symbols: SymbolSet) -> [String] {
    let sizes = groups.compactMap { $0.statistics(quantity)?.mean.magnitude }.filter { $0 > 0 }
    let decimals = decimals(sizes.min() ?? 0)
    return groups.map { text($0, decimals: decimals, symbols: symbols) }
  }

  private func text(_ group: RunGroup, decimals: Int, symbols: SymbolSet) -> String {
    guard let numbers = group.statistics(quantity) else { return "-" }
    switch quantity {
    case .steps: return Format.count(Int(min(max(numbers.mean.rounded(), -1e15), 1e15)))
    case .seconds: return Format.duration(numbers.mean)
    default: break
    }
    var text = fixed(numbers.mean, decimals)
    if let deviation = numbers.deviation { text += " \(symbols.plusMinus)\(fixed(deviation, decimals))" }
    return text + (group.isProvisional(quantity) ? "*" : "")
  }

  /// Shares as percentages with two; losses with three digits or so of the least.
  private func decimals(_ size: Double) -> Int {
    if quantity.isShare { return 2 }
    return size >= 100 ? 1 : size >= 1 ? 3 : size >= 0.01 || size == 0 ? 4 : 6
  }

  private func fixed(_ value: Double, _ decimals: Int) -> String {
    guard value.isFinite else { return value.isNaN ? "nan" : value > 0 ? "inf" : "-inf" }
    return String(format: "%.\(decimals)f", quantity.isShare ? value * 100 : value)
  }
}
