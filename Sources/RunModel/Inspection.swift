/// Where in a log the data lie that show what networks have learned: matrices and pictures, written at some evaluations.
///
/// Roles are `student` and `teacher`. Tensors whose values lie in 0…1 are stored as bytes (`TensorValue.ofBytes`).
extension Tag {
  /// Counts `[classes, classes]` on the validation split: the true class, then the class that is named.
  public static func confusion(_ role: String) -> String { "inspect/confusion/" + role }
  /// Cosines between the features of probe examples `[examples, examples]`, 0…1, examples sorted by class; those below 0
  /// count as 0.
  public static func similarity(_ role: String) -> String { "inspect/similarity/" + role }
  /// Classes of the probe examples, `[examples]`, ascending.
  public static let probeLabels = "inspect/probe_labels"
  /// Sums of squares over the channels of a layer `[pictures, height, width]`, each picture's largest 1.
  public static func attention(_ role: String, layer: String) -> String { attentionPrefix(role) + layer }
  public static func attentionPrefix(_ role: String) -> String { "inspect/attention/\(role)/" }
  /// The pictures that the attention is of, `[pictures, channels, height, width]`, 0…1.
  public static let pictures = "inspect/pictures"
  /// The flow of the solution from one layer to the next, mean over the probe examples, `[channels, channels]`, the
  /// largest 1; negative sums count as 0. `layers` is `group1 > group2`.
  public static func flow(_ role: String, layers: String) -> String { flowPrefix(role) + layers }
  public static func flowPrefix(_ role: String) -> String { "inspect/flow/\(role)/" }
  /// Validation examples that the student gets wrong, the surest first: pictures as `pictures`, and for each
  /// `[label, student's class, its probability, teacher's class]`, the last NaN without a teacher.
  public static let wrongPictures = "inspect/wrong_pictures"
  public static let wrongExamples = "inspect/wrong_examples"
  /// Text: JSON of `InspectionNote`.
  public static let inspection = "inspect/text_summary"
}

/// What an inspection has to say beside its tensors: the body of a `Tag.inspection` event.
public struct InspectionNote: Sendable, Equatable, Codable {
  /// `student` or `teacher`.
  public var role: String
  /// The layer whose features are compared; nil where there is none.
  public var layer: String?
  /// Why something is not there, by what it is: `similarity`, `attention`, `flow`.
  public var absent: [String: String]

  public init(role: String, layer: String? = nil, absent: [String: String] = [:]) {
    self.role = role
    self.layer = layer
    self.absent = absent
  }
}

extension InspectionNote: StructuredText {
  var bounded: InspectionNote {
    InspectionNote(
      role: LogLimits.name(role), layer: layer.map(LogLimits.name),
      absent: absent.count > LogLimits.list ? [:] : absent.mapValues(LogLimits.text))
  }
}

extension Event {
  public static func inspection(_ note: InspectionNote, step: Int, wallTime: Double) -> Event {
    record(note, tag: Tag.inspection, step: step, wallTime: wallTime)
  }
}

extension TensorValue {
  /// Values of 0…1 as the nearest of 256 levels, a byte each in a log. What is outside is clamped, NaN is 0.
  public static func ofBytes(shape: [Int], unit values: [Float], plugin: String = "kdtop") -> TensorValue {
    let levels = values.map { $0 > 0 ? (min($0, 1) * 255).rounded() : 0 }
    var tensor = TensorValue(shape: shape, values: levels, plugin: plugin)
    tensor.isBytes = true
    return tensor
  }

  /// Values as numbers of 0…1 where they are stored as bytes, and as they are otherwise.
  public var unit: [Float] { isBytes ? values.map { $0 / 255 } : values }
}

extension RunView {
  /// The latest value of a tensor of the log's own, if it has `rank` dimensions, none of them 0.
  public func tensor(_ tag: String, rank: Int) -> TensorValue? {
    guard let value = store.tensors[RunStore.Key(tag)]?.latest(at: position), value.shape.count == rank,
      !value.values.isEmpty, value.matchesShape
    else { return nil }
    return value
  }

  /// What has been said of the network of a role; nil before it was looked into.
  public func inspectionNote(_ role: String) -> InspectionNote? {
    store.inspections.prefix(at: position).last { $0.value.role == role }?.value
  }

  /// What follows `prefix` in the tags of tensors there are by now, in their order.
  public func tensorNames(after prefix: String) -> [String] {
    store.tensors.keys.filter { $0.run.isEmpty && $0.tag.hasPrefix(prefix) }
      .filter { store.tensors[$0]?.latest(at: position) != nil }
      .map { String($0.tag.dropFirst(prefix.count)) }.sorted()
  }
}
