// Batch norm in training together with the shortcut and the ReLU behind it: memory is read once for the statistics and once
// for the result, and twice for all gradients. Apart, they read and write it three times as often.
//
// Values are channels last: rows of channels, one row a place of an image. Rows are taken in blocks that fit the first-level
// cache; a block's sums are single precision, blocks are joined in order in double precision. So the numbers do not depend on
// how many threads there are.
#include "Convolution.h"
#include "Vector.h"
#include "Workers.h"
#include <torch/csrc/autograd/custom_function.h>

namespace kdtop {

namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

// Numbers in a block, and the most that a vector of a few rows' channels holds: short rows are taken several at a time.
constexpr int64_t blockSize = 4096, widest = 64;

std::vector<float> zeros(int64_t count) { return std::vector<float>(size_t(count), 0.f); }

// How `rows` of `channels` are cut up.
struct Blocks {
  int64_t rows, channels, together, rowsPerBlock, count;

  Blocks(int64_t rows, int64_t channels) : rows(rows), channels(channels) {
    together = std::max<int64_t>(1, widest / channels);
    rowsPerBlock = std::max<int64_t>(1, blockSize / channels / together) * together;
    count = (rows + rowsPerBlock - 1) / rowsPerBlock;
  }
  int64_t width() const { return together * channels; }
  // Numbers before a block, and in it.
  int64_t begin(int64_t block) const { return block * rowsPerBlock * channels; }
  int64_t size(int64_t block) const { return std::min(rows * channels, begin(block + 1)) - begin(block); }

  // [channels] as often as rows are taken together.
  std::vector<float> repeated(const std::vector<float> &values) const {
    std::vector<float> all = zeros(width());
    for (int64_t i = 0; i < width(); i++) all[size_t(i)] = values[size_t(i % channels)];
    return all;
  }
  // The sums of a vector of several rows, row by row.
  void fold(float *sums) const {
    for (int64_t i = channels; i < width(); i++) sums[i % channels] += sums[i];
  }
  template <class Body> void each(const Body &body) const {
    parallel(count, std::max<int64_t>(1, 32768 / (rowsPerBlock * channels)), 1, [&](int64_t from, int64_t to) {
      for (int64_t block = from; block < to; block++) body(block);
    });
  }
};

KD_VECTOR void addUp(const float *__restrict x, int64_t count, int64_t width, float *__restrict sums) {
  for (int64_t at = 0; at < count; at += width) {
    const int64_t n = std::min(width, count - at);
    for (int64_t i = 0; i < n; i++) sums[i] += x[at + i];
  }
}

KD_VECTOR void addSquares(const float *__restrict x, int64_t count, int64_t width, const float *__restrict mean,
                          float *__restrict sums) {
  for (int64_t at = 0; at < count; at += width) {
    const int64_t n = std::min(width, count - at);
    for (int64_t i = 0; i < n; i++) sums[i] += (x[at + i] - mean[i]) * (x[at + i] - mean[i]);
  }
}

// y = x · scale + shift, + shortcut, ReLU; a NaN stays one.
template <bool add, bool relu>
static inline __attribute__((always_inline)) void apply(const float *__restrict x, const float *__restrict shortcut,
                                                        int64_t count, int64_t width, const float *__restrict scale,
                                                        const float *__restrict shift, float *__restrict y) {
  for (int64_t at = 0; at < count; at += width) {
    const int64_t n = std::min(width, count - at);
    for (int64_t i = 0; i < n; i++) {
      float value = x[at + i] * scale[i] + shift[i];
      if (add) value += shortcut[at + i];
      y[at + i] = relu && value < 0 ? 0 : value;
    }
  }
}
KD_VECTOR void normalise(const float *x, const float *shortcut, bool relu, int64_t count, int64_t width,
                         const float *scale, const float *shift, float *y) {
  if (shortcut && relu) apply<true, true>(x, shortcut, count, width, scale, shift, y);
  else if (shortcut) apply<true, false>(x, shortcut, count, width, scale, shift, y);
  else if (relu) apply<false, true>(x, shortcut, count, width, scale, shift, y);
  else apply<false, false>(x, shortcut, count, width, scale, shift, y);
}

KD_VECTOR void finishRun(float *__restrict y, const float *__restrict shortcut, bool relu, int64_t count) {
  if (shortcut && relu) for (int64_t i = 0; i < count; i++) { const float v = y[i] + shortcut[i]; y[i] = v < 0 ? 0 : v; }
  else if (shortcut) for (int64_t i = 0; i < count; i++) y[i] += shortcut[i];
  else if (relu) for (int64_t i = 0; i < count; i++) y[i] = y[i] < 0 ? 0 : y[i];
}

// What comes through the ReLU: g = dy where y is not 0. Its sums, and those of g · (x − mean).
template <bool relu, bool keep>
static inline __attribute__((always_inline)) void sumUp(const float *__restrict dy, const float *__restrict y,
                                                        const float *__restrict x, int64_t count, int64_t width,
                                                        const float *__restrict mean, float *__restrict sums,
                                                        float *__restrict products, float *__restrict kept) {
  for (int64_t at = 0; at < count; at += width) {
    const int64_t n = std::min(width, count - at);
    for (int64_t i = 0; i < n; i++) {
      const float d = dy[at + i], g = relu && y[at + i] <= 0 ? 0 : d;
      if (keep) kept[at + i] = g;
      sums[i] += g;
      products[i] += g * (x[at + i] - mean[i]);
    }
  }
}
KD_VECTOR void gradientSums(const float *dy, const float *y, const float *x, int64_t count, int64_t width,
                            const float *mean, float *sums, float *products, float *kept) {
  if (y && kept) sumUp<true, true>(dy, y, x, count, width, mean, sums, products, kept);
  else if (y) sumUp<true, false>(dy, y, x, count, width, mean, sums, products, kept);
  else sumUp<false, false>(dy, y, x, count, width, mean, sums, products, kept);
}

// dx = scale · g + offset + slope · (x − mean).
template <bool relu>
static inline __attribute__((always_inline)) void spread(const float *__restrict dy, const float *__restrict y,
                                                         const float *__restrict x, int64_t count, int64_t width,
                                                         const float *__restrict mean, const float *__restrict scale,
                                                         const float *__restrict offset, const float *__restrict slope,
                                                         float *__restrict dx) {
  for (int64_t at = 0; at < count; at += width) {
    const int64_t n = std::min(width, count - at);
    for (int64_t i = 0; i < n; i++) {
      const float d = dy[at + i], g = relu && y[at + i] <= 0 ? 0 : d;
      dx[at + i] = scale[i] * g + offset[i] + slope[i] * (x[at + i] - mean[i]);
    }
  }
}
KD_VECTOR void gradient(const float *dy, const float *y, const float *x, int64_t count, int64_t width, const float *mean,
                        const float *scale, const float *offset, const float *slope, float *dx) {
  if (y) spread<true>(dy, y, x, count, width, mean, scale, offset, slope, dx);
  else spread<false>(dy, y, x, count, width, mean, scale, offset, slope, dx);
}

// Mean and mean square deviation of each channel.
struct Statistics {
  std::vector<double> mean, variance;

  Statistics(const float *x, const Blocks &blocks) : mean(size_t(blocks.channels)), variance(size_t(blocks.channels)) {
    const int64_t channels = blocks.channels, width = blocks.width();
    std::vector<float> means = zeros(blocks.count * channels), squares = means;
    blocks.each([&](int64_t block) {
      const float *from = x + blocks.begin(block);
      const int64_t count = blocks.size(block);
      std::vector<float> sums = zeros(width), centre = sums, deviations = sums;
      addUp(from, count, width, sums.data());
      blocks.fold(sums.data());
      for (int64_t i = 0; i < width; i++) centre[size_t(i)] = sums[size_t(i % channels)] / float(count / channels);
      addSquares(from, count, width, centre.data(), deviations.data());
      blocks.fold(deviations.data());
      std::copy_n(centre.data(), channels, means.data() + block * channels);
      std::copy_n(deviations.data(), channels, squares.data() + block * channels);
    });
    // Chan, Golub and LeVeque's sum of two sets' deviations (1979).
    double before = 0;
    for (int64_t block = 0; block < blocks.count; block++) {
      const double rows = double(blocks.size(block) / channels), share = rows / (before + rows);
      for (int64_t c = 0; c < channels; c++) {
        const double step = means[size_t(block * channels + c)] - mean[size_t(c)];
        mean[size_t(c)] += step * share;
        variance[size_t(c)] += squares[size_t(block * channels + c)] + step * step * before * share;
      }
      before += rows;
    }
    for (double &value : variance) value /= double(blocks.rows);
  }
};

Blocks blocksOf(const at::Tensor &x) { return Blocks(x.numel() / x.size(1), x.size(1)); }

at::Tensor vectorOf(const std::vector<float> &values) {
  at::Tensor a = at::empty({int64_t(values.size())}, at::kFloat);
  std::copy(values.begin(), values.end(), a.data_ptr<float>());
  return a;
}

// The three together as autograd sees them.
struct TrainingNorm : public torch::autograd::Function<TrainingNorm> {
  static at::Tensor forward(AutogradContext *context, const at::Tensor &x, const at::Tensor &weight,
                            const at::Tensor &bias, const c10::optional<at::Tensor> &shortcut,
                            const c10::optional<at::Tensor> &runningMean,
                            const c10::optional<at::Tensor> &runningVariance, double momentum, double epsilon,
                            bool relu) {
    const Blocks blocks = blocksOf(x);
    const Statistics found(x.data_ptr<float>(), blocks);
    const size_t channels = size_t(blocks.channels);
    std::vector<float> mean(channels, 0.f), inverse = mean, scale = mean, shift = mean;
    const float *gamma = weight.data_ptr<float>(), *beta = bias.data_ptr<float>();
    for (size_t c = 0; c < channels; c++) {
      const double deviation = std::sqrt(found.variance[c] + epsilon);
      mean[c] = float(found.mean[c]);
      inverse[c] = float(1 / deviation);
      scale[c] = float(gamma[c] / deviation);
      shift[c] = float(beta[c] - found.mean[c] * gamma[c] / deviation);
    }
    if (runningMean) {
      float *m = runningMean->data_ptr<float>();
      for (size_t c = 0; c < channels; c++) m[c] = float((1 - momentum) * m[c] + momentum * found.mean[c]);
      runningMean->unsafeGetTensorImpl()->bump_version();
    }
    if (runningVariance) {
      const double unbiased = double(blocks.rows) / double(blocks.rows - 1);
      float *v = runningVariance->data_ptr<float>();
      for (size_t c = 0; c < channels; c++)
        v[c] = float((1 - momentum) * v[c] + momentum * found.variance[c] * unbiased);
      runningVariance->unsafeGetTensorImpl()->bump_version();
    }
    at::Tensor y = at::empty_like(x);
    const float *px = x.data_ptr<float>(), *ps = shortcut ? shortcut->data_ptr<float>() : nullptr;
    float *py = y.data_ptr<float>();
    const std::vector<float> scales = blocks.repeated(scale), shifts = blocks.repeated(shift);
    blocks.each([&](int64_t block) {
      const int64_t at = blocks.begin(block);
      normalise(px + at, ps ? ps + at : nullptr, relu, blocks.size(block), blocks.width(), scales.data(), shifts.data(),
                py + at);
    });
    context->save_for_backward({x, weight, relu ? y : at::Tensor(), vectorOf(mean), vectorOf(inverse)});
    context->saved_data["epsilon"] = epsilon;
    context->saved_data["shortcut"] = shortcut.has_value();
    return y;
  }

  static variable_list backward(AutogradContext *context, const variable_list &incoming) {
    if (!incoming[0].defined()) return variable_list(9);
    const variable_list saved = context->get_saved_variables();
    const at::Tensor &x = saved[0], &weight = saved[1], &y = saved[2], &mean = saved[3], &inverse = saved[4];
    const bool ofShortcut = context->saved_data["shortcut"].toBool() && context->needs_input_grad(3);
    const at::Tensor dy = channelsLast(incoming[0]);
    variable_list result(9);
    // A gradient that is itself to be differentiated is made of operations that ATen can differentiate.
    if (at::GradMode::is_enabled() || dy.scalar_type() != at::kFloat) {
      const at::Tensor g = y.defined() ? dy * y.gt(0) : dy;
      std::tie(result[0], result[1], result[2]) =
          at::native_batch_norm_backward(g, x, weight, {}, {}, mean, inverse, true,
                                         context->saved_data["epsilon"].toDouble(), {true, true, true});
      if (ofShortcut) result[3] = g;
      return result;
    }
    const Blocks blocks = blocksOf(x);
    const int64_t channels = blocks.channels, width = blocks.width();
    const float *pd = dy.data_ptr<float>(), *px = x.data_ptr<float>(), *py = y.defined() ? y.data_ptr<float>() : nullptr;
    // What goes to the shortcut is what comes through the ReLU, which is needed twice.
    at::Tensor through;
    if (ofShortcut) result[3] = through = py ? at::empty_like(x) : dy;
    float *kept = ofShortcut && py ? through.data_ptr<float>() : nullptr;
    std::vector<float> means(mean.data_ptr<float>(), mean.data_ptr<float>() + channels);
    const std::vector<float> centre = blocks.repeated(means);
    std::vector<float> sums = zeros(blocks.count * channels), products = sums;
    blocks.each([&](int64_t block) {
      const int64_t at = blocks.begin(block);
      std::vector<float> a = zeros(width), b = a;
      gradientSums(pd + at, py ? py + at : nullptr, px + at, blocks.size(block), width, centre.data(), a.data(), b.data(),
                   kept ? kept + at : nullptr);
      blocks.fold(a.data());
      blocks.fold(b.data());
      std::copy_n(a.data(), channels, sums.data() + block * channels);
      std::copy_n(b.data(), channels, products.data() + block * channels);
    });
    std::vector<double> sum(size_t(channels), 0.0), product(size_t(channels), 0.0);
    for (int64_t block = 0; block < blocks.count; block++)
      for (int64_t c = 0; c < channels; c++) {
        sum[size_t(c)] += sums[size_t(block * channels + c)];
        product[size_t(c)] += products[size_t(block * channels + c)];
      }
    std::vector<float> scale = zeros(channels), offset = scale, slope = scale, dw = scale, db = scale;
    const float *gamma = weight.data_ptr<float>(), *one = inverse.data_ptr<float>();
    for (size_t c = 0; c < size_t(channels); c++) {
      const double factor = double(gamma[c]) * one[c], rows = double(blocks.rows);
      scale[c] = float(factor);
      offset[c] = float(-factor * sum[c] / rows);
      slope[c] = float(-factor * one[c] * one[c] * product[c] / rows);
      dw[c] = float(product[c] * one[c]);
      db[c] = float(sum[c]);
    }
    result[1] = vectorOf(dw);
    result[2] = vectorOf(db);
    if (!context->needs_input_grad(0)) return result;
    result[0] = at::empty_like(x);
    float *pdx = result[0].data_ptr<float>();
    const std::vector<float> scales = blocks.repeated(scale), offsets = blocks.repeated(offset), slopes = blocks.repeated(slope);
    blocks.each([&](int64_t block) {
      const int64_t at = blocks.begin(block);
      gradient((kept ? kept : pd) + at, py && !kept ? py + at : nullptr, px + at, blocks.size(block), width, centre.data(),
               scales.data(), offsets.data(), slopes.data(), pdx + at);
    });
    return result;
  }
};

bool fits(const at::Tensor &x, const KDBatchNorm &norm) {
  if (!norm.training || x.dim() != 4 || x.scalar_type() != at::kFloat || !x.is_cpu() || x.numel() <= x.size(1)) return false;
  const int64_t channels = x.size(1);
  if (channels % 16 != 0) return false;
  const at::Tensor shortcut = orNone(norm.shortcut);
  return isVector(orNone(norm.weight), channels) && isVector(orNone(norm.bias), channels) &&
         (!norm.mean || isVector(of(norm.mean), channels)) && (!norm.variance || isVector(of(norm.variance), channels)) &&
         (!shortcut.defined() || (shortcut.sizes() == x.sizes() && shortcut.scalar_type() == at::kFloat));
}

}  // namespace

void finish(at::Tensor &y, const at::Tensor &shortcut, bool relu) {
  const at::Tensor other = shortcut.defined() ? channelsLast(shortcut) : shortcut;
  const bool plain = y.scalar_type() == at::kFloat && y.is_non_overlapping_and_dense() &&
                     (!other.defined() || (other.scalar_type() == at::kFloat && other.sizes() == y.sizes() &&
                                           other.strides() == y.strides()));
  if (!plain) {
    if (shortcut.defined()) y.add_(shortcut);
    if (relu) y.relu_();
    return;
  }
  float *py = y.data_ptr<float>();
  const float *ps = other.defined() ? other.data_ptr<float>() : nullptr;
  if (ps || relu)
    parallel(y.numel(), 32768, 16, [&](int64_t from, int64_t to) {
      finishRun(py + from, ps ? ps + from : nullptr, relu, to - from);
    });
}

at::Tensor batchNorm(const at::Tensor &x, const KDBatchNorm &norm) {
  const c10::optional<at::Tensor> shortcut = maybe(norm.shortcut);
  if (fits(x, norm)) {
    const auto laidOut = shortcut ? c10::optional<at::Tensor>(channelsLast(*shortcut)) : c10::nullopt;
    return TrainingNorm::apply(channelsLast(x), of(norm.weight), of(norm.bias), laidOut, maybe(norm.mean),
                               maybe(norm.variance), norm.momentum, norm.epsilon, norm.relu != 0);
  }
  at::Tensor y = at::batch_norm(x, maybe(norm.weight), maybe(norm.bias), maybe(norm.mean), maybe(norm.variance),
                                norm.training != 0, norm.momentum, norm.epsilon, false);
  if (shortcut) y = y.add(*shortcut);
  return norm.relu ? y.relu() : y;
}

}  // namespace kdtop
