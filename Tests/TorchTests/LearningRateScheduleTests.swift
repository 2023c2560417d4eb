import Foundation
import Testing

@testable import Torch

@Suite struct LearningRateScheduleTests {
  @Test func factors() {
    #expect(LearningRateSchedule().factor(at: 999, of: 10) == 1)
    let warm = LearningRateSchedule(.constant, warmup: 4)
    #expect((0..<6).map { warm.factor(at: $0, of: 10) } == [0.25, 0.5, 0.75, 1, 1, 1])
    let step = LearningRateSchedule(.step(every: 3, gamma: 0.5))
    #expect((0..<7).map { step.factor(at: $0, of: 7) } == [1, 1, 1, 0.5, 0.5, 0.5, 0.25])
    let cosine = LearningRateSchedule(.cosine(to: 0.2), warmup: 2)
    #expect(cosine.factor(at: 2, of: 12) == 1)
    #expect(abs(cosine.factor(at: 7, of: 12) - 0.6) < 1e-12)
    #expect(abs(cosine.factor(at: 12, of: 12) - 0.2) < 1e-12)
    #expect(abs(cosine.factor(at: 50, of: 12) - 0.2) < 1e-12)
  }

  @Test(arguments: ["constant", "constant,warmup=5", "step,every=1000,gamma=0.5", "cosine", "cosine,to=0.1,warmup=100"])
  func textRoundTrip(_ text: String) throws {
    let schedule = try #require(LearningRateSchedule(text))
    #expect(schedule.description == text)
    let coded = try JSONDecoder().decode(LearningRateSchedule.self, from: JSONEncoder().encode(schedule))
    #expect(coded == schedule)
  }

  @Test(arguments: [
    "", "linear", "step", "step,every=0", "cosine,warmup", "cosine,warmup=1.5", "cosine,warmup=-1",
    "cosine,to=2", "constant,gamma=1", "cosine,to=0,to=1", "cosine,to=nan", "constant,",
  ])
  func nonsenseIsRefused(_ text: String) {
    #expect(LearningRateSchedule(text) == nil)
  }
}
