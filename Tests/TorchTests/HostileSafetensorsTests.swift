import Foundation
import Testing

@testable import Torch

/// Files made to mislead a reader. Each must be refused for the right reason.
@Suite struct HostileSafetensorsTests {
  private func open(_ header: [UInt8], length: UInt64? = nil, buffer: Int = 0) throws(SafetensorsError) {
    let length = length ?? UInt64(header.count)
    let prefix = (0..<8).map { UInt8(truncatingIfNeeded: length >> ($0 * 8)) }
    _ = try SafetensorsFile(Data(prefix + header + [UInt8](repeating: 0, count: buffer)), name: "f")
  }

  private func problem(_ header: String, buffer: Int = 0) -> SafetensorsError? {
    #expect(throws: SafetensorsError.self) { try open(Array(header.utf8), buffer: buffer) }
  }

  @Test func lengths() {
    #expect(throws: SafetensorsError(file: "f", .tooShort)) { try SafetensorsFile(Data([1, 2, 3]), name: "f") }
    #expect(throws: SafetensorsError(file: "f", .headerTooLarge(100_000_001))) {
      try open(Array("{}".utf8), length: 100_000_001)
    }
    #expect(throws: SafetensorsError(file: "f", .headerTooLarge(.max))) { try open([], length: .max) }
    #expect(throws: SafetensorsError(file: "f", .headerBeyondFile(3))) { try open(Array("{}".utf8), length: 3) }
    #expect(throws: SafetensorsError(file: "f", .headerNotUTF8)) { try open([0x7b, 0xff, 0x7d]) }
    #expect(throws: SafetensorsError(file: "f", .headerStart)) { try open([]) }
    #expect(throws: Never.self) { try open(Array("{}      ".utf8)) }
  }

  @Test(arguments: [
    "{", "{}x", "{,}", #"{"a":}"#, #"{"a":1}"#, #"{"a":{}}"#, #"{"a" {}}"#, "{\"a\nb\":{}}", #"{"\ud800":{}}"#,
    #"{"__metadata__":[]}"#, #"{"__metadata__":{"a":1}}"#, #"{"__metadata__":{"a":"1","a":"2"}}"#,
    #"{"a":{"dtype":"U8","dtype":"U8","shape":[0],"data_offsets":[0,0]}}"#,
    #"{"a":{"dtype":"U8","shape":[-1],"data_offsets":[0,0]}}"#,
    #"{"a":{"dtype":"U8","shape":[1.0],"data_offsets":[0,1]}}"#,
    #"{"a":{"dtype":"U8","shape":[01],"data_offsets":[0,1]}}"#,
    #"{"a":{"dtype":"U8","shape":[18446744073709551616],"data_offsets":[0,1]}}"#,
    #"{"a":{"dtype":"U8","shape":[0],"data_offsets":[0]}}"#,
    #"{"a":{"dtype":"U8","shape":[0],"data_offsets":[0,0,0]}}"#, #"{"a":{"shape":[0],"data_offsets":[0,0]}}"#,
    #"{"a":"# + String(repeating: "[", count: 100_000),
  ])
  func malformedHeaders(_ header: String) throws {
    guard case .header = try #require(problem(header, buffer: 1)).problem else {
      Issue.record("\(header.prefix(80))")
      return
    }
  }

  @Test func notAnObject() {
    #expect(problem("[]")?.problem == .headerStart)
    #expect(problem(" {}")?.problem == .headerStart)
  }

  @Test func namesTypesAndSizes() {
    let a = #""a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}"#
    #expect(problem("{\(a),\(a)}", buffer: 1) == .init(file: "f", tensor: "a", .duplicateName))
    // The same name, written differently.
    let escaped = a.replacingOccurrences(of: "\"a\"", with: #""\u0061""#)
    #expect(problem("{\(a),\(escaped)}", buffer: 1)?.problem == .duplicateName)
    let twice = #"{"__metadata__":{},"__metadata__":{}}"#
    #expect(problem(twice)?.problem == .duplicateName)
    let unknown = #"{"a":{"dtype":"F1","shape":[1],"data_offsets":[0,1]}}"#
    #expect(problem(unknown, buffer: 1)?.problem == .unknownType("F1"))
    let small = #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}"#
    #expect(problem(small, buffer: 4)?.problem == .size(expected: 8, found: 4))
    let huge = #"{"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,4]}}"#
    #expect(problem(huge, buffer: 4)?.problem == .overflow)
  }

  @Test func offsets() {
    func pair(_ a: (Int, Int), _ b: (Int, Int)) -> String {
      #"{"a":{"dtype":"U8","shape":[\#(a.1 - a.0)],"data_offsets":[\#(a.0),\#(a.1)]},"#
        + #""b":{"dtype":"U8","shape":[\#(b.1 - b.0)],"data_offsets":[\#(b.0),\#(b.1)]}}"#
    }
    #expect(problem(pair((0, 2), (3, 4)), buffer: 4) == .init(file: "f", tensor: "b", .offsets))
    #expect(problem(pair((0, 3), (2, 4)), buffer: 4) == .init(file: "f", tensor: "b", .offsets))
    #expect(problem(pair((1, 2), (2, 4)), buffer: 4) == .init(file: "f", tensor: "a", .offsets))
    #expect(problem(pair((0, 2), (2, 4)), buffer: 5)?.problem == .buffer(expected: 4, found: 5))
    #expect(problem(pair((0, 2), (2, 4)), buffer: 3)?.problem == .buffer(expected: 4, found: 3))
    let backwards = #"{"a":{"dtype":"U8","shape":[0],"data_offsets":[2,0]}}"#
    #expect(problem(backwards, buffer: 2)?.problem == .offsets)
    #expect(throws: Never.self) { try open(Array(pair((2, 4), (0, 2)).utf8), buffer: 4) }
  }

  @Test func everyCutOfARealFileIsRefused() throws {
    let whole = try Data(contentsOf: URL(fileURLWithPath: try fixture("types.safetensors").name))
    for length in 0..<whole.count {
      #expect(throws: SafetensorsError.self) { try SafetensorsFile(whole.prefix(length), name: "cut") }
    }
  }
}
