extension ModelSpec {
  /// A spec as papers and file names write it, in kdtop's own form; any other text as it is.
  ///
  /// `resnet-20`, `resnet20` → `resnet:20`; `wrn-16-2`, `wrn_16_2` → `wrn:16,2`; `resnet8x4` → `resnet:8,width=4`. Options
  /// may follow: `wrn-40-2,dropout=0.3`.
  static func spelledOut(_ text: String) -> String {
    guard !text.contains(":") else { return text }
    let head = text.prefix { $0 != "," }
    let options = text.dropFirst(head.count)
    let lowercased = head.lowercased()
    for family in ModelRegistry.all where lowercased.hasPrefix(family.name) {
      var rest = lowercased.dropFirst(family.name.count)
      if let first = rest.first, isDash(first) { rest.removeFirst() }
      let factors = rest.split(separator: "x", omittingEmptySubsequences: false)
      let numbers = (factors.first ?? "").split(omittingEmptySubsequences: false, whereSeparator: isDash)
      guard numbers.allSatisfy(isNumber), factors.dropFirst().allSatisfy(isNumber) else { continue }
      switch factors.count {
      case 1: return "\(family.name):\(numbers.joined(separator: ","))\(options)"
      case 2 where family.options.contains { $0.name == ModelOption.width.name }:
        return "\(family.name):\(numbers.joined(separator: ",")),\(ModelOption.width.name)=\(factors[1])\(options)"
      default: continue
      }
    }
    return text
  }

  private static func isDash(_ character: Character) -> Bool { character == "-" || character == "_" }

  private static func isNumber(_ text: Substring) -> Bool {
    !text.isEmpty && text.allSatisfy { $0.isASCII && $0.isNumber }
  }
}
