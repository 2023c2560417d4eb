import Foundation
import RunModel

/// What a look into two networks leaves in a log, made up and the same every time.
extension RunFixture {
  /// - Parameter step: when they were looked into.
  static func inspections(step: Int, absent: Bool = false) -> [Event] {
    let time = start + Double(step) * 0.01
    func event(_ tag: String, _ tensor: TensorValue) -> Event {
      Event(step: step, wallTime: time, .tensor(tag: tag, tensor))
    }
    var events = [
      event(Tag.confusion("teacher"), confusion(errors: 2)), event(Tag.confusion("student"), confusion(errors: 7)),
      event(Tag.probeLabels, TensorValue(shape: [40], values: (0..<40).map { Float($0 / 4) })),
      event(Tag.similarity("teacher"), similarity(40, contrast: 0.75)),
      event(Tag.similarity("student"), similarity(40, contrast: 0.5)),
    ]
    if absent {
      for role in ["teacher", "student"] {
        events.append(
          .inspection(
            InspectionNote(
              role: role, layer: "hidden2",
              absent: [
                "attention": "the \(role)'s layers have no places; convolutional networks have some",
                "flow": "the flow is a sum over places, and the \(role)'s layers have none",
              ]), step: step, wallTime: time))
      }
      return events
    }
    events += [
      event(Tag.pictures, pictures(6)),
      event(Tag.attention("teacher", layer: "group1"), attention(6, 16)),
      event(Tag.attention("teacher", layer: "group2"), attention(6, 8)),
      event(Tag.attention("student", layer: "group1"), attention(6, 16)),
      event(Tag.attention("student", layer: "group2"), attention(6, 4)),
      event(Tag.flow("teacher", layers: "group1 > group2"), flow(16, 24)),
      event(Tag.flow("student", layers: "group1 > group2"), flow(8, 12)),
      event(Tag.wrongPictures, pictures(5)),
      event(
        Tag.wrongExamples,
        TensorValue(
          shape: [5, 4], values: [7, 1, 0.98, 7, 3, 5, 0.91, 3, 8, 2, 0.84, 2, 9, 4, 0.66, 9, 0, 6, 0.52, .nan])),
    ]
    for role in ["teacher", "student"] {
      events.append(.inspection(InspectionNote(role: role, layer: "group2"), step: step, wallTime: time))
    }
    return events
  }

  private static func confusion(errors: Int) -> TensorValue {
    var counts = [Float](repeating: 0, count: 100)
    for row in 0..<10 {
      counts[row * 10 + row] = Float(40 - errors - row % 3)
      counts[row * 10 + (row * 3 + 1) % 10] += Float(errors)
      counts[row * 10 + (row + 5) % 10] += Float(row % 3)
    }
    return TensorValue(shape: [10, 10], values: counts)
  }

  private static func similarity(_ count: Int, contrast: Float) -> TensorValue {
    var noise = Noise(state: 3)
    let values = (0..<count * count).map { place -> Float in
      let (row, column) = (place / count, place % count)
      if row == column { return 1 }
      return (row / 4 == column / 4 ? 0.2 + contrast : 0.25) + noise.next() * 0.2
    }
    return .ofBytes(shape: [count, count], unit: values)
  }

  /// Rings and bars of 12 by 12.
  private static func pictures(_ count: Int) -> TensorValue {
    let values = (0..<count).flatMap { index in
      (0..<144).map { place -> Float in
        let (y, x) = (Float(place / 12) - 5.5, Float(place % 12) - 5.5)
        let radius = (x * x + y * y).squareRoot()
        return index % 2 == 0 ? (abs(radius - 3.5 - Float(index) * 0.2) < 1 ? 1 : 0) : (abs(x - y * 0.3) < 1.2 ? 1 : 0)
      }
    }
    return .ofBytes(shape: [count, 1, 12, 12], unit: values)
  }

  private static func attention(_ count: Int, _ side: Int) -> TensorValue {
    let values = (0..<count).flatMap { index in
      (0..<side * side).map { place -> Float in
        let (y, x) = (Float(place / side) / Float(side) - 0.5, Float(place % side) / Float(side) - 0.5)
        return max(0, 1 - 2.2 * ((x - 0.1 * Float(index % 3)) * (x - 0.1 * Float(index % 3)) + y * y).squareRoot())
      }
    }
    return .ofBytes(shape: [count, side, side], unit: values)
  }

  private static func flow(_ rows: Int, _ columns: Int) -> TensorValue {
    let values = (0..<rows * columns).map { place -> Float in
      Float((place / columns * 7 + place % columns * 3) % 11) / 10
    }
    return .ofBytes(shape: [rows, columns], unit: values)
  }
}
