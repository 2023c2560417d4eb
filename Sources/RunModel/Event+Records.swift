import Foundation

/// Bodies of text events: small JSON objects, so that a log says everything about a run by itself.
extension Event {
  public static func run(_ description: RunDescription, step: Int, wallTime: Double) -> Event {
    record(description, tag: Tag.run, step: step, wallTime: wallTime)
  }

  public static func phase(_ start: PhaseStart, step: Int, wallTime: Double) -> Event {
    record(start, tag: Tag.phase, step: step, wallTime: wallTime)
  }

  public static func command(_ outcome: CommandOutcome, step: Int, wallTime: Double) -> Event {
    record(outcome, tag: Tag.command, step: step, wallTime: wallTime)
  }

  public static func status(_ change: StatusChange, step: Int, wallTime: Double) -> Event {
    record(change, tag: Tag.status, step: step, wallTime: wallTime)
  }

  public static func methodStatus(_ status: MethodStatus, step: Int, wallTime: Double) -> Event {
    record(status, tag: Tag.method, step: step, wallTime: wallTime)
  }

  public static func notice(_ notice: Notice, step: Int, wallTime: Double) -> Event {
    record(notice, tag: Tag.notice, step: step, wallTime: wallTime)
  }

  public static func checkpoint(_ record: CheckpointRecord, step: Int, wallTime: Double) -> Event {
    self.record(record, tag: Tag.checkpoint, step: step, wallTime: wallTime)
  }

  public static func note(_ note: Note, step: Int, wallTime: Double) -> Event {
    record(note, tag: Tag.note, step: step, wallTime: wallTime)
  }

  public static func summary(_ summary: RunSummary, step: Int, wallTime: Double) -> Event {
    record(summary, tag: Tag.summary, step: step, wallTime: wallTime)
  }

  public static func sentence(_ reading: SentenceReading, step: Int, wallTime: Double) -> Event {
    record(reading, tag: Tag.sentence, step: step, wallTime: wallTime)
  }

  static func record(_ value: some Encodable, tag: String, step: Int, wallTime: Double) -> Event {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    // These types hold numbers, strings and arrays of them alone, so encoding cannot fail; an empty object is
    // what a reader treats as unreadable and skips.
    let text = (try? encoder.encode(value)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
    return Event(step: step, wallTime: wallTime, .text(tag: tag, text))
  }

  /// The body of a text event as a value; nil when it is not one of ours.
  static func decode<Value: Decodable>(_ type: Value.Type, from text: String) -> Value? {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return try? decoder.decode(type, from: Data(text.utf8))
  }
}
