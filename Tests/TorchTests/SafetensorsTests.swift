import Foundation
import Testing

@testable import Torch

@Suite struct SafetensorsTests {
  @Test func readsWhatTheReferenceWrote() throws {
    let file = try fixture("types.safetensors")
    #expect(file.metadata == ["format": "pt"])
    let expected: [Float] = [-2.5, 0, 1, 3, 65504, 0.1]
    #expect(try file.floats("f32") == expected)
    #expect(try file.floats("f64") == expected)
    #expect(try file.floats("f16") == [-2.5, 0, 1, 3, 65504, 0.099975586])
    #expect(try file.floats("bf16") == [-2.5, 0, 1, 3, 65536, 0.10009765625])
    #expect(try file.integers("i64") == [-1, 1 << 40])
    #expect(try file.integers("i32") == [-3, 4])
    #expect(try file.integers("i16") == [-5, 6])
    #expect(try file.integers("i8") == [-7, 8])
    #expect(try file.integers("u8") == [9, 255])
    #expect(try file.integers("bool") == [1, 0, 1])
    #expect(try file.entry("scalar").shape == [])
    #expect(try file.entry("empty").shape == [0, 3])
    #expect(try file.floats("na\"me\n\u{e9}") == [1])
    #expect(throws: SafetensorsError(file: file.name, tensor: "no", .noSuchTensor)) { try file.bytes("no") }
    #expect(throws: SafetensorsError(file: file.name, tensor: "f32", .unsupportedType("F32"))) {
      try file.integers("f32")
    }
  }

  @Test func writesTheReferencesBytes() throws {
    let file = try fixture("types.safetensors")
    let path = temporaryPath()
    defer { try? FileManager.default.removeItem(atPath: path) }
    let items = try file.entries.shuffled().map {
      SafetensorsWriter.Item(name: $0.name, type: $0.type, shape: $0.shape, bytes: try file.bytes($0.name))
    }
    try SafetensorsWriter.write(items, metadata: file.metadata, to: path)
    #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == Data(contentsOf: URL(fileURLWithPath: file.name)))
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
    let name = URL(fileURLWithPath: path).lastPathComponent
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasPrefix(name) } == [name])
  }

  @Test func theWriterRefusesWhatNoReaderWouldTake() throws {
    let item = SafetensorsWriter.Item(name: "a", type: .uint8, shape: [2], bytes: Data([1, 2]))
    let short = SafetensorsWriter.Item(name: "a", type: .uint8, shape: [3], bytes: Data([1, 2]))
    let path = temporaryPath()
    #expect(throws: SafetensorsError(file: path, tensor: "a", .duplicateName)) {
      try SafetensorsWriter.write([item, item], to: path)
    }
    #expect(throws: SafetensorsError(file: path, tensor: "a", .size(expected: 3, found: 2))) {
      try SafetensorsWriter.write([short], to: path)
    }
    #expect(throws: SafetensorsError.self) { try SafetensorsWriter.write([item], to: "/no/such/folder/x") }
    #expect(!FileManager.default.fileExists(atPath: path))
  }

  @Test func tensorsRoundTrip() throws {
    let path = temporaryPath()
    defer { try? FileManager.default.removeItem(atPath: path) }
    let tensors = try [
      "f": Tensor([Float(1), .nan, 3]), "d": Tensor([1.0, 2], shape: [2, 1]), "i": Tensor([5, -6]),
      "b": Tensor([Float(1), 2]).compare(.greater, 1), "u": Tensor([UInt8(7)], shape: []),
    ]
    try SafetensorsWriter.write(tensors, to: path)
    let read = try SafetensorsFile(path: path).tensors()
    #expect(Set(read.keys) == Set(tensors.keys))
    for (name, tensor) in tensors {
      #expect(read[name]?.shape == tensor.shape && read[name]?.dtype == tensor.dtype)
      #expect(try read[name]?.bytes() == tensor.bytes())
    }
    #expect(try fixture("types.safetensors").tensor("bf16").floats()[4] == 65536)
  }
}
