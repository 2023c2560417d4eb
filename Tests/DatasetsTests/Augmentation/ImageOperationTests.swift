import Foundation
import Testing

@testable import Datasets

/// Against what torchvision and Pillow make of the same images (Fixtures/randaugment).
@Suite struct ImageOperationTests {
  private static let shapes = [
    ImageShape(channels: 1, height: 17, width: 20), ImageShape(channels: 3, height: 16, width: 18),
  ]

  private func fixture(_ name: String) throws -> Data {
    let url = try #require(Bundle.module.url(forResource: "Fixtures/randaugment/\(name)", withExtension: nil))
    return try Data(contentsOf: url)
  }

  private func images() throws -> [[UInt8]] {
    let bytes = [UInt8](try fixture("images.bin"))
    let middle = Self.shapes[0].count
    try #require(bytes.count == middle + Self.shapes[1].count)
    return [Array(bytes[..<middle]), Array(bytes[middle...])]
  }

  private func hash(_ bytes: [UInt8]) -> UInt64 {
    bytes.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
  }

  @Test func everyMagnitudeOfEveryOperation() throws {
    let images = try images()
    let results = [UInt8](try fixture("results.bin"))
    var read = 0
    var seen: Set<ImageOperation> = []
    let lines = String(decoding: try fixture("hashes.txt"), as: UTF8.self).split(separator: "\n")
    for line in lines {
      let words = line.split(separator: " ").map(String.init)
      let operation = try #require(ImageOperation(rawValue: words[0]))
      let magnitude = try #require(Double(words[1]))
      let expected = try #require(UInt64(words[3], radix: 16))
      seen.insert(operation)
      let made = zip(images, Self.shapes).flatMap {
        $0.applying(operation, magnitude: magnitude, negative: words[2] == "-", $1)
      }
      if magnitude == 9 || magnitude == 27 {
        let wanted = results[read..<read + made.count]
        read += made.count
        let wrong = zip(made, wanted).count { $0 != $1 }
        #expect(wrong == 0, "\(wrong) values differ: \(line)")
      }
      #expect(hash(made) == expected, "\(line)")
    }
    #expect(read == results.count)
    #expect(seen.count == 14)
  }

  @Test func magnitudeZeroLeavesImagesAsTheyAre() throws {
    for (image, shape) in zip(try images(), Self.shapes) {
      for operation in ImageOperation.allCases where operation != .autoContrast && operation != .equalize {
        for negative in [false, true] {
          #expect(image.applying(operation, magnitude: 0, negative: negative, shape) == image, "\(operation)")
        }
      }
    }
  }

  @Test func magnitudesMayBeAnything() throws {
    for (image, shape) in zip(try images(), Self.shapes) {
      for operation in ImageOperation.allCases {
        let most = image.applying(operation, magnitude: 30, negative: false, shape)
        #expect(image.applying(operation, magnitude: .infinity, negative: false, shape) == most)
        #expect(image.applying(operation, magnitude: 31, negative: false, shape) == most)
        let least = image.applying(operation, magnitude: 0, negative: false, shape)
        #expect(image.applying(operation, magnitude: .nan, negative: false, shape) == least)
        #expect(image.applying(operation, magnitude: -4, negative: false, shape) == least)
        _ = image.applying(operation, magnitude: 12.345, negative: true, shape)
      }
    }
    #expect(ImageOperation.strength(4.5, greatest: 30) == 4.5)
    #expect(ImageOperation.strength(29.5, greatest: 30) == 29.5)
  }

  @Test(arguments: ImageOperation.allCases)
  func smallAndFlatImages(operation: ImageOperation) {
    for shape in [
      ImageShape(channels: 1, height: 1, width: 1), ImageShape(channels: 3, height: 2, width: 5),
      ImageShape(channels: 2, height: 4, width: 1), ImageShape(channels: 4, height: 3, width: 3),
    ] {
      for value: UInt8 in [0, 128, 255] {
        let image = [UInt8](repeating: value, count: shape.count)
        let made = image.applying(operation, magnitude: 30, negative: true, shape)
        #expect(made.count == image.count)
        if [.autoContrast, .equalize, .color, .contrast, .sharpness, .identity].contains(operation) {
          // Contrast's mean is that of one luma for three channels, and the same here.
          #expect(made == image, "\(operation) \(shape) \(value)")
        }
      }
    }
  }

  @Test func oneChannelHasNoColour() {
    let shape = ImageShape(channels: 1, height: 1, width: 4)
    #expect([1, 50, 100, 200].applying(.color, magnitude: 30, negative: true, shape) == [1, 50, 100, 200])
  }
}

extension [UInt8] {
  /// After one operation; values are 0…255.
  func applying(_ operation: ImageOperation, magnitude: Double, negative: Bool, _ shape: ImageShape) -> [UInt8] {
    var image = self
    var scratch = [UInt8](repeating: 77, count: count)
    image.withUnsafeMutableBufferPointer { image in
      scratch.withUnsafeMutableBufferPointer { scratch in
        guard let pixels = image.baseAddress, let scratch = scratch.baseAddress else { return }
        let workspace = PixelWorkspace(pixels: pixels, scratch: scratch, shape: shape)
        operation.apply(in: workspace, magnitude: magnitude, negative: negative)
      }
    }
    return image
  }
}
