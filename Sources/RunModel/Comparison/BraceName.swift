/// Names of several things in one, as shells write it.
enum BraceName {
  /// `kd-s{0,1,2}` for `kd-s0`, `kd-s1` and `kd-s2`; a single name as it is, and nothing for none.
  static func of(_ names: [String]) -> String {
    guard names.count > 1, let first = names.first else { return names.first ?? "" }
    let all = names.map(Array.init)
    let shortest = all.map(\.count).min() ?? 0
    var prefix = 0
    while prefix < shortest, all.allSatisfy({ $0[prefix] == all[0][prefix] }) { prefix += 1 }
    var suffix = 0
    while suffix < shortest - prefix, all.allSatisfy({ $0[$0.count - 1 - suffix] == all[0][all[0].count - 1 - suffix] })
    {
      suffix += 1
    }
    // Numbers are not cut in two: seeds 10 and 11 are not 1{0,1}.
    while prefix > 0, all[0][prefix - 1].isNumber { prefix -= 1 }
    while suffix > 0, all[0][all[0].count - suffix].isNumber { suffix -= 1 }
    let middles = all.map { String($0[prefix..<($0.count - suffix)]) }
    return "\(first.prefix(prefix)){\(middles.joined(separator: ","))}\(first.suffix(suffix))"
  }
}
