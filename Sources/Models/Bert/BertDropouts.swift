import Torch

/// The three dropouts of an encoder; all draw from one generator, so its state is all there is to save.
final class BertDropouts {
  let hidden: Dropout
  let attention: Dropout
  let classifier: Dropout

  init(_ config: BertConfig, _ generator: RandomGenerator) {
    hidden = Dropout(config.dropout, generator)
    attention = Dropout(config.attentionDropout, generator)
    classifier = Dropout(config.classifierDropout, generator)
  }

  var training: Bool {
    get { hidden.training }
    set { for dropout in [hidden, attention, classifier] { dropout.training = newValue } }
  }
}

/// `a` + `b`. `a` is nobody else's: where no gradient is recorded the sum takes its place.
func sum(fresh a: Tensor, _ b: Tensor) throws(EngineError) -> Tensor {
  if a.requiresGradient || b.requiresGradient { return try a + b }
  try a.add(inPlace: b)
  return a
}
