import RunModel

/// What reading a file, or all files of a directory, has met so far.
public struct ReadStatistics: Sendable, Equatable {
  /// Records with good checksums.
  public var records = 0
  /// Events made of them.
  public var events = 0
  /// Records passed over because their data does not match its checksum.
  public var skippedRecords = 0
  /// Records with good checksums whose data is not an event.
  public var undecodableRecords = 0
  /// Bytes of skipped records, and of stretches without a readable record between two that are.
  public var skippedBytes = 0
  /// Values of a kind that is not shown: images, audio, values without data, tensors that contradict their shape.
  public var ignoredValues = 0
  /// Elements cut off tensors larger than `EventMapper.maximumElements`, or that one value stands for.
  public var droppedElements = 0
  /// What lies after the last record.
  public var tail = Tail.none
  /// Bytes after the last record.
  public var tailBytes = 0
  /// How often a file was replaced or cut while it was followed.
  public var restarts = 0

  public init() {}

  /// What lies between the last record and the end of the file.
  public enum Tail: Int, Sendable, Equatable, Comparable {
    /// Nothing: the file ends with a whole record.
    case none
    /// The beginning of a record: normal while a file is being written, or when its writer was killed.
    case torn
    /// Zeros only, as some file systems leave after a crash.
    case zeros
    /// Bytes that begin no record.
    case damaged

    public static func < (a: Tail, b: Tail) -> Bool { a.rawValue < b.rawValue }
  }

  /// Whether anything but a torn tail was lost.
  public var isDamaged: Bool {
    skippedRecords > 0 || undecodableRecords > 0 || skippedBytes > 0 || tail == .damaged
  }

  /// What was lost, in words: `2 damaged records skipped (140 bytes)`. Nil when nothing was; a torn tail and zeros at the
  /// end are what a writer that was killed leaves.
  public var damage: String? {
    func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }
    var parts: [String] = []
    if skippedRecords > 0 {
      let bytes = skippedBytes > 0 ? " (\(count(skippedBytes, "byte")))" : ""
      parts.append("\(count(skippedRecords, "damaged record")) skipped\(bytes)")
    } else if skippedBytes > 0 {
      parts.append("\(count(skippedBytes, "unreadable byte"))")
    }
    if undecodableRecords > 0 {
      parts.append(
        "\(count(undecodableRecords, "record")) \(undecodableRecords == 1 ? "is no event" : "are no events")")
    }
    if tail == .damaged { parts.append("\(count(tailBytes, "byte")) at the end unreadable") }
    return parts.isEmpty ? nil : parts.joined(separator: "; ")
  }

  /// Adds another file's counts, which stay at the largest number there is; the tail is the worse of the two.
  public static func += (total: inout ReadStatistics, part: ReadStatistics) {
    func add(_ count: WritableKeyPath<ReadStatistics, Int>) {
      total[keyPath: count] = total[keyPath: count].addingClamped(part[keyPath: count])
    }
    add(\.records)
    add(\.events)
    add(\.skippedRecords)
    add(\.undecodableRecords)
    add(\.skippedBytes)
    add(\.ignoredValues)
    add(\.droppedElements)
    add(\.tailBytes)
    add(\.restarts)
    total.tail = max(total.tail, part.tail)
  }
}
