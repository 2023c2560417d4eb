/// A debiased exponential moving average, as TensorBoard's: each value counts `weight` times as much as the one after it,
/// and the first ones are not drawn towards zero. Values that are not finite are passed over.
public struct MovingAverage: Sendable, Equatable {
  /// 0 (no smoothing) up to, but not including, 1.
  public let weight: Double
  var sum = 0.0
  /// What the weights of all values taken in add up to; 0 before the first, towards 1.
  var mass = 0.0

  /// - Parameter weight: put within 0…0.999999.
  public init(weight: Double) { self.weight = weight.isNaN ? 0 : min(max(weight, 0), 0.999_999) }

  /// Takes in a value.
  /// - Returns: the average with it; a value that is not finite itself.
  public mutating func add(_ value: Double) -> Double {
    guard value.isFinite else { return value }
    sum = weight * sum + (1 - weight) * value
    mass = weight * mass + (1 - weight)
    return sum / mass
  }
}
