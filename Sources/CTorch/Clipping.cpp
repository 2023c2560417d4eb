// Clipping of gradients, as torch.nn.utils does it.
#include "Internal.h"
#include <cmath>

namespace kdtop {

static double clipNorm(KDTensor *const *parameters, int64_t count, double limit) {
  at::NoGradGuard none;
  double squares = 0;
  for (int64_t i = 0; i < count; i++)
    if (of(parameters[i]).grad().defined()) {
      const double norm = of(parameters[i]).grad().norm().item().toDouble();
      squares += norm * norm;
    }
  const double norm = std::sqrt(squares), scale = limit / (norm + 1e-6);
  // A norm that is not a number leaves the gradients alone: the step then reports what is not finite.
  if (scale < 1)
    for (int64_t i = 0; i < count; i++)
      if (of(parameters[i]).grad().defined()) of(parameters[i]).mutable_grad().mul_(scale);
  return norm;
}

static void clipValue(KDTensor *const *parameters, int64_t count, double limit) {
  at::NoGradGuard none;
  for (int64_t i = 0; i < count; i++)
    if (of(parameters[i]).grad().defined()) of(parameters[i]).mutable_grad().clamp_(-limit, limit);
}

void fillClipping(KDEngine &engine) {
  KD_ACTION(clip_norm, (KDTensor *const *parameters, int64_t count, double limit, double *norm),
            *norm = clipNorm(parameters, count, limit))
  KD_ACTION(clip_value, (KDTensor *const *parameters, int64_t count, double limit),
            clipValue(parameters, count, limit))
}

}  // namespace kdtop
