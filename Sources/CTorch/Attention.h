#ifndef KDTOP_ATTENTION_H
#define KDTOP_ATTENTION_H
#include <ATen/ATen.h>
#include "CTorchAPI.h"

#pragma GCC visibility push(hidden)
namespace kdtop {

// Self-attention of several heads (`KDAttention`): x [rows · length, inputs] to [rows · length, hidden].
at::Tensor attention(const at::Tensor &x, const KDAttention &arguments);

}  // namespace kdtop
#pragma GCC visibility pop
#endif
