import Foundation
import TestSupport
import Testing

@testable import Torch

@Suite struct EngineTests {
  @Test func opensAndNamesItself() throws {
    #expect(try Engine.version().hasPrefix("libtorch "))
    #expect(try Engine.path().hasSuffix("libkdtop-engine.so"))
    let threads = try withEngineThreads {
      try Engine.setThreads(2)
      return try Engine.threads()
    }
    #expect(threads == 2)
  }

  @Test func aMissingEngineSaysWhatToInstall() throws {
    let error = #expect(throws: EngineError.notBuilt(searched: ["/no/such/engine.so"])) {
      try Engine.open(["/no/such/engine.so"])
    }
    let text = try #require(error).description
    #expect(text.contains("/no/such/engine.so"))
    #expect(text.contains("apt-get install libtorch-dev libopenblas-dev libopenblas0-pthread"))
    #expect(text.contains("swift build"))
    #expect(Engine.candidates(environment: ["KDTOP_ENGINE": "/x/e.so"]) == ["/x/e.so"])
  }

  @Test func aFileThatIsNoLibraryIsRefused() throws {
    let path = temporaryPath("engine.so")
    try Data("not a library".utf8).write(to: URL(fileURLWithPath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    let error = #expect(throws: EngineError.self) { try Engine.open([path]) }
    #expect(try #require(error).description.contains(path))
  }

  @Test func errorsCarryTheShapes() throws {
    let a = try Tensor.zeros([2, 3])
    let b = try Tensor.zeros([4, 5])
    let error = try #require(#expect(throws: EngineError.self) { try a.matmul(b) })
    guard case .operation(let name, let message, let shapes) = error else {
      Issue.record("\(error)")
      return
    }
    #expect(name == "matmul")
    #expect(shapes == [[2, 3], [4, 5]])
    #expect(!message.isEmpty && !message.contains("Exception raised"))
    #expect(error.description.hasPrefix("matmul of [2, 3] and [4, 5]: "))
    #expect(throws: EngineError.self) { try Tensor([Float(1), 2], shape: [3]) }
    #expect(throws: EngineError.self) { try a.item() }
    #expect(throws: EngineError.self) { try Tensor.cat([]) }
  }

  @Test func readingAndWriting() throws {
    let a = try Tensor([Float(1.5), -2, 3, 4], shape: [2, 2])
    #expect(a.shape == [2, 2] && a.count == 4 && a.dtype == .float32 && a.size(-1) == 2)
    #expect(try a.transpose().floats() == [1.5, 3, -2, 4])
    #expect(try a.ints() == [1, -2, 3, 4])
    #expect(try a.to(.float64).doubles() == [1.5, -2, 3, 4])
    #expect(try a.isFinite())
    let copy = try a.clone()
    try copy.fill(.infinity)
    #expect(try !copy.isFinite())
    try copy.copy(from: a)
    try copy.add(inPlace: a, scale: 2)
    try copy.multiply(inPlace: 0.5)
    #expect(try copy.floats() == [2.25, -3, 4.5, 6])
    #expect(try Tensor.range(3).ints() == [0, 1, 2])
    #expect(try Tensor.scalar(2).shape == [])
    var buffer = [Float](repeating: 0, count: 4)
    try buffer.withUnsafeMutableBytes { try a.transpose().copy(into: $0) }
    #expect(buffer == [1.5, 3, -2, 4])
  }
}
