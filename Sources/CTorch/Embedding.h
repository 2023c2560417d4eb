#ifndef KDTOP_EMBEDDING_H
#define KDTOP_EMBEDDING_H
#include <ATen/ATen.h>

#pragma GCC visibility push(hidden)
namespace kdtop {

// Rows of weight [words, size] by indices [...], to [..., size]; row `padding` gets no gradient (-1: every row does).
at::Tensor embedding(const at::Tensor &weight, const at::Tensor &index, int64_t padding);

}  // namespace kdtop
#pragma GCC visibility pop
#endif
