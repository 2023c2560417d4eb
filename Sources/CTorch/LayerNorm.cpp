// Layer norm behind a shortcut: the sum and its normalisation in one pass over the memory (Ba et al. 2016, arXiv 1607.06450).
#include "LayerNorm.h"
#include "Internal.h"
#include "Vector.h"
#include "Workers.h"
#include <cmath>
#include <torch/csrc/autograd/autograd.h>
#include <torch/csrc/autograd/custom_function.h>

namespace kdtop {

namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

// Rows of a thread, at least.
constexpr int64_t grain = 16;

struct Moments { float mean, rootOfVariance; };

// x = a + b; y = (x − mean)/√(variance + ε)·w + c. In lanes, so that sums are vectors; x may be a.
KD_VECTOR Moments normaliseRow(float *x, const float *a, const float *b, const float *__restrict w,
                               const float *__restrict c, float *__restrict y, int64_t count, double epsilon) {
  float lane[8] = {};
  const int64_t whole = count / 8 * 8;
  for (int64_t i = 0; i < whole; i += 8)
    for (int j = 0; j < 8; j++) {
      x[i + j] = a[i + j] + b[i + j];
      lane[j] += x[i + j];
    }
  float sum = 0;
  for (int j = 0; j < 8; j++) sum += lane[j], lane[j] = 0;
  for (int64_t i = whole; i < count; i++) sum += x[i] = a[i] + b[i];
  const float mean = sum / float(count);
  for (int64_t i = 0; i < whole; i += 8)
    for (int j = 0; j < 8; j++) lane[j] += (x[i + j] - mean) * (x[i + j] - mean);
  float squares = 0;
  for (int j = 0; j < 8; j++) squares += lane[j];
  for (int64_t i = whole; i < count; i++) squares += (x[i] - mean) * (x[i] - mean);
  const float factor = float(1 / std::sqrt(double(squares / float(count)) + epsilon));
  for (int64_t i = 0; i < count; i++) y[i] = (x[i] - mean) * factor * w[i] + c[i];
  return {mean, factor};
}

// Of one row: dx = r·(g − mean(g) − n·mean(g·n)) with g = dy·w and n = (x − mean)·r; adds to the gradients of w and c.
KD_VECTOR void gradientRow(float *__restrict dx, const float *__restrict dy, const float *__restrict x,
                           const float *__restrict w, Moments moments, float *__restrict dw, float *__restrict dc,
                           int64_t count) {
  const float mean = moments.mean, r = moments.rootOfVariance;
  float first[8] = {}, second[8] = {};
  const int64_t whole = count / 8 * 8;
  for (int64_t i = 0; i < whole; i += 8)
    for (int j = 0; j < 8; j++) {
      const float n = (x[i + j] - mean) * r, g = dy[i + j] * w[i + j];
      first[j] += g;
      second[j] += g * n;
      dw[i + j] += dy[i + j] * n;
      dc[i + j] += dy[i + j];
    }
  float sum = 0, sumOfProducts = 0;
  for (int j = 0; j < 8; j++) sum += first[j], sumOfProducts += second[j];
  for (int64_t i = whole; i < count; i++) {
    const float n = (x[i] - mean) * r, g = dy[i] * w[i];
    sum += g, sumOfProducts += g * n, dw[i] += dy[i] * n, dc[i] += dy[i];
  }
  const float a = sum / float(count), b = sumOfProducts / float(count);
  for (int64_t i = 0; i < count; i++) dx[i] = r * (dy[i] * w[i] - a - (x[i] - mean) * r * b);
}

// - x: where the sum goes; moments [rows, 2].
at::Tensor normalise(const at::Tensor &a, const at::Tensor &b, const at::Tensor &weight, const at::Tensor &bias,
                     double epsilon, float *x, float *moments) {
  const int64_t count = weight.numel(), rows = a.numel() / count;
  at::Tensor y = at::empty_like(a);
  const float *pa = a.data_ptr<float>(), *pb = b.data_ptr<float>(), *w = weight.data_ptr<float>();
  const float *c = bias.data_ptr<float>();
  float *py = y.data_ptr<float>();
  parallel(rows, grain, 1, [=](int64_t from, int64_t to) {
    std::vector<float> scratch(size_t(x ? 0 : count));
    for (int64_t row = from; row < to; row++) {
      const int64_t at = row * count;
      const Moments found = normaliseRow(x ? x + at : scratch.data(), pa + at, pb + at, w, c, py + at, count, epsilon);
      if (moments) moments[2 * row] = found.mean, moments[2 * row + 1] = found.rootOfVariance;
    }
  });
  return y;
}

at::Tensor composed(const at::Tensor &a, const at::Tensor &b, const at::Tensor &weight, const at::Tensor &bias,
                    double epsilon) {
  return at::layer_norm(a + b, weight.sizes(), weight, bias, epsilon);
}

struct NormalisedSum : public torch::autograd::Function<NormalisedSum> {
  static at::Tensor forward(AutogradContext *context, const at::Tensor &a, const at::Tensor &b, const at::Tensor &weight,
                            const at::Tensor &bias, double epsilon) {
    at::Tensor x = at::empty_like(a), moments = at::empty({a.numel() / weight.numel(), 2}, a.options());
    const at::Tensor y =
        normalise(a, b, weight, bias, epsilon, x.data_ptr<float>(), moments.data_ptr<float>());
    context->save_for_backward({a, b, weight, bias});
    context->saved_data["x"] = x, context->saved_data["moments"] = moments, context->saved_data["epsilon"] = epsilon;
    return y;
  }

  static variable_list backward(AutogradContext *context, const variable_list &incoming) {
    variable_list result(5);
    if (!incoming[0].defined()) return result;
    const variable_list saved = context->get_saved_variables();
    std::array<bool, 4> wanted;
    for (size_t i = 0; i < 4; i++) wanted[i] = context->needs_input_grad(i);
    auto &data = context->saved_data;
    const at::Tensor dy = incoming[0].contiguous(), &weight = saved[2];
    if (at::GradMode::is_enabled() || dy.scalar_type() != at::kFloat) {
      // A gradient that is itself to be differentiated is made of operations that ATen can differentiate.
      at::AutoGradMode enabled(true);
      const at::Tensor y = composed(saved[0], saved[1], weight, saved[3], data["epsilon"].toDouble());
      variable_list inputs;
      for (size_t i = 0; i < 4; i++) if (wanted[i]) inputs.push_back(saved[i]);
      auto found = torch::autograd::grad({y}, inputs, {incoming[0]}, true, true, true);
      for (size_t i = 0, place = 0; i < 4; i++) if (wanted[i]) result[i] = found[place++];
      return result;
    }
    const at::Tensor x = data["x"].toTensor(), moments = data["moments"].toTensor(), dx = at::empty_like(x);
    const int64_t count = weight.numel(), rows = x.numel() / count;
    // Each thread adds up for itself; which rows it has, and so the order of the sums, follows from the number of threads alone.
    const int64_t parts = std::max<int64_t>(1, std::min<int64_t>(workers(), rows / grain));
    at::Tensor sums = at::zeros({parts, 2, count}, x.options());
    const float *pd = dy.data_ptr<float>(), *px = x.data_ptr<float>(), *w = weight.data_ptr<float>();
    const float *m = moments.data_ptr<float>();
    float *pdx = dx.data_ptr<float>(), *ps = sums.data_ptr<float>();
    parallel(parts, 1, 1, [=](int64_t from, int64_t to) {
      for (int64_t part = from; part < to; part++)
        for (int64_t row = rows * part / parts; row < rows * (part + 1) / parts; row++)
          gradientRow(pdx + row * count, pd + row * count, px + row * count, w, {m[2 * row], m[2 * row + 1]},
                      ps + part * 2 * count, ps + (part * 2 + 1) * count, count);
    });
    const at::Tensor total = sums.sum(0);
    if (wanted[0]) result[0] = dx;
    if (wanted[1]) result[1] = dx;
    if (wanted[2]) result[2] = total[0];
    if (wanted[3]) result[3] = total[1];
    return result;
  }
};

}  // namespace

at::Tensor normalisedSum(const at::Tensor &a, const at::Tensor &b, const at::Tensor &weight, const at::Tensor &bias,
                         double epsilon) {
  const bool isFast = isPlain(a) && isPlain(b) && isPlain(weight) && isPlain(bias) && a.sizes() == b.sizes() &&
                      weight.dim() == 1 && a.dim() > 0 && a.size(-1) == weight.size(0) && bias.sizes() == weight.sizes() &&
                      a.numel() > 0;
  if (!isFast) return composed(a, b, weight, bias, epsilon);
  const bool learns = a.requires_grad() || b.requires_grad() || weight.requires_grad() || bias.requires_grad();
  if (!learns || !at::GradMode::is_enabled()) return normalise(a, b, weight, bias, epsilon, nullptr, nullptr);
  return NormalisedSum::apply(a, b, weight, bias, epsilon);
}

}  // namespace kdtop
