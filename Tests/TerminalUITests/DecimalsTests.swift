import Foundation
import Testing

@testable import TerminalUI

@Suite struct DecimalsTests {
  @Test("numbers are written as Foundation writes them, of any size")
  func asFoundation() {
    var random = Seeded(5)
    for _ in 0..<2000 {
      let value = Double.random(in: -10...10, using: &random) * pow(10, Double.random(in: -12...12, using: &random))
      let places = Int.random(in: 0...8, using: &random)
      #expect(Decimals.fixed(value, places) == String(format: "%.\(places)f", value))
      #expect(Decimals.general(value, places) == String(format: "%.\(places)g", value))
    }
    #expect(Decimals.fixed(-.greatestFiniteMagnitude, 99).count == 1 + 309 + 1 + 99)
    #expect(Decimals.fixed(0.285, 2) == "0.28" && Decimals.fixed(0.125, 2) == "0.12" && Decimals.fixed(2, 0) == "2")
    #expect(Decimals.fixed(1, 1000).count == 101 && Decimals.fixed(1, -3) == "1")
  }
}
