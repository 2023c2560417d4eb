import Testing

@testable import RunModel

/// Columns hold what plain arrays would, whatever is put into them.
struct ColumnTests {
  /// Numbers as logs have them: even stretches, repetitions, jumps back, chaos, and what no sane log has.
  private func numbers(_ kind: Int, count: Int, _ generator: inout Seeded) -> [Int] {
    var numbers: [Int] = []
    var value = 0
    var stride = 1
    while numbers.count < count {
      switch kind {
      case 0: value += 1
      case 1: value += Int.random(in: 0..<50, using: &generator) == 0 ? 0 : 1
      case 2: value = Int.random(in: -1000...1000, using: &generator)
      case 3: value = [.min, .max, 0, -1, .min + 1, .max - 1].randomElement(using: &generator) ?? 0
      case 4: value = numbers.count / 4
      case 5:
        if Int.random(in: 0..<300, using: &generator) == 0 {
          stride = [0, 1, -1, 7, 1 << 31, -(1 << 31), 1 << 40, 1 << 31 - 1].randomElement(using: &generator) ?? 0
          if Bool.random(using: &generator) { value = Int.random(in: -9...9, using: &generator) }
        }
        value &+= stride
      // Chunks of each sort beside each other.
      case 6: value = numbers.count / 5000 % 2 == 0 ? value &+ 3 : Int.random(in: .min ... .max, using: &generator)
      default: value = value &* 6_364_136_223_846_793_005 &+ 1
      }
      numbers.append(value)
    }
    return numbers
  }

  @Test(arguments: 0..<8) func integersAreThoseThatWereAppended(kind: Int) {
    var generator = Seeded(state: UInt64(kind))
    for count in [0, 1, 2, 3, 4095, 4096, 4097, 20_000] {
      let plain = numbers(kind, count: count, &generator)
      var column = IntegerColumn()
      for (index, number) in plain.enumerated() {
        column.append(number)
        // The newest is there at once.
        if index % 97 == 0 || index < 10 { #expect(column.last == number && column.count == index + 1) }
      }
      #expect(column.elementsEqual(plain))
      #expect(column.first == plain.first && column.last == plain.last && column.isEmpty == plain.isEmpty)
      for _ in 0..<200 where count > 0 {
        let index = Int.random(in: 0..<count, using: &generator)
        #expect(column[index] == plain[index])
      }
      // Never much more than the plain array: a chunk, and what keeping chunks takes.
      #expect(column.footprint <= 8 * count + count / 16 + 16 * IntegerColumn.chunkLength)
    }
  }

  @Test func evenNumbersTakeHardlyAnyMemory() {
    var column = IntegerColumn()
    for step in 0..<1_000_000 { column.append(step * 10) }
    #expect(column.footprint < 40_000)
    #expect(column[999_999] == 9_999_990)
  }

  @Test(arguments: 0..<6) func timesAreThoseThatWereAppendedToTheMicrosecond(kind: Int) {
    var generator = Seeded(state: UInt64(kind))
    for count in [0, 1, 2, 4096, 4097, 20_000] {
      var plain: [Double] = []
      var time = kind == 5 ? -1e300 : 1.7e9
      for index in 0..<count {
        switch kind {
        case 0: time += Double.random(in: 0..<0.002, using: &generator)
        case 1: time += Double(Int.random(in: 0...2, using: &generator))
        // Hours between some.
        case 2: time += index % 3000 == 2999 ? 1e5 : 0.01
        case 3: time += 60
        case 4: time += 0
        default: time += index % 1000 == 0 ? 1e298 : 1
        }
        plain.append(time)
      }
      var column = TimeColumn()
      for time in plain { column.append(time) }
      #expect(column.count == count)
      #expect(zip(column, column.dropFirst()).allSatisfy { $0 <= $1 })
      #expect(zip(column, plain).allSatisfy { $0 <= $1 && $1 - $0 <= 1e-6 })
      // Whole seconds are exact.
      if [1, 3, 4].contains(kind) { #expect(column.elementsEqual(plain)) }
    }
  }

  @Test func timesThatAreNoneAreKeptAsTheyAre() {
    let strange: [Double] = [0, -0.0, 5, 3, .infinity, -.infinity, 1e308, -1e308, .leastNonzeroMagnitude]
    var column = TimeColumn()
    for time in strange { column.append(time) }
    #expect(column.elementsEqual(strange))
    var endless = TimeColumn()
    for time in [Double.infinity, .infinity, 3] { endless.append(time) }
    #expect(endless.elementsEqual([.infinity, .infinity, 3]))
    var none = TimeColumn()
    for time in [Double.nan, .nan] { none.append(time) }
    #expect(none.allSatisfy(\.isNaN) && none.count == 2)
  }

  @Test func chunksAreOneArray() {
    var array = ChunkedArray<Float>()
    let length = ChunkedArray<Float>.chunkLength
    let plain = (0..<3 * length + 5).map { Float($0) }
    for value in plain { array.append(value) }
    #expect(array.elementsEqual(plain))
    var generator = Seeded(state: 1)
    for _ in 0..<300 {
      let lower = Int.random(in: 0...plain.count, using: &generator)
      let range = lower..<Int.random(in: lower...plain.count, using: &generator)
      var seen: [Float] = []
      array.forEach(in: range) { seen.append($0) }
      #expect(seen == Array(plain[range]))
    }
    // One chunk to spare.
    #expect(array.footprint <= 4 * (plain.count + length) + 4096)
  }
}
