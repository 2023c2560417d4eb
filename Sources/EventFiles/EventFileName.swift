import Foundation

/// `events.out.tfevents.<unix seconds, 10 digits>.<host>.<process>.<number>`, as TensorBoard's writers name files.
struct EventFileName {
  /// The whole name, without directories.
  let name: String

  init(_ name: String) { self.name = name }

  init(seconds: Int, host: String, process: Int32, number: Int) {
    let digits = String(seconds)
    let padded = String(repeating: "0", count: max(0, 10 - digits.count)) + digits
    name = "events.out.tfevents.\(padded).\(host).\(process).\(number)"
  }

  /// Whether TensorBoard would take a file of this name for an event file.
  var isEventFile: Bool { name.contains("tfevents") && !name.hasSuffix(".profile-empty") }

  /// The time in the name, seconds since 1970; 0 if there is none.
  var seconds: Int {
    guard let range = name.range(of: "tfevents.") else { return 0 }
    return Int(name[range.upperBound...].prefix { $0.isASCII && $0.isNumber }.prefix(18)) ?? 0
  }

  /// The order of the files of one run: by time, then by name with numbers compared as numbers.
  static func precedes(_ a: EventFileName, _ b: EventFileName) -> Bool {
    let (left, right) = (a.seconds, b.seconds)
    guard left == right else { return left < right }
    let (leftParts, rightParts) = (a.name.split(separator: "."), b.name.split(separator: "."))
    for (x, y) in zip(leftParts, rightParts) where x != y {
      if let m = Int(x), let n = Int(y), m != n { return m < n }
      return x < y
    }
    return leftParts.count < rightParts.count
  }

  /// This machine's name, fit for a file name.
  static var localHost: String {
    let host = ProcessInfo.processInfo.hostName
    let safe = host.unicodeScalars.map { scalar -> Character in
      let isSafe = scalar.isASCII && (scalar.properties.isAlphabetic || "0123456789.-_".unicodeScalars.contains(scalar))
      return isSafe ? Character(scalar) : "_"
    }
    return safe.isEmpty ? "localhost" : String(safe.prefix(64))
  }
}
