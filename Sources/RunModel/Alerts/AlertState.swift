/// What a rule has to remember of a curve.
struct AlertState: Sendable {
  private var last: Double?
  /// Values in a row that rose, or fell.
  private var run = 0
  private var isTrue = false
  private var halves: MovingHalves?

  init(_ rule: AlertRule) {
    if rule.condition == .flat { halves = MovingHalves(length: rule.points) }
  }

  /// Takes in a value.
  /// - Returns: what happened, when the rule has just come true.
  mutating func take(_ scalar: Scalar, _ rule: AlertRule) -> String? {
    let value = Double(scalar.value)
    let found: Bool
    switch rule.condition {
    case .nan: found = !value.isFinite
    case .above: found = value > rule.value
    case .below: found = value < rule.value
    case .rises, .falls:
      // What is no number interrupts nothing and says nothing.
      guard value.isFinite else { return nil }
      if let last { run = (rule.condition == .rises ? value > last : value < last) ? run + 1 : 0 }
      last = value
      found = run >= rule.points
    case .flat:
      guard value.isFinite, let means = halves?.append(value) else { return nil }
      found = abs(means.new - means.old) <= rule.tolerance * abs(means.old)
    }
    defer { isTrue = found }
    return found && !isTrue ? AlertState.text(rule, scalar) : nil
  }

  private static func text(_ rule: AlertRule, _ scalar: Scalar) -> String {
    let tag = scalar.tag
    switch rule.condition {
    case .nan: return "\(rule.name): \(tag) is \(scalar.value.isNaN ? "not a number" : "infinite")"
    case .above: return "\(rule.name): \(tag) is \(scalar.value), above \(Knob.text(rule.value))"
    case .below: return "\(rule.name): \(tag) is \(scalar.value), below \(Knob.text(rule.value))"
    case .rises, .falls:
      let times = rule.points == 1 ? "" : " \(rule.points) times in a row"
      return "\(rule.name): \(tag) \(rule.condition == .rises ? "rose" : "fell")\(times), to \(scalar.value)"
    case .flat: return "\(rule.name): \(tag) has not moved for \(rule.points * 2) points, it is \(scalar.value)"
    }
  }
}

/// The mean of the last values, and of as many before them, looked at now and then.
struct MovingHalves: Sendable {
  private let length: Int
  private var values: [Double] = []
  /// The oldest value's place.
  private var oldest = 0
  private var sinceLook = 0

  init(length: Int) { self.length = max(1, length) }

  /// Takes in a value. Amortised O(1).
  /// - Returns: both means, once for every tenth of `length`, when there are values enough.
  mutating func append(_ value: Double) -> (old: Double, new: Double)? {
    if values.count < length * 2 {
      values.append(value)
      guard values.count == length * 2 else { return nil }
    } else {
      values[oldest] = value
      oldest = (oldest + 1) % values.count
      sinceLook += 1
      guard sinceLook * 10 >= length else { return nil }
    }
    sinceLook = 0
    var (old, new) = (0.0, 0.0)
    for place in 0..<length {
      old += values[(oldest + place) % values.count]
      new += values[(oldest + length + place) % values.count]
    }
    return (old / Double(length), new / Double(length))
  }
}
