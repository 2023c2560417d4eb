// What the files of the engine share: handles, and the macros that keep exceptions inside.
#ifndef KDTOP_INTERNAL_H
#define KDTOP_INTERNAL_H
#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>
#include <cmath>
#include <string>
#include "CTorchAPI.h"

#pragma GCC visibility push(hidden)
namespace kdtop {

// A handle is an at::Tensor on the heap.
inline at::Tensor &of(KDTensor *handle) { return *reinterpret_cast<at::Tensor *>(handle); }
inline at::Tensor orNone(KDTensor *handle) { return handle ? of(handle) : at::Tensor(); }
inline c10::optional<at::Tensor> maybe(KDTensor *handle) {
  return handle ? c10::optional<at::Tensor>(of(handle)) : c10::nullopt;
}
inline KDTensor *handle(at::Tensor tensor) { return reinterpret_cast<KDTensor *>(new at::Tensor(std::move(tensor))); }
inline at::IntArrayRef ints(const int64_t *values, int32_t count) { return at::IntArrayRef(values, size_t(count)); }
inline at::IntArrayRef pair(const int64_t *values) { return at::IntArrayRef(values, 2); }
std::vector<at::Tensor> list(KDTensor *const *handles, int64_t count);
// The dimensions named, or every dimension of `a` when none is.
std::vector<int64_t> dimensions(const at::Tensor &a, const int64_t *dims, int32_t ndims);
at::ScalarType scalarType(KDType type);

// A whole number keeps a tensor of integers one, as Python's 2 does and 2.0 does not.
inline at::Scalar scalar(const at::Tensor &a, double b) {
  const bool whole = std::abs(b) < 9e15 && b == double(int64_t(b));
  return whole && at::isIntegralType(a.scalar_type(), false) ? at::Scalar(int64_t(b)) : at::Scalar(b);
}

// What kernels of our own read: single precision, one number after the other.
inline bool isPlain(const at::Tensor &a) { return a.scalar_type() == at::kFloat && a.is_contiguous() && a.is_cpu(); }
// The same of so many numbers; not for a tensor that is not there.
inline bool isVector(const at::Tensor &a, int64_t count) {
  return a.defined() && isPlain(a) && a.dim() == 1 && a.size(0) == count;
}

// Stores the exception being handled as this thread's message.
void remember() noexcept;

template <class Body, class Result> Result guarded(Result failure, Body body) noexcept {
  try {
    return body();
  } catch (...) {
    remember();
    return failure;
  }
}

// Each fills its part of the table.
void fillMemory(KDEngine &engine);
void fillAutograd(KDEngine &engine);
void fillElementwise(KDEngine &engine);
void fillShape(KDEngine &engine);
void fillReductions(KDEngine &engine);
void fillLayers(KDEngine &engine);
void fillRandom(KDEngine &engine);
void fillOptimizers(KDEngine &engine);
void fillClipping(KDEngine &engine);

}  // namespace kdtop
#pragma GCC visibility pop

// An entry of the table that returns the tensor of an expression.
#define KD_TENSOR(name, parameters, ...) \
  engine.name = [] parameters -> KDTensor * { \
    return kdtop::guarded((KDTensor *)nullptr, [&] { return kdtop::handle(__VA_ARGS__); }); \
  };
// An entry of the table that runs statements and returns 0.
#define KD_ACTION(name, parameters, ...) \
  engine.name = [] parameters -> int { \
    return kdtop::guarded(1, [&] { __VA_ARGS__; return 0; }); \
  };
#endif
