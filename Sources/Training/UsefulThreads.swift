import Torch

/// How many threads a phase should use: small matrices are done before a second thread has woken up.
///
/// - Parameters:
///   - limit: as many at most.
///   - network: the one being trained.
///   - batchSize: examples in a step.
///   - places: height times width of an image, for convolutions, whose weights are used once a place; tokens of a text, of
///     which each uses all weights.
func usefulThreads(limit: Int, network: any Module, batchSize: Int, places: (image: Int, token: Int)) -> Int {
  let products = network.parameters.reduce(0.0) { sum, tensor in
    sum + Double(tensor.count) * Double(places.token) * (tensor.rank == 4 ? Double(places.image) : 1)
  }
  // Measured on two cores: with 1 million products a step one thread is faster by a third, with 9 million two are.
  return products * Double(batchSize) < 4e6 ? 1 : limit
}
