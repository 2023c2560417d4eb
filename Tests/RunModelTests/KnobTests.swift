import Testing

@testable import RunModel

struct KnobTests {
  let temperature = Knob(
    name: "temperature", symbol: "T", range: 1...20, defaultValue: 4, fineStep: 0.5, coarseStep: 2, help: "")
  let rate = Knob(
    name: "learning_rate", symbol: "lr", range: 1e-6...10, scale: .logarithmic, defaultValue: 0.02, help: "")
  let throttle = Knob(
    name: "throttle", symbol: "steps/s", range: 1...10_000, scale: .logarithmic, defaultValue: 0, offValue: 0,
    help: "")

  @Test func arrowsMoveByDecimalSteps() {
    #expect(temperature.stepped(4, by: 1, coarse: false) == 4.5)
    #expect(temperature.stepped(4, by: -1, coarse: true) == 2)
    #expect(temperature.stepped(19.5, by: 5, coarse: true) == 20)
    let alpha = Knob(
      name: "alpha", symbol: "α", range: 0...1, defaultValue: 0.9, fineStep: 0.01, coarseStep: 0.1, help: "")
    #expect(alpha.stepped(0.1, by: 20, coarse: false) == 0.3)
    #expect(alpha.stepped(0.9, by: 3, coarse: false) == 0.93)
  }

  @Test func logarithmicKnobsAlwaysMoveAndComeBack() {
    #expect(rate.stepped(0.02, by: 1, coarse: true) == 0.05)
    #expect(rate.stepped(0.02, by: -1, coarse: true) == 0.01)
    var value = rate.minimum
    while value < rate.maximum {
      let next = rate.stepped(value, by: 1, coarse: false)
      #expect(next > value)
      value = next
    }
    #expect(value == 10)
  }

  /// From any number that an arrow press, or a place on the slider, leads to.
  @Test func onALogarithmicKnobUpAndDownMeet() {
    for knob in [rate, throttle] {
      var value = knob.minimum
      while value < knob.maximum {
        let next = knob.stepped(value, by: 1, coarse: false)
        #expect(knob.stepped(next, by: -1, coarse: false) == value, "\(value) \(next)")
        let far = knob.stepped(value, by: 1, coarse: true)
        if far < knob.maximum {
          #expect(knob.stepped(knob.stepped(far, by: 1, coarse: false), by: -1, coarse: false) == far)
        }
        value = next
      }
      for place in 1..<100 {
        let value = knob.value(at: Double(place) / 100)
        let next = knob.stepped(value, by: 1, coarse: false)
        #expect(knob.stepped(next, by: -1, coarse: false) == value)
      }
    }
    // Decimals come out as they are written.
    #expect(rate.stepped(0.02, by: 3, coarse: false) == 0.028)
    #expect(rate.stepped(0.0001, by: -1, coarse: false) == 0.00009)
    #expect(rate.stepped(0.0123, by: 1, coarse: false) == 0.014)
    #expect(rate.stepped(0.0123, by: -1, coarse: false) == 0.012)
  }

  @Test func valuesThatAreNoNumberAreNotTurned() {
    for value in [Double.infinity, -.infinity, .nan, .leastNonzeroMagnitude, 1.7e308] {
      for coarse in [false, true] {
        let turned = [1, -1].map { rate.stepped(value, by: $0, coarse: coarse) }
        #expect(turned.allSatisfy { $0.isNaN || (rate.minimum...rate.maximum).contains($0) })
      }
    }
  }

  @Test func offLiesBeyondTheWeakEnd() throws {
    #expect(throttle.fraction(of: 0) == 1)
    #expect(throttle.value(at: 1) == 0)
    #expect(throttle.stepped(10_000, by: 1, coarse: false) == 0)
    #expect(throttle.stepped(0, by: -1, coarse: false) == 10_000)
    try throttle.validate(0)
    #expect(throttle.text(0) == "off")
  }

  @Test func everySliderPlaceIsAValidValue() throws {
    for knob in [temperature, rate, throttle] {
      for place in 0...1000 { try knob.validate(knob.value(at: Double(place) / 1000)) }
      #expect(knob.fraction(of: knob.value(at: 0.5)) > 0.45)
      #expect(knob.fraction(of: knob.value(at: 0.5)) < 0.55)
    }
  }

  @Test(arguments: [0, 20.0001, -1, .nan, .infinity]) func outOfRangeIsRefusedWithTheRange(value: Double) {
    #expect { try temperature.validate(value) } throws: { "\($0)".contains("[1, 20]") }
  }

  @Test func unknownNamesSuggestTheNearest() {
    #expect(nearestName(to: "temprature", among: ["alpha", "temperature"]) == "temperature")
    #expect(nearestName(to: "learning-rate", among: ["learning_rate"]) == "learning_rate")
    #expect(nearestName(to: "zzz", among: ["alpha", "temperature"]) == nil)
  }
}
