import Foundation
import RunModel
import SwiftProtobuf

/// Turns events into records as TensorBoard's own writers make them.
enum EventEncoder {
  /// Appends the framed record of `event` to `bytes`; nothing for scalars without a scalar.
  ///
  /// - Throws: `eventTooLarge` for `path`; `bytes` is as before then.
  static func append(_ event: Event, to bytes: inout [UInt8], path: String) throws(EventFileError) {
    let start = bytes.count
    if case .scalars(let scalars) = event.content {
      if scalars.isEmpty { return }
      RecordFrame.append(to: &bytes) {
        ScalarRecordEncoder.append(scalars, step: event.step, wallTime: event.wallTime, to: &$0)
      }
    } else {
      do {
        let data = try message(of: event).serializedData()
        RecordFrame.append(to: &bytes) { $0.append(contentsOf: data) }
      } catch {
        // The only way in which encoding fails: more than 2 GiB.
        throw EventFileError(.eventTooLarge, path: path)
      }
    }
    if bytes.count - start - RecordFrame.overhead > RecordFrame.maximumLength {
      bytes.removeSubrange(start...)
      throw EventFileError(.eventTooLarge, path: path)
    }
  }

  /// Appends the record that every event file begins with.
  static func appendFileVersion(wallTime: Double, to bytes: inout [UInt8]) {
    var message = Tensorboard_Event()
    message.wallTime = wallTime
    message.fileVersion = "brain.Event:2"
    if let data = try? message.serializedData() {
      RecordFrame.append(to: &bytes) { $0.append(contentsOf: data) }
    }
  }

  /// The message for any event.
  static func message(of event: Event) -> Tensorboard_Event {
    var message = Tensorboard_Event()
    message.wallTime = event.wallTime
    message.step = Int64(event.step)
    switch event.content {
    case .scalars(let scalars):
      message.summary.value = scalars.map { scalar in value(scalar.tag) { $0.simpleValue = scalar.value } }
    case .histogram(let tag, let histogram):
      message.summary.value = [value(tag) { $0.histo = Tensorboard_HistogramProto(histogram) }]
    case .tensor(let tag, let tensor):
      message.summary.value = [
        value(tag) {
          $0.metadata.pluginData.pluginName = tensor.plugin
          $0.tensor = Tensorboard_TensorProto(tensor)
        }
      ]
    case .text(let tag, let text):
      message.summary.value = [
        value(tag) {
          $0.metadata.pluginData.pluginName = "text"
          $0.tensor.dtype = TensorType.string.rawValue
          $0.tensor.tensorShape.dim = [.with { $0.size = 1 }]
          $0.tensor.stringVal = [Data(text.utf8)]
        }
      ]
    case .sessionStart:
      message.sessionLog.status = .start
    }
    return message
  }

  private static func value(
    _ tag: String, _ body: (inout Tensorboard_Summary.Value) -> Void
  ) -> Tensorboard_Summary.Value {
    var value = Tensorboard_Summary.Value()
    value.tag = tag
    body(&value)
    return value
  }
}

extension Tensorboard_TensorProto {
  /// Row-major, packed: single precision, or a byte each.
  init(_ tensor: TensorValue) {
    self.init()
    tensorShape.dim = tensor.shape.map { extent in .with { $0.size = Int64(extent) } }
    if tensor.isBytes {
      dtype = TensorType.uint8.rawValue
      tensorContent = Data(tensor.values.map { UInt8(min(max($0.isNaN ? 0 : $0, 0), 255)) })
      return
    }
    dtype = TensorType.float.rawValue
    var content = Data(capacity: tensor.values.count * 4)
    for value in tensor.values {
      withUnsafeBytes(of: value.bitPattern.littleEndian) { content.append(contentsOf: $0) }
    }
    tensorContent = content
  }
}

extension Tensorboard_HistogramProto {
  /// Limits and counts as they are. `min` is the left edge of the first bucket that holds something and `max` the
  /// right edge of the last, which is what TensorBoard puts in place of those edges; `sum` and `sum_squares` take
  /// every value to lie in the middle of its bucket. The first bucket counts as wide as the second.
  init(_ histogram: Histogram) {
    self.init()
    let buckets = Swift.min(histogram.limits.count, histogram.counts.count)
    bucketLimit = Array(histogram.limits.prefix(buckets))
    bucket = Array(histogram.counts.prefix(buckets))
    var isFirst = true
    for index in 0..<buckets where bucket[index] > 0 {
      let (left, right) = (leftEdge(of: index), bucketLimit[index])
      if isFirst { min = left }
      isFirst = false
      max = right
      let middle = left / 2 + right / 2
      num += bucket[index]
      sum += bucket[index] * middle
      sumSquares += bucket[index] * middle * middle
    }
  }

  private func leftEdge(of bucket: Int) -> Double {
    if bucket > 0 { return bucketLimit[bucket - 1] }
    let width = bucketLimit.count > 1 ? bucketLimit[1] - bucketLimit[0] : 1
    return bucketLimit[0] - width
  }
}
