import Torch

/// A layer and what stands before the names of its tensors.
typealias ModulePart = (name: String, module: any Module)

/// The learned tensors of `parts` in order, `conv1.weight` for the part `conv1`.
func namedParameters(of parts: [ModulePart]) -> [(name: String, tensor: Tensor)] {
  parts.flatMap { prefixed($0.name, $0.module.namedParameters) }
}

/// The buffers of `parts` in order.
func namedBuffers(of parts: [ModulePart]) -> [(name: String, tensor: Tensor)] {
  parts.flatMap { prefixed($0.name, $0.module.namedBuffers) }
}
