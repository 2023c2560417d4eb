/// What became of asking a teacher about a data set: the JSON object of `kdtop teach --json`.
public struct TeachReport: Sendable, Equatable, Codable {
  /// Shares of the examples, 0…1.
  public struct Accuracy: Sendable, Equatable, Codable {
    public var validation: Double
    public var test: Double
  }

  public var file: String
  public var bytes: Int
  public var dataset: String
  public var items: Int
  public var classes: Int
  /// `float16` or `float32`.
  public var format: String
  /// Nil for all logits.
  public var topK: Int?
  public var method: String
  /// As a spec; several are joined by `+`, and what is written is their mean.
  public var teacher: String
  public var seed: UInt64
  public var accuracy: Accuracy
  /// The run that has trained the teacher, or that it was taken from; nil for one from a file of weights.
  public var runDirectory: String?
  /// Steps the teacher still had to go, where the run it was taken from had not finished with it.
  public var missingSteps: Int?

  enum CodingKeys: String, CodingKey {
    case file, bytes, dataset, items, classes, format, method, teacher, seed, accuracy
    case topK = "top_k"
    case runDirectory = "run_directory"
    case missingSteps = "missing_steps"
  }
}
