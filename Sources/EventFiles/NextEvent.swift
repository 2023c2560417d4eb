import RunModel

/// The next event of one of several runs, ordered for merging: earliest first, equal times in the order of the runs. An
/// event whose time is not a number comes at once.
struct NextEvent: Comparable {
  var event: Event
  /// The number of its run.
  var run: Int

  private var time: Double { event.wallTime.isNaN ? -.infinity : event.wallTime }

  static func == (a: NextEvent, b: NextEvent) -> Bool { a.time == b.time && a.run == b.run }
  static func < (a: NextEvent, b: NextEvent) -> Bool { (a.time, a.run) < (b.time, b.run) }
}
