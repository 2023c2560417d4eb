// Making tensors, reading them, and changing them in place.
#include "Internal.h"

namespace kdtop {

std::vector<at::Tensor> list(KDTensor *const *handles, int64_t count) {
  std::vector<at::Tensor> tensors;
  tensors.reserve(size_t(count));
  for (int64_t i = 0; i < count; i++) tensors.push_back(of(handles[i]));
  return tensors;
}

std::vector<int64_t> dimensions(const at::Tensor &a, const int64_t *dims, int32_t ndims) {
  if (ndims > 0) return std::vector<int64_t>(dims, dims + ndims);
  std::vector<int64_t> all(size_t(a.dim()));
  for (size_t i = 0; i < all.size(); i++) all[i] = int64_t(i);
  return all;
}

static const at::ScalarType types[] = {at::kFloat, at::kDouble, at::kLong, at::kByte, at::kBool};

at::ScalarType scalarType(KDType type) {
  TORCH_CHECK(type >= 0 && type <= KD_BOOL, "no such type: ", int(type));
  return types[type];
}

static at::Tensor fromBytes(const void *bytes, int64_t size, at::IntArrayRef shape, KDType type) {
  at::Tensor a = at::empty(shape, at::dtype(scalarType(type)));
  TORCH_CHECK(size == int64_t(a.nbytes()), "the shape needs ", a.nbytes(), " bytes, ", size, " were given");
  if (size) memcpy(a.data_ptr(), bytes, size_t(size));
  return a;
}

static void copyOut(const at::Tensor &a, void *bytes, int64_t size) {
  TORCH_CHECK(size == int64_t(a.nbytes()), "the tensor has ", a.nbytes(), " bytes, the buffer ", size);
  const at::Tensor dense = a.detach().contiguous();
  if (size) memcpy(bytes, dense.data_ptr(), size_t(size));
}

void fillMemory(KDEngine &engine) {
  engine.tensor_free = [](KDTensor *a) { delete reinterpret_cast<at::Tensor *>(a); };
  KD_TENSOR(from_bytes, (const void *bytes, int64_t size, const int64_t *shape, int32_t ndims, KDType type),
            fromBytes(bytes, size, ints(shape, ndims), type))
  KD_TENSOR(full, (const int64_t *shape, int32_t ndims, double value, KDType type),
            at::full(ints(shape, ndims), value, at::dtype(scalarType(type))))
  KD_TENSOR(arange, (int64_t count, KDType type), at::arange(count, at::dtype(scalarType(type))))
  KD_TENSOR(clone, (KDTensor *a), of(a).clone())
  KD_TENSOR(to_type, (KDTensor *a, KDType type), of(a).to(scalarType(type)))
  engine.type = [](KDTensor *a) -> int32_t {
    for (int32_t i = 0; i <= KD_BOOL; i++)
      if (types[i] == of(a).scalar_type()) return i;
    return -1;
  };
  engine.ndims = [](KDTensor *a) -> int32_t { return int32_t(of(a).dim()); };
  engine.size = [](KDTensor *a, int32_t dim) -> int64_t { return of(a).sizes()[size_t(dim)]; };
  engine.count = [](KDTensor *a) -> int64_t { return of(a).numel(); };
  KD_ACTION(item, (KDTensor *a, double *value), *value = of(a).item().toDouble())
  KD_ACTION(copy_out, (KDTensor *a, void *bytes, int64_t size), copyOut(of(a), bytes, size))
  KD_ACTION(copy_in, (KDTensor *a, KDTensor *from), at::NoGradGuard none; of(a).copy_(of(from)))
  KD_ACTION(fill, (KDTensor *a, double value), at::NoGradGuard none; of(a).fill_(value))
  KD_ACTION(add_in_place, (KDTensor *a, KDTensor *b, double scale), at::NoGradGuard none; of(a).add_(of(b), scalar(of(a), scale)))
  KD_ACTION(scale_in_place, (KDTensor *a, double scale), at::NoGradGuard none; of(a).mul_(scalar(of(a), scale)))
}

}  // namespace kdtop
