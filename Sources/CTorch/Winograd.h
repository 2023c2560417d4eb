// See Winograd.cpp.
#ifndef KDTOP_WINOGRAD_H
#define KDTOP_WINOGRAD_H
#include "DirectConvolution.h"

#pragma GCC visibility push(hidden)
namespace kdtop {

// Whether a convolution's result can be computed this way: kernels of 3 × 3 at every place, channels that fill vectors.
bool fitsWinograd(const at::Tensor &x, const at::Tensor &weight, at::IntArrayRef stride);

// Writes what `convolution` of `x` with `weight` is to `y`, which has its shape and is channels last.
void winograd(const DirectConvolution &convolution, const at::Tensor &x, const at::Tensor &weight, at::Tensor &y);

}  // namespace kdtop
#pragma GCC visibility pop
#endif
