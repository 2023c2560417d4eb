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
    "mlp:4,dropout=0.1234567890123", "mlp:4,dropout=1e-07", "resnet:20", "resnet:8,width=4", "wrn:16,2,dropout=0.3",
    "vgg:8", "multi-exit:16,32,survival=0.8",
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
        == "model “covnet:3”: there is no family covnet; did you mean convnet? "
        + "(families: mlp, convnet, resnet, wrn, vgg, multi-exit)")
    let far = try #require(#expect(throws: ModelSpecError.self) { try ModelSpec("transformer") })
    #expect(!far.description.contains("did you mean"))
    #expect(throws: ModelSpecError.self) { try ModelSpec("") }
  }

  @Test(arguments: ["0", "-3", "ten", "1.5", "1000001", "", " 4", "99999999999999999999"])
  func badWidths(width: String) throws {
    let error = try #require(#expect(throws: ModelSpecError.self) { try ModelSpec("mlp:8,\(width),8") })
    #expect(error.description.contains("“\(width)” is not a width; widths are whole numbers from 1 to 1,000,000"))
  }

  @Test(arguments: [
    ("resnet-20", "resnet:20"), ("resnet20", "resnet:20"), ("ResNet-110,survival=0.5", "resnet:110,survival=0.5"),
    ("resnet8x4", "resnet:8,width=4"), ("resnet-32x4,dropout=0.1", "resnet:32,width=4,dropout=0.1"),
    ("wrn-16-2", "wrn:16,2"), ("wrn_40_2", "wrn:40,2"), ("wrn-40-2,dropout=0.3", "wrn:40,2,dropout=0.3"),
    ("vgg8", "vgg:8"), ("VGG-13", "vgg:13"), ("mlp-12-7", "mlp:12,7"), ("multi-exit-4-6", "multi-exit:4,6"),
  ])
  func spellingsOfPapers(text: String, canonical: String) throws {
    let spec = try ModelSpec(text)
    #expect(spec.description == canonical)
    #expect(try spec == ModelSpec(canonical))
  }

  @Test(arguments: [
    "resnet-", "resnet--20", "resnet-20-", "resnet-x4", "resnet8x", "resnet8x4x4", "resnet-२०", "wrn-16x2", "resnet-٣",
    "-20", "resnets-20", "mlp-0", "mlp-12x4", "multi-4", "resnet-99999999999999999999", "İ-3", "wrn-16:2",
  ])
  func otherTextIsRefused(text: String) throws {
    let error = try #require(#expect(throws: ModelSpecError.self) { try ModelSpec(text) })
    #expect(error.description.hasPrefix("model “\(text)”: "), "what was typed is named")
  }

  @Test(arguments: ["resnet:21", "resnet:2", "resnet-18", "resnet:34", "resnet:1208"])
  func depthsOfResNets(text: String) throws {
    let error = try #require(#expect(throws: ModelSpecError.self) { try ModelSpec(text) })
    #expect(
      error.description
        == "model “\(text)”: its depth is 6n + 2: 8, 14, 20, 26, 32, … up to 1202 (\(ResNet.usage))")
  }

  @Test(arguments: ["wrn:4,1", "wrn:20,2", "wrn-18-2", "wrn:1006,1"]) func depthsOfWideResNets(text: String) throws {
    let error = try #require(#expect(throws: ModelSpecError.self) { try ModelSpec(text) })
    #expect(error.description.contains("its depth is 6n + 4: 10, 16, 22, 28, 34, 40"))
  }

  @Test func otherNumbersThatCannotBeBuilt() throws {
    func message(_ text: String) throws -> String {
      try #require(#expect(throws: ModelSpecError.self) { try ModelSpec(text) }).description
    }
    #expect(try message("vgg:9").contains("its depth is 8, 11, 13, 16 or 19"))
    #expect(try message("wrn:16").contains("it has 1 numbers; wrn:DEPTH,K"))
    #expect(try message("wrn:16,101").contains("it is at most 100 times as wide"))
    #expect(try message("multi-exit:16").contains("it has 1 numbers; multi-exit:WIDTH,WIDTH…"))
    #expect(try message("resnet:20,survival=0").contains("survival = 0 is out of range: it takes 0.01 to 1"))
    #expect(try message("vgg:8,survival=0.5").contains("there is no option survival"))
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
    #expect(error.description.contains("it has 65 numbers; mlp:WIDTH,WIDTH…, up to 64 hidden layers"))
    let none = try #require(#expect(throws: ModelSpecError.self) { try ModelSpec("convnet") })
    #expect(none.description.contains("it has 0 numbers; convnet:"))
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
