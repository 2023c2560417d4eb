// Gradients: what needs one, how it is computed, and the thread's grad mode.
#include "Internal.h"
#include <torch/csrc/autograd/autograd.h>

namespace kdtop {

static void backward(KDTensor *a, KDTensor *seed, bool keepGraph) {
  std::vector<at::Tensor> seeds;
  if (seed) seeds.push_back(of(seed));
  torch::autograd::backward({of(a)}, seeds, keepGraph, false);
}

static void gradients(KDTensor *const *outputs, int64_t noutputs, KDTensor *const *inputs, int64_t ninputs,
                      bool createGraph, KDTensor **results) {
  auto found = torch::autograd::grad(list(outputs, noutputs), list(inputs, ninputs), {}, createGraph, createGraph, true);
  for (int64_t i = 0; i < ninputs; i++) {
    at::Tensor &gradient = found[size_t(i)];
    results[i] = gradient.defined() ? handle(std::move(gradient)) : nullptr;
  }
}

void fillAutograd(KDEngine &engine) {
  engine.requires_grad = [](KDTensor *a) -> int { return of(a).requires_grad(); };
  KD_ACTION(set_requires_grad, (KDTensor *a, int on), of(a).set_requires_grad(on != 0))
  engine.has_grad = [](KDTensor *a) -> int { return of(a).grad().defined(); };
  KD_ACTION(grad, (KDTensor *a, KDTensor **gradient),
            *gradient = of(a).grad().defined() ? handle(of(a).grad()) : nullptr)
  KD_ACTION(set_grad, (KDTensor *a, KDTensor *gradient), of(a).mutable_grad() = orNone(gradient))
  KD_ACTION(zero_grads, (KDTensor *const *parameters, int64_t count),
            for (int64_t i = 0; i < count; i++) of(parameters[i]).mutable_grad().reset())
  KD_TENSOR(detach, (KDTensor *a), of(a).detach())
  KD_ACTION(backward, (KDTensor *a, KDTensor *seed, int keep), backward(a, seed, keep != 0))
  KD_ACTION(gradients,
            (KDTensor *const *outputs, int64_t noutputs, KDTensor *const *inputs, int64_t ninputs, int create,
             KDTensor **results),
            gradients(outputs, noutputs, inputs, ninputs, create != 0, results))
  engine.set_grad_enabled = [](int on) -> int {
    const bool was = at::GradMode::is_enabled();
    at::GradMode::set_enabled(on != 0);
    return was;
  };
}

}  // namespace kdtop
