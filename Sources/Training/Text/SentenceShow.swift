import Datasets
import Models
import RunModel
import Torch

/// Logs from time to time what student and teacher make of one sentence, and at once when somebody asks for another.
final class SentenceShow {
  private let reader: SentenceReader
  private unowned let networks: SessionNetworks
  private let reporter: Reporter
  private unowned let gate: StepGate
  private let start = Reporter.now
  private var last = -Double.infinity
  /// The temperature of the last look.
  private var temperature: Double?
  /// The teacher, and the sentence, whose maps are in the log: they do not change.
  private var known: (teacher: ObjectIdentifier, text: String)?
  /// Seconds between two looks, at least; in a long run a fiftieth of what it has taken: maps are large.
  private var interval: Double { max(5, (Reporter.now - start) / 50) }

  /// - Parameter dataset: one of its sentences is read until somebody writes another.
  init(
    _ reader: TextReader, _ dataset: any LabelledItems, _ networks: SessionNetworks, reporter: Reporter, gate: StepGate
  ) {
    let sentences = (dataset as? TextDataset)?.sentences ?? []
    // One of about ten words fits most screens.
    let first =
      sentences.prefix(200).first { (8...12).contains($0.split(separator: " ").count) } ?? sentences.first ?? ""
    self.reader = SentenceReader(reader, text: first)
    (self.networks, self.reporter, self.gate) = (networks, reporter, gate)
    gate.readSentence = { [unowned self] text in
      self.reader.read(text)
      last = -.infinity
      try show()
    }
  }

  /// Logs a look where it is time for one.
  func show() throws {
    guard !reporter.isMuted, let student = networks.student as? BertNetwork else { return }
    let now = gate.knobs.values["temperature"] ?? 1
    // Guesses are softened: another temperature is another answer.
    let isTurned = student.guesser != nil && now != temperature
    guard isTurned || Reporter.now - last > interval else { return }
    (last, temperature) = (Reporter.now, now)
    let teacher = networks.teachers.first?.network as? BertNetwork
    let look = try reader.look(student: student, teacher: teacher, temperature: now)
    reporter.sentence(look.reading)
    reporter.tensor(Tag.sentenceAttention("student"), look.student)
    guard let maps = look.teacher, let teacher else { return }
    let shown = (teacher: ObjectIdentifier(teacher), text: reader.text)
    if known.map({ $0 != shown }) ?? true {
      known = shown
      reporter.tensor(Tag.sentenceAttention("teacher"), maps)
    }
  }
}
