// See Convolution.cpp and BatchNorm.cpp.
#ifndef KDTOP_CONVOLUTION_H
#define KDTOP_CONVOLUTION_H
#include "Internal.h"

#pragma GCC visibility push(hidden)
namespace kdtop {

// As at::conv2d, then as batchNorm where `norm` is not null.
at::Tensor convolution(const at::Tensor &x, const at::Tensor &weight, const c10::optional<at::Tensor> &bias,
                       at::IntArrayRef stride, at::IntArrayRef padding, int64_t groups, const KDBatchNorm *norm);

// relu(batch norm of x + shortcut), as far as that is asked for.
at::Tensor batchNorm(const at::Tensor &x, const KDBatchNorm &norm);

// A tensor [batch, channels, h, w] with a place's channels beside each other in memory, or as it is if it is none.
at::Tensor channelsLast(const at::Tensor &x);

// y = relu(y + shortcut), as far as asked for, in y's own memory: of a tensor that nobody else has and no graph knows.
void finish(at::Tensor &y, const at::Tensor &shortcut, bool relu);

}  // namespace kdtop
#pragma GCC visibility pop
#endif
