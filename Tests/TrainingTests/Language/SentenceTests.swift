import Datasets
import Foundation
import Models
import RunModel
import TestSupport
import Testing
import Torch

@testable import Training

/// What a run on text logs of one sentence.
@Suite(.serialized) struct SentenceTests {
  private func tensors(_ run: MethodRun, _ tag: String) -> [TensorValue] {
    run.events.compactMap { event in
      guard case .tensor(let own, let value) = event.content, own == tag else { return nil }
      return value
    }
  }

  @Test func mapsAndLayersOfBothNetworksAreLogged() throws {
    let place = try TextPlace()
    let run = try MethodRun("tinybert", on: place, steps: 9, teacherEpochs: 1)
    let student = try #require(tensors(run, Tag.sentenceAttention("student")).first)
    let teacher = try #require(tensors(run, Tag.sentenceAttention("teacher")).first)
    let reading = try #require(run.events.compactMap { $0.record(Tag.sentence, SentenceReading.self) }.first)
    let length = reading.tokens.count
    #expect(student.shape == [2, 4, length, length] && teacher.shape == [4, 4, length, length])
    #expect(reading.tokens.first == "[CLS]" && reading.tokens.last == "[SEP]")
    for maps in [student, teacher] {
      for row in stride(from: 0, to: maps.values.count, by: length) {
        #expect(abs(maps.unit[row..<row + length].reduce(0, +) - 1) < 0.02 * Float(length))
      }
    }
    #expect(reading.layers.map { [$0.teacher, $0.student] } == [[2, 1], [4, 2]])
    #expect(reading.layers.allSatisfy { ($0.attention ?? -1) >= 0 && ($0.hidden ?? -1) >= 0 })
    // Nobody guesses here.
    #expect(reading.masked == nil && reading.guesses.isEmpty)
  }

  /// A network, and the reader of a place's texts.
  private func reader(_ place: TextPlace, _ text: String) throws -> (SentenceReader, BertNetwork) {
    let network = try BertNetwork(
      HuggingFaceDirectory(path: place.model), classes: 2, guesses: true, weights: RandomGenerator(seed: 1),
      dropout: RandomGenerator(seed: 2))
    let texts = try TextReader(
      BertTokenizer(vocabularyFile: place.model + "/vocab.txt"), maximum: 20, hasTypes: false, seed: 0)
    return (SentenceReader(texts, text: text), network)
  }

  @Test func aNetworkAgreesWithItself() throws {
    let place = try TextPlace(hasGuessingHead: true)
    let (reader, network) = try reader(place, "ga ua va wa")
    let look = try reader.look(student: network, teacher: network, temperature: 1)
    #expect(look.student == look.teacher)
    for layer in look.reading.layers {
      #expect(abs(layer.attention ?? 1) < 1e-5 && abs(layer.hidden ?? 1) < 1e-4)
    }
    // The word in the middle, and what might stand there.
    #expect(look.reading.masked == 3 && look.reading.tokens[3] == "va")
    #expect(look.reading.guesses.count == SentenceReader.guesses)
    #expect(look.reading.guesses.allSatisfy { $0.teacher == $0.student })
    let warm = try reader.look(student: network, teacher: network, temperature: 20)
    #expect(warm.reading.guesses[0].student < look.reading.guesses[0].student)
    #expect(network.training)
  }

  @Test func aPlaceMayBeAskedFor() throws {
    let place = try TextPlace(hasGuessingHead: true)
    let (reader, network) = try reader(place, "")
    #expect(try reader.look(student: network, teacher: nil, temperature: 1).reading.tokens == ["[CLS]", "[SEP]"])
    reader.read("[MASK] ua " + String(repeating: "va ", count: 100))
    let reading = try reader.look(student: network, teacher: nil, temperature: 1).reading
    #expect(reading.masked == 1 && reading.tokens.count == 20 && reading.layers.isEmpty)
    #expect(reading.guesses.allSatisfy { $0.teacher == nil })
  }
}
