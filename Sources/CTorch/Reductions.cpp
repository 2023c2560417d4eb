// Reductions, softmax and sorting.
#include "Internal.h"

namespace kdtop {

#define KD_DIMS KDTensor *a, const int64_t *dims, int32_t ndims

static bool allFinite(const at::Tensor &a) {
  if (!at::isFloatingType(a.scalar_type())) return true;
  at::NoGradGuard none;
  return at::isfinite(a).all().item().toBool();
}

static void both(std::tuple<at::Tensor, at::Tensor> result, KDTensor **values, KDTensor **indices) {
  *values = handle(std::move(std::get<0>(result)));
  *indices = handle(std::move(std::get<1>(result)));
}

void fillReductions(KDEngine &engine) {
  KD_TENSOR(sum, (KD_DIMS, int keep), ndims || keep ? of(a).sum(dimensions(of(a), dims, ndims), keep) : of(a).sum())
  KD_TENSOR(mean, (KD_DIMS, int keep), ndims || keep ? of(a).mean(dimensions(of(a), dims, ndims), keep) : of(a).mean())
  KD_TENSOR(max, (KD_DIMS, int keep), at::amax(of(a), dimensions(of(a), dims, ndims), keep))
  KD_TENSOR(min, (KD_DIMS, int keep), at::amin(of(a), dimensions(of(a), dims, ndims), keep))
  KD_TENSOR(variance, (KD_DIMS, int unbiased, int keep),
            at::var(of(a), at::IntArrayRef(dimensions(of(a), dims, ndims)), unbiased != 0, keep != 0))
  KD_TENSOR(norm, (KDTensor *a, double p, const int64_t *dims, int32_t ndims, int keep),
            at::norm(of(a), p, dimensions(of(a), dims, ndims), keep))
  KD_TENSOR(log_sum_exp, (KD_DIMS, int keep), at::logsumexp(of(a), dimensions(of(a), dims, ndims), keep))
  KD_TENSOR(argmax, (KDTensor *a, int64_t dim, int keep), at::argmax(of(a), dim, keep))
  KD_TENSOR(cumulative_sum, (KDTensor *a, int64_t dim), of(a).cumsum(dim))
  KD_TENSOR(softmax, (KDTensor *a, int64_t dim), of(a).softmax(dim))
  KD_TENSOR(log_softmax, (KDTensor *a, int64_t dim), of(a).log_softmax(dim))
  KD_ACTION(sort, (KDTensor *a, int64_t dim, int descending, KDTensor **values, KDTensor **indices),
            both(at::sort(of(a), dim, descending != 0), values, indices))
  KD_ACTION(top_k, (KDTensor *a, int64_t k, int64_t dim, int largest, KDTensor **values, KDTensor **indices),
            both(at::topk(of(a), k, dim, largest != 0), values, indices))
  KD_ACTION(all_finite, (KDTensor *a, int *finite), *finite = allFinite(of(a)))
}

}  // namespace kdtop
