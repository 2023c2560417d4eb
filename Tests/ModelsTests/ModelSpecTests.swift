import Foundation
import Testing

@testable import Models

/// What people type after --teacher and --student.
@Suite struct ModelSpecTests {
  @Test func familyWidthsAndOptions() throws {
    let spec = try ModelSpec("mlp:1200,1200,dropout=0.5")
    #expect(spec.family == "mlp")
    #expect(spec.widths == [1200, 1200])
    #expect(spec.options.map(\.name) == ["dropout"])
    #expect(spec.options.map(\.value) == [0.5])
    #expect(spec.value(of: .dropout) == 0.5)
    #expect(try ModelSpec("mlp").widths == [])
    #expect(try ModelSpec("mlp:").widths == [])
    #expect(try ModelSpec("MLP:3").family == "mlp")
    #expect(try ModelSpec("mlp:3").value(of: .dropout) == 0)
  }

  @Test(arguments: [
    "mlp", "mlp:12", "mlp:256,256,dropout=0.3", "convnet:16,32,64", "convnet:8,dropout=0.95", "mlp:1,1000000",
    "mlp:4,dropout=0.1234567890123", "mlp:4,dropout=1e-07",
  ])
  func descriptionReadsBackToTheSameSpec(text: String) throws {
    let spec = try ModelSpec(text)
    let again = try ModelSpec(spec.description)
    #expect(again == spec)
    #expect(again.widths == spec.widths)
    #expect(again.options.map(\.value) == spec.options.map(\.value), "every digit is kept")
  }

  @Test func unknownFamilySuggestsTheNearest() throws {
    let error = try #require(#expect(throws: ModelSpecError.self) { try ModelSpec("covnet:3") })
    #expect(
      error.description
        == "model “covnet:3”: there is no family covnet; did you mean convnet? (families: mlp, convnet)")
    let far = try #require(#expect(throws: ModelSpecError.self) { try ModelSpec("transformer") })
    #expect(!far.description.contains("did you mean"))
    #expect(throws: ModelSpecError.self) { try ModelSpec("") }
  }

  @Test(arguments: ["0", "-3", "ten", "1.5", "1000001", "", " 4", "99999999999999999999"])
  func badWidths(width: String) throws {
    let error = try #require(#expect(throws: ModelSpecError.self) { try ModelSpec("mlp:8,\(width),8") })
    #expect(error.description.contains("“\(width)” is not a width; widths are whole numbers from 1 to 1,000,000"))
  }

  @Test func unknownOptionSuggestsTheNearest() throws {
    let error = try #require(#expect(throws: ModelSpecError.self) { try ModelSpec("mlp:8,dropuot=0.5") })
    #expect(error.description.contains("there is no option dropuot; did you mean dropout? (options: dropout)"))
  }

  @Test(arguments: ["0.96", "-0.1", "half", "nan", "inf", ""])
  func optionsOutOfRange(value: String) throws {
    let error = try #require(#expect(throws: ModelSpecError.self) { try ModelSpec("mlp:8,dropout=\(value)") })
    #expect(error.description.contains("dropout = \(value)"))
    #expect(error.description.contains("0 to 0.95"))
  }

  @Test func countsOfWidths() throws {
    let many = "mlp:" + Array(repeating: "4", count: 65).joined(separator: ",")
    let error = try #require(#expect(throws: ModelSpecError.self) { try ModelSpec(many) })
    #expect(error.description.contains("it has 65 widths; mlp:WIDTH,WIDTH…, up to 64 hidden layers"))
    let none = try #require(#expect(throws: ModelSpecError.self) { try ModelSpec("convnet") })
    #expect(none.description.contains("it has 0 widths; convnet:"))
    #expect(throws: ModelSpecError.self) {
      try ModelSpec("convnet:" + Array(repeating: "4", count: 17).joined(separator: ","))
    }
  }

  @Test func everyFamilyIsFullyDeclared() throws {
    #expect(Set(ModelRegistry.all.map { $0.name }).count == ModelRegistry.all.count)
    for family in ModelRegistry.all {
      #expect(family.usage.hasPrefix(family.name + ":"))
      for option in family.options {
        #expect(option.range.contains(option.standard), "\(family.name) \(option.name)")
        #expect(!option.help.isEmpty)
      }
      // The example in the usage is a spec that works.
      let example = try #require(family.usage.components(separatedBy: "for example ").last)
      #expect(throws: Never.self) { try ModelSpec(example) }
    }
  }
}
