/// Something that happened in a run, at one step: the only thing that travels from a trainer, or a log, to the
/// dashboard. A log record holds exactly one event.
public struct Event: Sendable, Equatable {
  /// Optimiser steps taken in the whole run (all phases) when the event was made; 0 before the first.
  public var step: Int
  /// Seconds since 1970.
  public var wallTime: Double
  public var content: Content

  public init(step: Int, wallTime: Double, _ content: Content) {
    self.step = step
    self.wallTime = wallTime
    self.content = content
  }

  public enum Content: Sendable, Equatable {
    /// One value for each of several tags, all of the same step.
    case scalars([Scalar])
    case histogram(tag: String, Histogram)
    case tensor(tag: String, TensorValue)
    /// UTF-8 text; tags end in `/text_summary` as TensorBoard's writers do.
    case text(tag: String, String)
    /// A writer started (again) at `step`: points of an earlier writer at this step or later are superseded.
    case sessionStart
  }
}

/// One point of one curve.
public struct Scalar: Sendable, Equatable {
  /// For example `loss/student`; see `Tag`.
  public var tag: String
  /// Single precision, as TensorBoard stores it. May be NaN or infinite.
  public var value: Float

  public init(_ tag: String, _ value: Float) {
    self.tag = tag
    self.value = value
  }
}

/// A histogram in TensorBoard's form: bucket `i` holds `counts[i]` of what lies in
/// (`limits[i-1]`, `limits[i]`]. kdtop's own soft targets use one bucket a class.
public struct Histogram: Sendable, Equatable {
  /// Right edges, ascending; as many as `counts`.
  public var limits: [Double]
  public var counts: [Double]

  public init(limits: [Double], counts: [Double]) {
    self.limits = limits
    self.counts = counts
  }
}

/// A small dense tensor for a heat map or for soft targets, row-major.
public struct TensorValue: Sendable, Equatable {
  /// Extent of each dimension; their product is `values.count`.
  public var shape: [Int]
  public var values: [Float]
  /// TensorBoard plugin that the tensor is meant for; `kdtop` for our own.
  public var plugin: String
  /// Whether all values are whole numbers of 0…255, a byte each in a log.
  public var isBytes = false

  public init(shape: [Int], values: [Float], plugin: String = "kdtop") {
    self.shape = shape
    self.values = values
    self.plugin = plugin
  }

  /// Whether there is a value for each place of the shape, no more and no less.
  public var matchesShape: Bool {
    var count = 1
    for extent in shape {
      let (product, overflows) = count.multipliedReportingOverflow(by: extent)
      guard extent >= 0, !overflows else { return false }
      count = product
    }
    return count == values.count
  }
}
