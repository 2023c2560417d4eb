// Matrix products, layers and losses.
#include "Attention.h"
#include "Convolution.h"
#include "Embedding.h"
#include "Internal.h"
#include "LayerNorm.h"
#include "Linear.h"

namespace kdtop {

void fillLayers(KDEngine &engine) {
  KD_TENSOR(matmul, (KDTensor *a, KDTensor *b), of(a).matmul(of(b)))
  KD_TENSOR(cdist, (KDTensor *a, KDTensor *b, double p), at::cdist(of(a), of(b), p))
  KD_TENSOR(linear, (KDTensor *a, KDTensor *weight, KDTensor *bias), kdtop::linear(of(a), of(weight), maybe(bias)))
  KD_TENSOR(linear_gelu, (KDTensor *a, KDTensor *weight, KDTensor *bias),
            kdtop::linearGelu(of(a), of(weight), maybe(bias)))
  KD_TENSOR(attention, (KDTensor *a, const KDAttention *arguments), kdtop::attention(of(a), *arguments))
  KD_TENSOR(conv2d,
            (KDTensor *a, KDTensor *weight, KDTensor *bias, const int64_t *stride, const int64_t *padding,
             int64_t groups, const KDBatchNorm *norm),
            convolution(of(a), of(weight), maybe(bias), pair(stride), pair(padding), groups, norm))
  KD_TENSOR(max_pool2d, (KDTensor *a, const int64_t *kernel, const int64_t *stride, const int64_t *padding),
            at::max_pool2d(of(a), pair(kernel), pair(stride), pair(padding)))
  KD_TENSOR(average_pool2d, (KDTensor *a, const int64_t *kernel, const int64_t *stride, const int64_t *padding),
            at::avg_pool2d(of(a), pair(kernel), pair(stride), pair(padding)))
  KD_TENSOR(adaptive_average_pool2d, (KDTensor *a, const int64_t *size), at::adaptive_avg_pool2d(of(a), pair(size)))
  KD_TENSOR(batch_norm, (KDTensor *a, const KDBatchNorm *norm), batchNorm(of(a), *norm))
  KD_TENSOR(layer_norm,
            (KDTensor *a, const int64_t *shape, int32_t ndims, KDTensor *weight, KDTensor *bias, double epsilon),
            at::layer_norm(of(a), ints(shape, ndims), maybe(weight), maybe(bias), epsilon))
  KD_TENSOR(normalised_sum, (KDTensor *a, KDTensor *b, KDTensor *weight, KDTensor *bias, double epsilon),
            kdtop::normalisedSum(of(a), of(b), of(weight), of(bias), epsilon))
  KD_TENSOR(embedding, (KDTensor *weight, KDTensor *index, int64_t padding),
            kdtop::embedding(of(weight), of(index), padding))
  KD_TENSOR(cross_entropy,
            (KDTensor *logits, KDTensor *labels, KDReduction reduction, int64_t ignored, double smoothing),
            at::cross_entropy_loss(of(logits), of(labels), {}, reduction, ignored, smoothing))
  KD_TENSOR(nll, (KDTensor *a, KDTensor *labels, KDReduction reduction, int64_t ignored),
            at::nll_loss_nd(of(a), of(labels), {}, reduction, ignored))
  KD_TENSOR(mse, (KDTensor *a, KDTensor *b, KDReduction reduction), at::mse_loss(of(a), of(b), reduction))
  KD_TENSOR(kl_divergence, (KDTensor *a, KDTensor *target, int target_is_log),
            at::kl_div(of(a), of(target), at::Reduction::Sum, target_is_log != 0).div(double(of(a).size(0))))
}

}  // namespace kdtop
