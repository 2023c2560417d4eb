// Linear layers: y = x·Wᵀ + b, each matrix product cut into pieces that OpenBLAS computes on one thread each.
//
// Two threads inside one product wait for each other's packed panels; two products side by side do not, and the gradients
// of weight and input are such a pair of their own. Where there is no OpenBLAS, or little to do, ATen's linear does the work.
#include "Linear.h"
#include "Internal.h"
#include "Blas.h"
#include "Vector.h"
#include "VectorMath.h"
#include "Workers.h"
#include <cstring>
#include <torch/csrc/autograd/custom_function.h>

namespace kdtop {

namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

// Columns of a piece begin at multiples of this many floats: a cache line.
constexpr int64_t unit = 16;
// A product of fewer multiplications is over before a second thread has begun.
constexpr int64_t least = 1 << 20;

bool isSplit(const at::Tensor &x, const at::Tensor &weight) {
  return workers() > 1 && floatProduct() && isPlain(x) && isPlain(weight) && x.dim() == 2 && weight.dim() == 2 &&
         x.size(1) == weight.size(1) && x.numel() * weight.size(0) >= least;
}

// y = x·Φ(x) with the standard normal distribution Φ (Hendrycks & Gimpel 2016, arXiv 1606.08415). y may be x.
KD_VECTOR void gelu(float *y, const float *x, int64_t count) {
  for (int64_t i = 0; i < count; i++) y[i] = 0.5f * x[i] * (1 + fastErf(x[i] * 0.70710678118654752f));
}

// d·(Φ(x) + x·φ(x)).
KD_VECTOR void geluGradient(float *__restrict dx, const float *__restrict d, const float *__restrict x, int64_t count) {
  for (int64_t i = 0; i < count; i++) {
    const float below = 0.5f * (1 + fastErf(x[i] * 0.70710678118654752f));
    dx[i] = d[i] * (below + x[i] * 0.3989422804014327f * fastExp(-0.5f * x[i] * x[i]));
  }
}

// y [m, n] = x [m, k] · weight [n, k]ᵀ + bias [n]: each thread computes some columns of y. With `active`, GELU of y there;
// it may be y.
at::Tensor product(const at::Tensor &x, const at::Tensor &weight, const at::Tensor &bias, float *active = nullptr,
                   bool inPlace = false) {
  const int64_t m = x.size(0), k = x.size(1), n = weight.size(0);
  at::Tensor y = at::empty({m, n}, x.options());
  if (inPlace) active = y.data_ptr<float>();
  const float *px = x.data_ptr<float>(), *pw = weight.data_ptr<float>();
  const float *pb = bias.defined() ? bias.data_ptr<float>() : nullptr;
  float *py = y.data_ptr<float>();
  parallel(n, unit, unit, [=](int64_t from, int64_t to) {
    for (int64_t row = 0; pb && row < m; row++) memcpy(py + row * n + from, pb + from, size_t(to - from) * sizeof(float));
    floatProduct()(rowMajor, asIs, transposed, int(m), int(to - from), int(k), 1, px, int(k), pw + from * k, int(k),
                   pb ? 1.f : 0.f, py + from, int(n));
    for (int64_t row = 0; active && row < m; row++) gelu(active + row * n + from, py + row * n + from, to - from);
  });
  return y;
}

// weight's gradient [n, k] = dyᵀ · x, some rows a thread; bias's [n] = column sums of dy; x's [m, k] = dy · weight, some
// columns a thread. Undefined where nobody asks.
variable_list gradients(
    const at::Tensor &dy, const at::Tensor &x, const at::Tensor &weight, bool ofX, bool ofWeight, bool ofBias) {
  const int64_t m = x.size(0), k = x.size(1), n = weight.size(0);
  at::Tensor dx = ofX ? at::empty({m, k}, x.options()) : at::Tensor();
  at::Tensor dw = ofWeight ? at::empty({n, k}, x.options()) : at::Tensor();
  at::Tensor db = ofBias ? at::empty({n}, x.options()) : at::Tensor();
  const float *pd = dy.data_ptr<float>(), *px = x.data_ptr<float>(), *pw = weight.data_ptr<float>();
  float *pdx = ofX ? dx.data_ptr<float>() : nullptr, *pdw = ofWeight ? dw.data_ptr<float>() : nullptr;
  float *pdb = ofBias ? db.data_ptr<float>() : nullptr;
  // One region for both: pieces of the larger count stand for the same share of the other.
  parallel(std::max(n, k), unit, unit, [=](int64_t from, int64_t to) {
    const int64_t all = std::max(n, k);
    const auto share = [&](int64_t place, int64_t count) {
      return place == all ? count : std::min(count, place * count / all / unit * unit);
    };
    const int64_t n0 = share(from, n), n1 = share(to, n), k0 = share(from, k), k1 = share(to, k);
    if (pdw && n0 < n1)
      floatProduct()(rowMajor, transposed, asIs, int(n1 - n0), int(k), int(m), 1, pd + n0, int(n), px, int(k), 0,
                     pdw + n0 * k, int(k));
    if (pdb && n0 < n1) {
      std::fill(pdb + n0, pdb + n1, 0.f);
      for (int64_t row = 0; row < m; row++)
        for (int64_t column = n0; column < n1; column++) pdb[column] += pd[row * n + column];
    }
    if (pdx && k0 < k1)
      floatProduct()(rowMajor, asIs, asIs, int(m), int(k1 - k0), int(n), 1, pd, int(n), pw + k0, int(k), 0, pdx + k0,
                     int(k));
  });
  return {dx, dw, db};
}

// The layer as autograd sees it.
struct Linear : public torch::autograd::Function<Linear> {
  static at::Tensor forward(AutogradContext *context, const at::Tensor &x, const at::Tensor &weight,
                            const c10::optional<at::Tensor> &bias) {
    context->save_for_backward({x, weight});
    context->saved_data["bias"] = bias.has_value();
    return product(x, weight, bias ? *bias : at::Tensor());
  }

  static variable_list backward(AutogradContext *context, const variable_list &incoming) {
    if (!incoming[0].defined()) return variable_list(3);
    const variable_list saved = context->get_saved_variables();
    const at::Tensor &x = saved[0], &weight = saved[1];
    const bool ofX = context->needs_input_grad(0), ofWeight = context->needs_input_grad(1);
    const bool ofBias = context->saved_data["bias"].toBool() && context->needs_input_grad(2);
    const at::Tensor dy = incoming[0].contiguous();
    // A gradient that is itself to be differentiated is made of operations that ATen can differentiate.
    if (at::GradMode::is_enabled() || dy.scalar_type() != at::kFloat) {
      return {ofX ? dy.mm(weight) : at::Tensor(), ofWeight ? dy.t().mm(x) : at::Tensor(),
              ofBias ? dy.sum(0) : at::Tensor()};
    }
    return gradients(dy, x, weight, ofX, ofWeight, ofBias);
  }
};

// The layer with GELU behind it as autograd sees it.
struct LinearGelu : public torch::autograd::Function<LinearGelu> {
  static at::Tensor forward(AutogradContext *context, const at::Tensor &x, const at::Tensor &weight,
                            const c10::optional<at::Tensor> &bias) {
    at::Tensor y = at::empty({x.size(0), weight.size(0)}, x.options());
    const at::Tensor z = product(x, weight, bias ? *bias : at::Tensor(), y.data_ptr<float>());
    context->save_for_backward({x, weight, bias ? *bias : at::Tensor()});
    context->saved_data["z"] = z;
    return y;
  }

  static variable_list backward(AutogradContext *context, const variable_list &incoming) {
    if (!incoming[0].defined()) return variable_list(3);
    const variable_list saved = context->get_saved_variables();
    const at::Tensor &x = saved[0], &weight = saved[1], &bias = saved[2];
    const bool ofX = context->needs_input_grad(0), ofWeight = context->needs_input_grad(1);
    const bool ofBias = bias.defined() && context->needs_input_grad(2);
    const at::Tensor dy = incoming[0].contiguous();
    // A gradient that is itself to be differentiated is made of operations that ATen can differentiate.
    if (at::GradMode::is_enabled() || dy.scalar_type() != at::kFloat) {
      const at::Tensor z = at::linear(x, weight, bias.defined() ? c10::optional<at::Tensor>(bias) : c10::nullopt);
      const at::Tensor dz = at::gelu_backward(dy, z, "none");
      return {ofX ? dz.mm(weight) : at::Tensor(), ofWeight ? dz.t().mm(x) : at::Tensor(),
              ofBias ? dz.sum(0) : at::Tensor()};
    }
    const at::Tensor z = context->saved_data["z"].toTensor(), dz = at::empty_like(z);
    const float *pd = dy.data_ptr<float>(), *pz = z.data_ptr<float>();
    float *out = dz.data_ptr<float>();
    parallel(z.numel(), 4096, unit, [=](int64_t from, int64_t to) { geluGradient(out + from, pd + from, pz + from, to - from); });
    return gradients(dz, x, weight, ofX, ofWeight, ofBias);
  }
};

bool fits(const at::Tensor &weight, const c10::optional<at::Tensor> &bias) {
  return !bias || isVector(*bias, weight.size(0));
}

}  // namespace

at::Tensor linear(const at::Tensor &x, const at::Tensor &weight, const c10::optional<at::Tensor> &bias) {
  return isSplit(x, weight) && fits(weight, bias) ? Linear::apply(x, weight, bias) : at::linear(x, weight, bias);
}

at::Tensor linearGelu(const at::Tensor &x, const at::Tensor &weight, const c10::optional<at::Tensor> &bias) {
  if (!isSplit(x, weight) || !fits(weight, bias)) return at::gelu(at::linear(x, weight, bias));
  const bool learns = x.requires_grad() || weight.requires_grad() || (bias && bias->requires_grad());
  if (!learns || !at::GradMode::is_enabled()) return product(x, weight, bias ? *bias : at::Tensor(), nullptr, true);
  return LinearGelu::apply(x, weight, bias);
}

}  // namespace kdtop
