import Foundation
import Testing

@testable import Torch

@Suite struct MemoryTests {
  /// Resident memory in bytes.
  private func resident() throws -> Int {
    let text = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8)
    return (Int(text.split(separator: " ")[1]) ?? 0) * Int(sysconf(Int32(_SC_PAGESIZE)))
  }

  @Test func tenThousandStepsKeepMemoryFlat() throws {
    let generator = try RandomGenerator(seed: 1)
    let layers = try [Linear(32, 64, generator), Linear(64, 10, generator)]
    let names = layers.enumerated().flatMap { prefixed("\($0)", $1.namedParameters) }
    let optimizer = SGD(names, learningRate: 0.01, momentum: 0.9)
    let x = try generator.normal([16, 32])
    let y = try generator.integers([16], in: 0..<10)
    func steps(_ count: Int) throws {
      for _ in 0..<count {
        try optimizer.zeroGradients()
        try layers[1](layers[0](x).relu()).crossEntropy(labels: y).backward()
        #expect(try optimizer.step())
      }
    }
    try steps(7_500)
    // Other tests allocate at the same time. They end, a leak does not: 64 kB in 2,500 steps is 26 bytes a step, less than
    // the smallest tensor.
    var growth = Int.max
    for _ in 0..<20 where growth >= 64 << 10 {
      let before = try resident()
      try steps(2_500)
      growth = try resident() - before
    }
    #expect(growth < 64 << 10)
  }
}
