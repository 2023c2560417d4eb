// See DirectConvolution.cpp.
#ifndef KDTOP_DIRECT_CONVOLUTION_H
#define KDTOP_DIRECT_CONVOLUTION_H
#include "Internal.h"

#pragma GCC visibility push(hidden)
namespace kdtop {

// A convolution of images [batch, inputs, h, w] that are channels last in memory, and what is done with its result at once.
struct DirectConvolution {
  at::IntArrayRef stride, padding;
  const float *factor = nullptr;    // [outputs]: the weights' multipliers; null: 1
  const float *shift = nullptr;     // [outputs]: added to the result; null: 0
  const float *shortcut = nullptr;  // of the result's shape, channels last: added too; null: none
  bool relu = false;

  // Whether it can be computed here: by this processor, for a number of outputs that fills vectors.
  static bool fits(const at::Tensor &x, const at::Tensor &weight);

  // The result's sizes.
  std::vector<int64_t> sizes(const at::Tensor &x, const at::Tensor &weight) const;

  at::Tensor operator()(const at::Tensor &x, const at::Tensor &weight) const;
};

}  // namespace kdtop
#pragma GCC visibility pop
#endif
