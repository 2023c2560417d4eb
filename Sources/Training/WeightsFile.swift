import Models
import Torch

extension Network {
  /// Puts the weights of a safetensors file into the network; names may differ from its own as far as `WeightNames`
  /// understands, shapes must be the same.
  /// - Throws: `TrainingError.weights` naming the file and the tensor, `SafetensorsError` for a file that is not one.
  func loadWeights(from path: String) throws {
    let file = try SafetensorsFile(path: path)
    if let language = self as? BertNetwork { return try language.loadWeights(file) }
    func refused(_ error: any Error) -> TrainingError {
      let mine = (namedParameters + namedBuffers).prefix(20).map { "\($0.name) \($0.tensor.shape)" }
      return .weights(file: path, reason: "\(error); the network here has \(mine.joined(separator: ", "))")
    }
    do {
      try withoutGradients { try load(WeightNames.matching(file.tensors(), to: self)) }
    } catch let error as ModuleError {
      throw refused(error)
    } catch let error as WeightNamesError {
      throw refused(error)
    }
  }
}
