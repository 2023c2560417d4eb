#ifndef KDTOP_LAYER_NORM_H
#define KDTOP_LAYER_NORM_H
#include <ATen/ATen.h>

#pragma GCC visibility push(hidden)
namespace kdtop {

// (a + b), each row normalised over the last dimension, times weight plus bias. Differentiable as at::layer_norm is.
at::Tensor normalisedSum(const at::Tensor &a, const at::Tensor &b, const at::Tensor &weight, const at::Tensor &bias,
                         double epsilon);

}  // namespace kdtop
#pragma GCC visibility pop
#endif
