import Testing

@testable import Datasets

@Suite struct AugmentationSpecTests {
  private func problem(_ text: String) -> AugmentationSpecError.Problem? {
    do throws(AugmentationSpecError) {
      _ = try AugmentationSpec(text)
      return nil
    } catch {
      return error.problem
    }
  }

  @Test func everyOptionIsRead() throws {
    let spec = try AugmentationSpec("crop=4,flip,jitter=2,cutout=8,randaugment=2x9")
    #expect(spec.crop == 4 && spec.flip && spec.jitter == 2 && spec.cutout == 8)
    #expect(spec.randAugment == RandAugment(operations: 2, magnitude: 9))
    #expect(try AugmentationSpec("none") == .none)
    #expect(try AugmentationSpec(" RandAugment=3X27.5 , Flip").randAugment?.magnitude == 27.5)
  }

  @Test(arguments: [
    "none", "crop=4", "flip", "jitter=2", "cutout=8", "randaugment=2x9", "randaugment=1x0.1", "crop=4,flip",
    "crop=1,flip,jitter=1000,cutout=16,randaugment=14x30",
  ])
  func descriptionReadsBack(text: String) throws {
    let spec = try AugmentationSpec(text)
    #expect(spec.description == text)
    #expect(try AugmentationSpec(spec.description) == spec)
    let reversed = text.split(separator: ",").reversed().joined(separator: ",")
    #expect(try AugmentationSpec(reversed) == spec)
  }

  @Test func whatCannotBeReadIsSaid() {
    #expect(problem("") == .empty)
    #expect(problem(" ") == .empty)
    let known = ["crop", "flip", "jitter", "cutout", "randaugment", "none"]
    #expect(problem("corp=4") == .unknownOption("corp", known: known))
    #expect(problem("flip,") == .unknownOption("", known: known))
    #expect(problem("flip,crop=2,flip") == .repeated("flip"))
    #expect(problem("none,flip") == .noneAndMore)
    #expect(problem("flip=0.5") == .needlessValue("flip"))
    for text in [
      "crop", "crop=", "crop=0", "crop=-1", "crop=x", "crop=1001", "crop=99999999999999999999", "cutout=1.5",
      "randaugment", "randaugment=2", "randaugment=0x9", "randaugment=15x9", "randaugment=2x31", "randaugment=2x-1",
      "randaugment=2xnan", "randaugment=2x9x1", "randaugment=2xinf",
    ] {
      guard case .badValue = problem(text) else {
        Issue.record("\(text): \(String(describing: problem(text)))")
        continue
      }
    }
  }

  @Test func errorsNameWhatWasMeant() {
    func message(_ text: String) -> String {
      do throws(AugmentationSpecError) {
        return try AugmentationSpec(text).description
      } catch {
        return error.description
      }
    }
    #expect(message("corp=4").contains("did you mean crop?"))
    #expect(message("rand-augment=2x9").contains("did you mean randaugment?"))
    #expect(message("crop=0") == "augmentation “crop=0”: crop=0 is not a whole number of pixels, 1 to 1000")
    #expect(message("crop").contains("crop needs a value"))
    #expect(message("randaugment=9").contains("such as 2x9: 1 to 14 operations, magnitude 0 to 30"))
  }

  @Test func imagesMustBearIt() throws {
    let digits = ImageShape(channels: 1, height: 8, width: 8)
    try AugmentationSpec("none").check(fits: digits)
    try AugmentationSpec("crop=7,jitter=7,cutout=7").check(fits: digits)
    try AugmentationSpec("none").check(fits: ImageShape(channels: 1, height: 1, width: 1))
    for text in ["crop=8", "jitter=8", "cutout=8"] {
      let error = #expect(throws: AugmentationSpecError.self) { try AugmentationSpec(text).check(fits: digits) }
      #expect(error?.description.contains("images of 1×8×8") == true)
      #expect(error?.description.contains("at most 7 pixels") == true)
    }
  }
}
