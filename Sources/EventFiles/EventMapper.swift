import Foundation
import RunModel
import SwiftProtobuf

/// Turns the data of records into events.
///
/// A `SummaryMetadata` need only come with the first value of its tag (TensorFlow's writers strip it from later
/// ones), so the plugin of each tag is remembered: use one mapper for one file, from its beginning.
struct EventMapper {
  /// Most elements of a tensor that are kept.
  static let maximumElements = 1 << 20
  /// Most elements that one stored value may stand for in all tensors of a record together: a few bytes would otherwise
  /// become megabytes.
  static let maximumBroadcast = 1 << 14
  /// Most tags whose plugin is remembered.
  private static let maximumPlugins = 1 << 14

  private(set) var events = 0
  private(set) var undecodableRecords = 0
  private(set) var ignoredValues = 0
  private(set) var droppedElements = 0
  /// `file_version` of the file, for example `brain.Event:2`; nil until its record is met.
  private(set) var fileVersion: String?
  private var plugins: [String: String] = [:]
  /// What is left of `maximumBroadcast` in this record.
  private var broadcastLeft = EventMapper.maximumBroadcast
  private var fastPath = ScalarRecordDecoder()

  /// Calls `body` with each event of a record, in the record's order.
  @inline(__always)
  mutating func map(_ record: UnsafeRawBufferPointer, _ body: (Event) -> Void) {
    if let event = fastPath.decode(record) {
      events += 1
      body(event)
    } else {
      mapMessage(record, body)
    }
  }

  /// The same for any record, by the generated decoder.
  mutating func mapMessage(_ record: UnsafeRawBufferPointer, _ body: (Event) -> Void) {
    guard let start = record.baseAddress else { return }
    guard MessageLimits.allow(record) else {
      if record.count > MessageLimits.recordLength { ignoredValues += 1 } else { undecodableRecords += 1 }
      return
    }
    let data = Data(
      bytesNoCopy: UnsafeMutableRawPointer(mutating: start), count: record.count, deallocator: .none)
    var options = BinaryDecodingOptions()
    options.discardUnknownFields = true
    guard let message = try? Tensorboard_Event(serializedBytes: data, options: options) else {
      undecodableRecords += 1
      return
    }
    broadcastLeft = Self.maximumBroadcast
    switch message.what {
    case .summary(let summary): map(summary, of: message, body)
    case .sessionLog(let log) where log.status == .start: emit(.sessionStart, message, body)
    case .fileVersion(let version): fileVersion = String(version.prefix(64))
    case .sessionLog, nil: break
    }
  }

  private mutating func emit(_ content: Event.Content, _ message: Tensorboard_Event, _ body: (Event) -> Void) {
    events += 1
    body(Event(step: Int(message.step), wallTime: message.wallTime, content))
  }

  private mutating func map(
    _ summary: Tensorboard_Summary, of message: Tensorboard_Event, _ body: (Event) -> Void
  ) {
    // Neighbouring scalars are one event; anything between them keeps its place.
    var scalars: [Scalar] = []
    for value in summary.value {
      guard let content = content(of: value) else {
        ignoredValues += 1
        continue
      }
      if case .scalars(let more) = content {
        scalars += more
        continue
      }
      if !scalars.isEmpty { emit(.scalars(scalars), message, body) }
      scalars = []
      emit(content, message, body)
    }
    if !scalars.isEmpty { emit(.scalars(scalars), message, body) }
  }

  private mutating func content(of value: Tensorboard_Summary.Value) -> Event.Content? {
    let plugin = plugin(of: value)
    return switch value.value {
    case .simpleValue(let number): .scalars([Scalar(value.tag, number)])
    case .histo(let histogram): Histogram(histogram).map { .histogram(tag: value.tag, $0) }
    case .tensor(let tensor): content(of: tensor, tag: value.tag, plugin: plugin)
    case .image, .audio, nil: nil
    }
  }

  private mutating func plugin(of value: Tensorboard_Summary.Value) -> String {
    let named = value.metadata.pluginData.pluginName
    if let known = plugins[value.tag] { return known }
    if !named.isEmpty, plugins.count < Self.maximumPlugins { plugins[value.tag] = named }
    return named
  }

  private mutating func content(
    of tensor: Tensorboard_TensorProto, tag: String, plugin: String
  ) -> Event.Content? {
    if plugin == "images" || plugin == "audio" { return nil }
    if tensor.dtype == TensorType.string.rawValue {
      guard !tensor.stringVal.isEmpty else { return nil }
      let lines = tensor.stringVal.map { String(decoding: $0, as: UTF8.self) }
      return .text(tag: tag, lines.joined(separator: "\n"))
    }
    guard let content = TensorContent(tensor) else { return nil }
    switch plugin {
    case "scalars" where content.count == 1, "" where content.shape.isEmpty:
      guard let value = content.elements(limit: 1).first else { return nil }
      return .scalars([Scalar(tag, Float(value))])
    case "histograms":
      let limit = takeLimit(for: content)
      return content.count <= limit ? Histogram(content).map { .histogram(tag: tag, $0) } : nil
    default:
      let limit = takeLimit(for: content)
      guard content.count <= limit else { return cut(content, to: limit, tag: tag, plugin: plugin) }
      let values = content.elements(limit: content.count).map { Float($0) }
      var value = TensorValue(shape: content.shape, values: values, plugin: plugin)
      value.isBytes = content.isBytes
      return .tensor(tag: tag, value)
    }
  }

  /// How many elements of a tensor may be kept.
  private mutating func takeLimit(for content: TensorContent) -> Int {
    guard content.isBroadcast else { return Self.maximumElements }
    defer { broadcastLeft -= min(content.count, broadcastLeft) }
    return broadcastLeft
  }

  /// A tensor too large to keep: its first elements, whole rows of the first dimension where there are several. Nil where
  /// none may be kept.
  private mutating func cut(_ content: TensorContent, to limit: Int, tag: String, plugin: String) -> Event.Content? {
    let row = content.count / max(content.shape.first ?? 1, 1)
    let rows = row == 0 ? 0 : limit / row
    let shape = rows > 0 ? [rows] + content.shape.dropFirst() : [limit]
    let count = shape.reduce(1, *)
    droppedElements = droppedElements.addingClamped(content.count - count)
    guard count > 0 else { return nil }
    let values = content.elements(limit: count).map { Float($0) }
    var value = TensorValue(shape: shape, values: values, plugin: plugin)
    value.isBytes = content.isBytes
    return .tensor(tag: tag, value)
  }
}

extension Histogram {
  /// TensorBoard's first form: right edges and counts. Nil if there are not as many of the one as of the other.
  init?(_ message: Tensorboard_HistogramProto) {
    guard message.bucketLimit.count == message.bucket.count else { return nil }
    self.init(limits: message.bucketLimit, counts: message.bucket)
  }

  /// TensorBoard's second form, a tensor `[buckets, 3]` of left edge, right edge and count. Nil for other shapes.
  init?(_ content: TensorContent) {
    guard content.shape.count == 2, content.shape[1] == 3 else { return nil }
    let numbers = content.elements(limit: content.count)
    let rows = stride(from: 0, to: numbers.count, by: 3)
    self.init(limits: rows.map { numbers[$0 + 1] }, counts: rows.map { numbers[$0 + 2] })
  }
}
