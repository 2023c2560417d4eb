import Foundation
import Testing

@testable import Analysis

struct SoftTargetTests {
  /// Logits whose softmax at T = 1 are these rows.
  private func table(_ rows: [[Double]], labels: [Int]) -> LogitTable {
    LogitTable(logits: rows.flatMap { $0.map { log($0) } }, labels: labels, classes: rows[0].count)
  }

  @Test func probabilitiesFollowTheTemperature() {
    let table = table([[0.8, 0.2]], labels: [0])
    let plain = table.probabilities(0)
    #expect(abs(plain[0] - 0.8) < 1e-12)
    // √0.8 : √0.2 is 2 : 1.
    #expect(abs(table.probabilities(0, temperature: 2)[0] - 2.0 / 3) < 1e-12)
    #expect(LogitTable(logits: [1e6, 0], labels: [0], classes: 2).probabilities(0) == [1, 0])
  }

  @Test func accuracyAndAgreementCountTheTopClass() {
    let teacher = table([[0.8, 0.2], [0.4, 0.6], [0.3, 0.7]], labels: [0, 0, 1])
    let student = table([[0.6, 0.4], [0.7, 0.3], [0.1, 0.9]], labels: [0, 0, 1])
    #expect(teacher.accuracy == 2.0 / 3)
    #expect(teacher.classAccuracies == [0.5, 1])
    #expect(student.agreement(with: teacher) == 2.0 / 3)
    #expect(table([[1, 0]], labels: [0]).classAccuracies == [1, nil])
  }

  @Test func graphJoinsClassesThatAreTakenForOneAnother() {
    let teacher = table([[0.7, 0.2, 0.1], [0.5, 0.4, 0.1], [0.15, 0.05, 0.8]], labels: [0, 1, 2])
    let structure = SoftTargetStructure(teacher, temperature: 1)
    let pairs = structure.pairs(limit: 2)
    #expect(pairs.map { [$0.first, $0.second] } == [[0, 1], [0, 2]])
    #expect(abs(pairs[0].weight - 0.35) < 1e-12)
    #expect(abs(pairs[1].weight - 0.125) < 1e-12)
    let entropy = -(0.7 * log(0.7) + 0.2 * log(0.2) + 0.1 * log(0.1))
    #expect(abs(structure.entropies[0] - entropy) < 1e-12)
    // At a high temperature all that is left is log C.
    #expect(abs(SoftTargetStructure(teacher, temperature: 1e6).entropies[2] - log(3)) < 1e-6)
  }

  @Test func calibrationErrorIsTheWeightedGap() {
    // Two of confidence 0.8, one right; two of 0.6, both right.
    let table = table([[0.8, 0.2], [0.8, 0.2], [0.6, 0.4], [0.6, 0.4]], labels: [0, 1, 0, 0])
    let calibration = Calibration(table, bins: 10)
    #expect(abs(calibration.error - (0.5 * 0.3 + 0.5 * 0.4)) < 1e-9)
    #expect(calibration.bins.map(\.count).reduce(0, +) == 4)
    #expect(calibration.bins.count { $0.count > 0 } == 2)
  }

  @Test func temperatureSoftensBoth() {
    let teacher = table([[0.8, 0.2], [0.1, 0.9]], labels: [0, 1])
    let student = table([[0.6, 0.4], [0.2, 0.8]], labels: [0, 1])
    let plain = TemperatureEffect(teacher: teacher, student: student, temperature: 1)
    let soft = TemperatureEffect(teacher: teacher, student: student, temperature: 8)
    #expect(abs(plain.teacherOffLabel - 0.15) < 1e-12)
    #expect(abs(plain.overlap - 0.85) < 1e-12)
    let divergence = (0.8 * log(0.8 / 0.6) + 0.2 * log(0.5) + 0.1 * log(0.5) + 0.9 * log(0.9 / 0.8)) / 2
    #expect(abs(plain.divergence - divergence) < 1e-12)
    #expect(soft.teacherEntropy > plain.teacherEntropy)
    #expect(soft.divergence < plain.divergence)
    #expect(soft.overlap > plain.overlap)
  }
}
