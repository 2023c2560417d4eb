#ifndef KDTOP_LINEAR_H
#define KDTOP_LINEAR_H
#include <ATen/ATen.h>

#pragma GCC visibility push(hidden)
namespace kdtop {

// y [..., n] = x [..., k] · weight [n, k]ᵀ + bias [n]. Differentiable as at::linear is.
at::Tensor linear(const at::Tensor &x, const at::Tensor &weight, const c10::optional<at::Tensor> &bias);

// gelu(linear(x, weight, bias)) with the exact error function. Differentiable as at::gelu is.
at::Tensor linearGelu(const at::Tensor &x, const at::Tensor &weight, const c10::optional<at::Tensor> &bias);

}  // namespace kdtop
#pragma GCC visibility pop
#endif
