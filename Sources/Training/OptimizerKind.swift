import Distillation
import RunModel
import Torch

/// Which rule turns gradients into steps.
public enum OptimizerKind: String, Sendable, CaseIterable {
  /// Stochastic gradient descent with momentum; `nesterov` looks ahead.
  case sgd, nesterov, adam, adamw

  /// Whether the momentum knob means something here.
  var hasMomentum: Bool { self == .sgd || self == .nesterov }

  /// An optimiser for these parameters; its settings follow the knobs at every step.
  func make(_ parameters: [(name: String, tensor: Tensor)], _ knobs: KnobValues) -> any Optimizer {
    let rate = knobs[TrainingKnobs.learningRate]
    switch self {
    case .sgd, .nesterov:
      return SGD(
        parameters, learningRate: rate, momentum: knobs[TrainingKnobs.momentum],
        weightDecay: knobs[TrainingKnobs.weightDecay], nesterov: self == .nesterov)
    case .adam: return Adam(parameters, learningRate: rate, weightDecay: knobs[TrainingKnobs.weightDecay])
    case .adamw: return Adam.w(parameters, learningRate: rate, weightDecay: knobs[TrainingKnobs.weightDecay])
    }
  }
}
