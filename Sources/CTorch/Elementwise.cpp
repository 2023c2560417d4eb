// Operations element by element.
#include "Internal.h"

namespace kdtop {

template <class Other> static at::Tensor compare(const at::Tensor &a, const Other &b, KDCompare how) {
  switch (how) {
    case KD_EQ: return a.eq(b);
    case KD_NE: return a.ne(b);
    case KD_LT: return a.lt(b);
    case KD_LE: return a.le(b);
    case KD_GT: return a.gt(b);
    case KD_GE: return a.ge(b);
  }
  TORCH_CHECK(false, "no such comparison: ", int(how));
}

void fillElementwise(KDEngine &engine) {
  KD_TENSOR(add, (KDTensor *a, KDTensor *b), of(a).add(of(b)))
  KD_TENSOR(sub, (KDTensor *a, KDTensor *b), of(a).sub(of(b)))
  KD_TENSOR(mul, (KDTensor *a, KDTensor *b), of(a).mul(of(b)))
  KD_TENSOR(div, (KDTensor *a, KDTensor *b), of(a).div(of(b)))
  KD_TENSOR(add_scalar, (KDTensor *a, double b), of(a).add(scalar(of(a), b)))
  KD_TENSOR(rsub_scalar, (KDTensor *a, double b), at::rsub(of(a), scalar(of(a), b)))
  KD_TENSOR(mul_scalar, (KDTensor *a, double b), of(a).mul(scalar(of(a), b)))
  KD_TENSOR(div_scalar, (KDTensor *a, double b), of(a).div(scalar(of(a), b)))
  KD_TENSOR(rdiv_scalar, (KDTensor *a, double b), of(a).reciprocal().mul(b))
  KD_TENSOR(pow_scalar, (KDTensor *a, double b), of(a).pow(scalar(of(a), b)))
  KD_TENSOR(pow, (KDTensor *a, KDTensor *b), of(a).pow(of(b)))
  KD_TENSOR(neg, (KDTensor *a), of(a).neg())
  KD_TENSOR(exp, (KDTensor *a), of(a).exp())
  KD_TENSOR(log, (KDTensor *a), of(a).log())
  KD_TENSOR(sqrt, (KDTensor *a), of(a).sqrt())
  KD_TENSOR(abs, (KDTensor *a), of(a).abs())
  KD_TENSOR(square, (KDTensor *a), of(a).square())
  KD_TENSOR(sign, (KDTensor *a), of(a).sign())
  KD_TENSOR(round, (KDTensor *a), of(a).round())
  KD_TENSOR(floor, (KDTensor *a), of(a).floor())
  KD_TENSOR(sin, (KDTensor *a), of(a).sin())
  KD_TENSOR(cos, (KDTensor *a), of(a).cos())
  KD_TENSOR(erf, (KDTensor *a), of(a).erf())
  KD_TENSOR(relu, (KDTensor *a), of(a).relu())
  KD_TENSOR(gelu, (KDTensor *a), at::gelu(of(a)))
  KD_TENSOR(sigmoid, (KDTensor *a), of(a).sigmoid())
  KD_TENSOR(softplus, (KDTensor *a), at::softplus(of(a)))
  KD_TENSOR(tanh, (KDTensor *a), of(a).tanh())
  KD_TENSOR(maximum, (KDTensor *a, KDTensor *b), at::maximum(of(a), of(b)))
  KD_TENSOR(minimum, (KDTensor *a, KDTensor *b), at::minimum(of(a), of(b)))
  KD_TENSOR(clamp, (KDTensor *a, double low, double high), of(a).clamp(low, high))
  KD_TENSOR(where, (KDTensor *condition, KDTensor *a, KDTensor *b), at::where(of(condition), of(a), of(b)))
  KD_TENSOR(masked_fill, (KDTensor *a, KDTensor *mask, double value), of(a).masked_fill(of(mask), value))
  KD_TENSOR(compare, (KDTensor *a, KDTensor *b, KDCompare how), compare(of(a), of(b), how))
  KD_TENSOR(compare_scalar, (KDTensor *a, double b, KDCompare how), compare(of(a), at::Scalar(b), how))
  KD_TENSOR(logical_not, (KDTensor *a), of(a).logical_not())
  KD_TENSOR(logical_and, (KDTensor *a, KDTensor *b), of(a).logical_and(of(b)))
  KD_TENSOR(logical_or, (KDTensor *a, KDTensor *b), of(a).logical_or(of(b)))
}

}  // namespace kdtop
