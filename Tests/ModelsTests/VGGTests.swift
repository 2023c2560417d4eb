import Testing
import Torch

@testable import Models

@Suite struct VGGTests {
  /// Counted by PyTorch; the CRD repository's vgg8 and vgg13 have as many.
  @Test(arguments: [("vgg:8", 100, 3_965_028), ("vgg:8", 10, 3_918_858), ("vgg:13", 100, 9_462_180)])
  func parametersAsInPyTorch(spec: String, classes: Int, count: Int) throws {
    #expect(try network(spec, inputShape: [3, 32, 32], classes: classes).parameterCount == count)
  }

  @Test(arguments: [
    ([3, 32, 32], [32, 16, 8, 4, 2]), ([1, 28, 28], [28, 14, 7, 3, 1]), ([1, 8, 8], [8, 4, 2, 1, 1]),
    ([1, 1, 1], [1, 1, 1, 1, 1]),
  ])
  func noImageIsPooledAway(input: [Int], sides: [Int]) throws {
    let network = try network("vgg:11,width=0.1", inputShape: input)
    let output = try network.forward(noise([2] + input), ForwardRequest(taps: Set(network.tapNames)))
    #expect(output.logits?.shape == [2, 10])
    #expect(network.tapNames == ["group1", "group2", "group3", "group4", "group5"])
    #expect(network.groupNames == network.tapNames)
    let expected = zip([6, 13, 26, 51, 51], sides).map { [2, $0, $1, $1] }
    #expect(network.tapNames.map { output.taps[$0]?.shape } == expected)
  }

  @Test(arguments: [(8, 5), (11, 8), (13, 10), (16, 13), (19, 16)])
  func depthCountsConvolutionsAndThePapersOtherThreeLayers(depth: Int, convolutions: Int) throws {
    let parameters = try network("vgg:\(depth),width=0.02").namedParameters
    #expect(parameters.filter { $0.tensor.rank == 4 }.count == convolutions)
  }

  @Test func namesCountPoolingsAsTorchvisionDoes() throws {
    let names = try network("vgg:8,width=0.1", inputShape: [1, 8, 8]).namedParameters.map(\.name)
    #expect(names.first == "features.0.weight")
    let convolutions = [0, 4, 8, 12, 16].map { "features.\($0).bias" }
    #expect(Set(names).isSuperset(of: convolutions + ["features.1.weight", "features.17.bias", "classifier.weight"]))
    #expect(names.count == 5 * 4 + 2)
  }
}
