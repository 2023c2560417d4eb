import Models
import Torch

extension Network {
  /// Puts the weights of a safetensors file into the network; names and shapes must be those of its state.
  /// - Throws: `TrainingError.weights` naming the file and the tensor, `SafetensorsError` for a file that is not one.
  func loadWeights(from path: String) throws {
    let file = try SafetensorsFile(path: path)
    do { try withoutGradients { try load(file.tensors()) } } catch let error as ModuleError {
      let mine = (namedParameters + namedBuffers).prefix(20).map { "\($0.name) \($0.tensor.shape)" }
      throw TrainingError.weights(
        file: path, reason: "\(error); the network here has \(mine.joined(separator: ", "))")
    }
  }
}
