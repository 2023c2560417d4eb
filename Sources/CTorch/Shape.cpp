// Shape, selection and joining.
#include "Internal.h"

namespace kdtop {

void fillShape(KDEngine &engine) {
  KD_TENSOR(reshape, (KDTensor *a, const int64_t *shape, int32_t ndims), of(a).reshape(ints(shape, ndims)))
  KD_TENSOR(expand, (KDTensor *a, const int64_t *shape, int32_t ndims), of(a).expand(ints(shape, ndims)))
  KD_TENSOR(flatten, (KDTensor *a, int64_t from, int64_t to), of(a).flatten(from, to))
  KD_TENSOR(transpose, (KDTensor *a, int64_t x, int64_t y), of(a).transpose(x, y))
  KD_TENSOR(permute, (KDTensor *a, const int64_t *dims, int32_t ndims), of(a).permute(ints(dims, ndims)))
  KD_TENSOR(unsqueeze, (KDTensor *a, int64_t dim), of(a).unsqueeze(dim))
  KD_TENSOR(squeeze, (KDTensor *a, int64_t dim), of(a).squeeze(dim))
  KD_TENSOR(contiguous, (KDTensor *a), of(a).contiguous())
  KD_TENSOR(narrow, (KDTensor *a, int64_t dim, int64_t start, int64_t length), of(a).narrow(dim, start, length))
  KD_TENSOR(select, (KDTensor *a, int64_t dim, int64_t index), of(a).select(dim, index))
  KD_TENSOR(index_select, (KDTensor *a, int64_t dim, KDTensor *index), of(a).index_select(dim, of(index)))
  KD_TENSOR(masked_select, (KDTensor *a, KDTensor *mask), of(a).masked_select(of(mask)))
  KD_TENSOR(gather, (KDTensor *a, int64_t dim, KDTensor *index), of(a).gather(dim, of(index)))
  KD_TENSOR(scatter, (KDTensor *a, int64_t dim, KDTensor *index, KDTensor *source),
            of(a).scatter(dim, of(index), of(source)))
  KD_TENSOR(nonzero, (KDTensor *a), of(a).nonzero())
  KD_TENSOR(flip, (KDTensor *a, const int64_t *dims, int32_t ndims), of(a).flip(ints(dims, ndims)))
  KD_TENSOR(pad, (KDTensor *a, const int64_t *pads, int32_t npads, double value),
            at::constant_pad_nd(of(a), ints(pads, npads), value))
  KD_TENSOR(one_hot, (KDTensor *a, int64_t classes), at::one_hot(of(a), classes))
  KD_TENSOR(tril, (KDTensor *a, int64_t diagonal), of(a).tril(diagonal))
  KD_TENSOR(triu, (KDTensor *a, int64_t diagonal), of(a).triu(diagonal))
  KD_TENSOR(diagonal, (KDTensor *a), of(a).diagonal())
  KD_TENSOR(cat, (KDTensor *const *tensors, int64_t count, int64_t dim), at::cat(list(tensors, count), dim))
  KD_TENSOR(stack, (KDTensor *const *tensors, int64_t count, int64_t dim), at::stack(list(tensors, count), dim))
}

}  // namespace kdtop
