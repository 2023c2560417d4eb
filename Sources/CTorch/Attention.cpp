// Self-attention as one operation: each thread takes some of the sentences all the way from what goes in to what comes out, with
// heads read where the products have put them, so that nothing is rearranged and no thread waits in between.
//
// Where there is no OpenBLAS or numbers are of double precision, ATen's operations do the same.
#include "Attention.h"
#include "Blas.h"
#include "Internal.h"
#include "Vector.h"
#include "VectorMath.h"
#include "Workers.h"
#include <torch/csrc/autograd/autograd.h>
#include <torch/csrc/autograd/custom_function.h>

namespace kdtop {

namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

// What attention is of.
struct Extents {
  int64_t rows, heads, length, inputs, hidden, size;
  double scale;
  int64_t tokens() const { return rows * length; }
};

// Constants: added to scores [rows, length], and factors of probabilities [rows, heads, length, length]. Either may be undefined.
struct Constants { at::Tensor mask, kept; };

KD_VECTOR void softmaxRow(float *__restrict x, const float *__restrict mask, int64_t count) {
  float lane[8];
  for (int j = 0; j < 8; j++) lane[j] = -INFINITY;
  const int64_t whole = count / 8 * 8;
  if (mask)
    for (int64_t i = 0; i < count; i++) x[i] += mask[i];
  for (int64_t i = 0; i < whole; i += 8)
    for (int j = 0; j < 8; j++) lane[j] = x[i + j] > lane[j] ? x[i + j] : lane[j];
  float most = lane[0];
  for (int j = 1; j < 8; j++) most = lane[j] > most ? lane[j] : most;
  for (int64_t i = whole; i < count; i++) most = x[i] > most ? x[i] : most;
  for (int j = 0; j < 8; j++) lane[j] = 0;
  for (int64_t i = 0; i < count; i++) x[i] = fastExp(x[i] - most);
  for (int64_t i = 0; i < whole; i += 8)
    for (int j = 0; j < 8; j++) lane[j] += x[i + j];
  float sum = 0;
  for (int j = 0; j < 8; j++) sum += lane[j];
  for (int64_t i = whole; i < count; i++) sum += x[i];
  const float factor = 1 / sum;
  for (int64_t i = 0; i < count; i++) x[i] *= factor;
}

// The gradient of scores in the place of that of probabilities p: p·(d − Σ d·p).
KD_VECTOR void softmaxGradientRow(float *__restrict d, const float *__restrict p, int64_t count) {
  float lane[8] = {};
  const int64_t whole = count / 8 * 8;
  for (int64_t i = 0; i < whole; i += 8)
    for (int j = 0; j < 8; j++) lane[j] += d[i + j] * p[i + j];
  float sum = 0;
  for (int j = 0; j < 8; j++) sum += lane[j];
  for (int64_t i = whole; i < count; i++) sum += d[i] * p[i];
  for (int64_t i = 0; i < count; i++) d[i] = p[i] * (d[i] - sum);
}

KD_VECTOR void times(float *__restrict out, const float *__restrict a, const float *__restrict b, int64_t count) {
  for (int64_t i = 0; i < count; i++) out[i] = a[i] * b[i];
}

KD_VECTOR void addColumns(float *__restrict sums, const float *__restrict row, int64_t count) {
  for (int64_t i = 0; i < count; i++) sums[i] += row[i];
}

void product(int ta, int tb, int64_t m, int64_t n, int64_t k, float alpha, const float *a, int64_t lda, const float *b,
             int64_t ldb, float beta, float *c, int64_t ldc) {
  floatProduct()(rowMajor, ta, tb, int(m), int(n), int(k), alpha, a, int(lda), b, int(ldb), beta, c, int(ldc));
}

using Pointers = std::array<const float *, 3>;
Pointers pointers(const at::Tensor &a, const at::Tensor &b, const at::Tensor &c) {
  const auto at = [](const at::Tensor &x) { return x.defined() ? x.data_ptr<float>() : nullptr; };
  return {at(a), at(b), at(c)};
}

// The same of ATen's operations, which can be differentiated any number of times. w: queries, keys, values; then biases.
at::Tensor composed(const at::Tensor &x, const variable_list &w, const Constants &constants, const Extents &e) {
  const auto heads = [&](const at::Tensor &y) { return y.reshape({e.rows, e.length, e.heads, e.size}).transpose(1, 2); };
  const auto project = [&](int which) {
    return at::linear(x, w[size_t(which)],
                      w[size_t(3 + which)].defined() ? c10::optional<at::Tensor>(w[size_t(3 + which)]) : c10::nullopt);
  };
  at::Tensor scores = heads(project(0) * e.scale).matmul(heads(project(1)).transpose(-2, -1));
  if (constants.mask.defined()) scores = scores + constants.mask.view({e.rows, 1, 1, e.length});
  at::Tensor probabilities = scores.softmax(-1);
  if (constants.kept.defined()) probabilities = probabilities * constants.kept;
  return probabilities.matmul(heads(project(2))).transpose(1, 2).reshape({e.tokens(), e.hidden});
}

// - qkv: [3, tokens, hidden], queries scaled; probabilities: [rows, heads, length, length], or undefined where nobody needs them.
at::Tensor forward(const at::Tensor &x, const Pointers &w, const Pointers &b, const Constants &constants, const Extents &e,
                   at::Tensor &qkv, at::Tensor &probabilities) {
  at::Tensor y = at::empty({e.tokens(), e.hidden}, x.options());
  float *py = y.data_ptr<float>(), *pq = qkv.data_ptr<float>();
  float *pp = probabilities.defined() ? probabilities.data_ptr<float>() : nullptr;
  const float *px = x.data_ptr<float>();
  const float *mask = constants.mask.defined() ? constants.mask.data_ptr<float>() : nullptr;
  const float *kept = constants.kept.defined() ? constants.kept.data_ptr<float>() : nullptr;
  const int64_t area = e.length * e.length, all = e.tokens() * e.hidden;
  parallel(e.rows, 1, 1, [&](int64_t from, int64_t to) {
    const int64_t first = from * e.length, count = (to - from) * e.length;
    for (int which = 0; which < 3; which++) {
      const float scale = which == 0 ? float(e.scale) : 1;
      float *out = pq + which * all + first * e.hidden;
      const float *bias = b[size_t(which)];
      for (int64_t row = 0; bias && row < count; row++)
        for (int64_t i = 0; i < e.hidden; i++) out[row * e.hidden + i] = bias[i] * scale;
      product(asIs, transposed, count, e.hidden, e.inputs, scale, px + first * e.inputs, e.inputs, w[size_t(which)],
              e.inputs, bias ? 1.f : 0.f, out, e.hidden);
    }
    std::vector<float> scratch(size_t(pp ? 0 : area)), dropped(size_t(kept ? area : 0));
    for (int64_t row = from; row < to; row++) {
      for (int64_t head = 0; head < e.heads; head++) {
        const int64_t place = row * e.heads + head, at = row * e.length * e.hidden + head * e.size;
        float *p = pp ? pp + place * area : scratch.data();
        product(asIs, transposed, e.length, e.length, e.size, 1, pq + at, e.hidden, pq + all + at, e.hidden, 0, p, e.length);
        for (int64_t i = 0; i < e.length; i++) softmaxRow(p + i * e.length, mask ? mask + row * e.length : nullptr, e.length);
        if (kept) {
          times(dropped.data(), p, kept + place * area, area);
          p = dropped.data();
        }
        product(asIs, asIs, e.length, e.size, e.length, 1, p, e.length, pq + 2 * all + at, e.hidden, 0, py + at, e.hidden);
      }
    }
  });
  return y;
}

// Gradients of x, of the three weights and of the three biases; undefined where nobody asks.
variable_list gradients(const at::Tensor &dy, const at::Tensor &x, const Pointers &w, const at::Tensor &qkv,
                        const at::Tensor &probabilities, const Constants &constants, const Extents &e,
                        const std::array<bool, 7> &wanted) {
  at::Tensor dqkv = at::empty_like(qkv);
  at::Tensor dx = wanted[0] ? at::empty_like(x) : at::Tensor();
  const float *pdy = dy.data_ptr<float>(), *pq = qkv.data_ptr<float>(), *pp = probabilities.data_ptr<float>();
  const float *kept = constants.kept.defined() ? constants.kept.data_ptr<float>() : nullptr;
  const float *px = x.data_ptr<float>();
  float *pd = dqkv.data_ptr<float>(), *pdx = wanted[0] ? dx.data_ptr<float>() : nullptr;
  const int64_t area = e.length * e.length, all = e.tokens() * e.hidden;
  parallel(e.rows, 1, 1, [&](int64_t from, int64_t to) {
    std::vector<float> scores(static_cast<size_t>(area)), dropped(size_t(kept ? area : 0));
    float *d = scores.data();
    for (int64_t row = from; row < to; row++) {
      for (int64_t head = 0; head < e.heads; head++) {
        const int64_t place = row * e.heads + head, at = row * e.length * e.hidden + head * e.size;
        const float *p = pp + place * area, *used = p;
        if (kept) {
          times(dropped.data(), p, kept + place * area, area);
          used = dropped.data();
        }
        product(transposed, asIs, e.length, e.size, e.length, 1, used, e.length, pdy + at, e.hidden, 0, pd + 2 * all + at,
                e.hidden);
        product(asIs, transposed, e.length, e.length, e.size, 1, pdy + at, e.hidden, pq + 2 * all + at, e.hidden, 0, d,
                e.length);
        if (kept)
          for (int64_t i = 0; i < area; i++) d[i] *= kept[place * area + i];
        for (int64_t i = 0; i < e.length; i++) softmaxGradientRow(d + i * e.length, p + i * e.length, e.length);
        // Queries are scaled: of the scores' gradient with the keys, that of the unscaled ones is a share.
        product(asIs, asIs, e.length, e.size, e.length, float(e.scale), d, e.length, pq + all + at, e.hidden, 0, pd + at, e.hidden);
        product(transposed, asIs, e.length, e.size, e.length, 1, d, e.length, pq + at, e.hidden, 0, pd + all + at, e.hidden);
      }
    }
    const int64_t first = from * e.length, count = (to - from) * e.length;
    for (int which = 0; pdx && which < 3; which++)
      product(asIs, asIs, count, e.inputs, e.hidden, 1, pd + which * all + first * e.hidden, e.hidden, w[size_t(which)],
              e.inputs, which ? 1.f : 0.f, pdx + first * e.inputs, e.inputs);
  });
  variable_list result(7);
  result[0] = dx;
  std::array<float *, 3> dw = {}, db = {};
  for (size_t i = 0; i < 3; i++) {
    if (wanted[1 + i]) dw[i] = (result[1 + i] = at::empty({e.hidden, e.inputs}, x.options())).data_ptr<float>();
    if (wanted[4 + i]) db[i] = (result[4 + i] = at::zeros({e.hidden}, x.options())).data_ptr<float>();
  }
  // Some of the outputs a thread, of all three together.
  parallel(3 * e.hidden, 16, 16, [&](int64_t from, int64_t to) {
    for (int64_t which = 0; which < 3; which++) {
      const int64_t n0 = std::max(from - which * e.hidden, int64_t(0)), n1 = std::min(to - which * e.hidden, e.hidden);
      if (n0 >= n1) continue;
      const float *d = pd + which * all + n0;
      if (dw[size_t(which)])
        product(transposed, asIs, n1 - n0, e.inputs, e.tokens(), 1, d, e.hidden, px, e.inputs, 0,
                dw[size_t(which)] + n0 * e.inputs, e.inputs);
      if (db[size_t(which)])
        for (int64_t row = 0; row < e.tokens(); row++) addColumns(db[size_t(which)] + n0, d + row * e.hidden, n1 - n0);
    }
  });
  return result;
}

// As autograd sees it.
struct Attention : public torch::autograd::Function<Attention> {
  static at::Tensor forward(AutogradContext *context, const at::Tensor &x, const at::Tensor &wq, const at::Tensor &wk,
                            const at::Tensor &wv, const c10::optional<at::Tensor> &bq, const c10::optional<at::Tensor> &bk,
                            const c10::optional<at::Tensor> &bv, const Constants &constants, const Extents &e) {
    at::Tensor qkv = at::empty({3, e.tokens(), e.hidden}, x.options());
    at::Tensor probabilities = at::empty({e.rows, e.heads, e.length, e.length}, x.options());
    const auto tensor = [](const c10::optional<at::Tensor> &a) { return a ? *a : at::Tensor(); };
    const at::Tensor y = kdtop::forward(x, pointers(wq, wk, wv), pointers(tensor(bq), tensor(bk), tensor(bv)), constants, e,
                                        qkv, probabilities);
    context->save_for_backward({x, wq, wk, wv, tensor(bq), tensor(bk), tensor(bv)});
    auto &data = context->saved_data;
    data["qkv"] = qkv, data["probabilities"] = probabilities;
    if (constants.mask.defined()) data["mask"] = constants.mask;
    if (constants.kept.defined()) data["kept"] = constants.kept;
    data["extents"] = std::vector<int64_t>{e.rows, e.heads, e.length, e.inputs, e.hidden, e.size};
    data["scale"] = e.scale;
    return y;
  }

  static variable_list backward(AutogradContext *context, const variable_list &incoming) {
    variable_list result(9);
    if (!incoming[0].defined()) return result;
    const variable_list saved = context->get_saved_variables();
    auto &data = context->saved_data;
    const auto n = data["extents"].toIntVector();
    const Extents e = {n[0], n[1], n[2], n[3], n[4], n[5], data["scale"].toDouble()};
    const Constants constants = {data.count("mask") ? data["mask"].toTensor() : at::Tensor(),
                                 data.count("kept") ? data["kept"].toTensor() : at::Tensor()};
    std::array<bool, 7> wanted;
    for (size_t i = 0, place = 0; i < 7; i++) {
      // Biases that there are none of have no place among the inputs.
      wanted[i] = saved[i].defined() && context->needs_input_grad(place);
      place += saved[i].defined();
    }
    const at::Tensor dy = incoming[0].contiguous();
    if (at::GradMode::is_enabled() || dy.scalar_type() != at::kFloat) {
      // A gradient that is itself to be differentiated is made of operations that ATen can differentiate.
      at::AutoGradMode enabled(true);
      const at::Tensor y =
          composed(saved[0], {saved.begin() + 1, saved.end()}, constants, e);
      variable_list inputs;
      for (size_t i = 0; i < 7; i++) if (wanted[i]) inputs.push_back(saved[i]);
      auto found = torch::autograd::grad({y}, inputs, {incoming[0]}, true, true, true);
      for (size_t i = 0, place = 0; i < 7; i++) if (wanted[i]) result[i] = found[place++];
      return result;
    }
    const variable_list found =
        gradients(dy, saved[0], pointers(saved[1], saved[2], saved[3]), data["qkv"].toTensor(),
                  data["probabilities"].toTensor(), constants, e, wanted);
    std::copy(found.begin(), found.end(), result.begin());
    return result;
  }
};

}  // namespace

at::Tensor attention(const at::Tensor &x, const KDAttention &a) {
  variable_list w;
  for (KDTensor *weight : {a.query, a.key, a.value}) w.push_back(of(weight));
  for (KDTensor *bias : {a.query_bias, a.key_bias, a.value_bias}) w.push_back(orNone(bias));
  TORCH_CHECK(x.dim() == 2 && a.rows > 0 && a.heads > 0 && x.size(0) % a.rows == 0, "attention takes [rows · length, inputs]");
  const int64_t hidden = w[0].size(0);
  TORCH_CHECK(hidden % a.heads == 0, hidden, " numbers cannot be shared by ", a.heads, " heads");
  const Extents e = {a.rows, a.heads, x.size(0) / a.rows, x.size(1), hidden, hidden / a.heads,
                     1 / std::sqrt(double(hidden / a.heads))};
  for (size_t i = 0; i < 3; i++) {
    TORCH_CHECK(w[i].dim() == 2 && w[i].size(0) == hidden && w[i].size(1) == e.inputs, "attention: a weight of shape ",
                w[i].sizes());
    TORCH_CHECK(!w[3 + i].defined() || (w[3 + i].dim() == 1 && w[3 + i].size(0) == hidden), "attention: a bias of shape ",
                w[3 + i].sizes());
  }
  Constants constants = {orNone(a.mask), orNone(a.kept)};
  TORCH_CHECK(!constants.mask.defined() || constants.mask.numel() == e.tokens(), "attention: a mask of shape ",
              constants.mask.sizes());
  TORCH_CHECK(!constants.kept.defined() || constants.kept.numel() == e.rows * e.heads * e.length * e.length,
              "attention: factors of shape ", constants.kept.sizes());
  bool isFast = floatProduct() && isPlain(x) && x.numel() > 0 && hidden > 0;
  for (const at::Tensor &tensor : w) isFast = isFast && (!tensor.defined() || isPlain(tensor));
  for (const at::Tensor *tensor : {&constants.mask, &constants.kept})
    isFast = isFast && (!tensor->defined() || (isPlain(*tensor) && !tensor->requires_grad()));
  if (!isFast) return composed(x, w, constants, e);
  bool learns = x.requires_grad();
  for (const at::Tensor &tensor : w) learns = learns || (tensor.defined() && tensor.requires_grad());
  if (!learns || !at::GradMode::is_enabled()) {
    at::Tensor qkv = at::empty({3, e.tokens(), e.hidden}, x.options()), none;
    return forward(x, pointers(w[0], w[1], w[2]), pointers(w[3], w[4], w[5]), constants, e, qkv, none);
  }
  const auto given = [](const at::Tensor &b) { return b.defined() ? c10::optional<at::Tensor>(b) : c10::nullopt; };
  return Attention::apply(x, w[0], w[1], w[2], given(w[3]), given(w[4]), given(w[5]), constants, e);
}

}  // namespace kdtop
