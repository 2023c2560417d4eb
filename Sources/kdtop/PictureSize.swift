import TerminalUI

extension Size {
  /// The size that `--size 120x40` asks for.
  /// - Throws: `UsageError` for what is no size, or a side that is not 1 to 1000.
  init(argument: String) throws(UsageError) {
    let sides = argument.lowercased().split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
    guard sides.count == 2, let width = sides[0], let height = sides[1], (1...1000).contains(width),
      (1...1000).contains(height)
    else { throw UsageError(description: "--size is \(argument); it takes columns x rows, such as 120x40") }
    self.init(width: width, height: height)
  }
}
