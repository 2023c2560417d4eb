// Convolutions of 3 × 3 with less than half the products: F(2 × 2, 3 × 3) of Winograd's minimal filtering (Lavin and Gray
// 2016, "Fast Algorithms for Convolutional Neural Networks", section 4.1). A tile of 2 × 2 results is
// Aᵀ[(G g Gᵀ) ⊙ (Bᵀ d B)]A, with d the 4 × 4 inputs it comes from: 16 products instead of 36. Over channels and tiles the
// products are 16 matrix products.
//
// Tiles are taken in groups whose numbers stay in the second-level cache between the three stages. What a tile's results are
// does not depend on its group, so the numbers are the same with any number of threads.
#include "Winograd.h"
#include "Workers.h"

#if defined(__x86_64__)
#include <immintrin.h>
#define KD_WINOGRAD 1
#endif

namespace kdtop {

namespace {

#if KD_WINOGRAD

#define KD_AVX2 __attribute__((target("avx2,fma")))
#define KD_AVX2_INLINE __attribute__((target("avx2,fma"), always_inline)) inline

// Rows of a matrix product and outputs computed together; the products that make up a tile; numbers of a group that the
// second-level cache holds beside the weights.
constexpr int64_t rowsTogether = 6, lanes = 16, products = 16, groupSize = 24576;
// With fewer inputs the transforms take as long as the products that are saved: with 16 neither way is faster, with 32 this one
// by a third, with 64 by two thirds.
constexpr int64_t leastInputs = 32;

struct Shape {
  int64_t inputs, outputs, height, width, rows, columns;  // of the images, of the results
  int64_t tilesDown, tilesAcross, padTop, padLeft;

  int64_t tilesPerImage() const { return tilesDown * tilesAcross; }
  // Numbers from one product's matrix of a group to the next one's. A cache line more than there are: a tile's products would
  // else lie at the same place of their pages, and push each other out of the first-level cache.
  int64_t inputStep(int64_t group) const { return group * inputs + lanes; }
  int64_t outputStep(int64_t group) const { return group * outputs + lanes; }
};

// G g Gᵀ of every pair of channels, as [products][outputs / lanes][inputs][lanes].
void transformWeights(const float *weight, const float *factor, int64_t outputs, int64_t inputs, float *to) {
  for (int64_t o = 0; o < outputs; o++) {
    const float scale = factor ? factor[o] : 1;
    for (int64_t i = 0; i < inputs; i++) {
      const float *g = weight + (o * inputs + i) * 9;
      float half[4][3];
      for (int64_t c = 0; c < 3; c++) {
        const float a = g[c] * scale, b = g[3 + c] * scale, d = g[6 + c] * scale;
        half[0][c] = a, half[1][c] = (a + b + d) / 2, half[2][c] = (a - b + d) / 2, half[3][c] = d;
      }
      float *at = to + (o / lanes * inputs + i) * lanes + o % lanes;
      const int64_t step = outputs * inputs;
      for (int64_t r = 0; r < 4; r++) {
        const float a = half[r][0], b = half[r][1], d = half[r][2];
        at[(4 * r) * step] = a;
        at[(4 * r + 1) * step] = (a + b + d) / 2;
        at[(4 * r + 2) * step] = (a - b + d) / 2;
        at[(4 * r + 3) * step] = d;
      }
    }
  }
}

// A column of Bᵀ d, eight channels.
KD_AVX2_INLINE void transformColumn(const float *const rows[4], int64_t at, bool isInside, __m256 t[4]) {
  const __m256 zero = _mm256_setzero_ps();
  const __m256 d0 = isInside ? _mm256_loadu_ps(rows[0] + at) : zero, d1 = isInside ? _mm256_loadu_ps(rows[1] + at) : zero;
  const __m256 d2 = isInside ? _mm256_loadu_ps(rows[2] + at) : zero, d3 = isInside ? _mm256_loadu_ps(rows[3] + at) : zero;
  t[0] = _mm256_sub_ps(d0, d2), t[1] = _mm256_add_ps(d1, d2), t[2] = _mm256_sub_ps(d2, d1), t[3] = _mm256_sub_ps(d1, d3);
}

// Bᵀ d B of the inputs of `count` tiles from number `first` on, as [products][tile][inputs], `step` from product to product.
KD_AVX2 void transformInputs(const float *x, const float *zeros, const Shape &s, int64_t first, int64_t count, int64_t step,
                             float *to) {
  for (int64_t n = 0; n < count;) {
    // As many tiles as are beside each other: a tile's last two columns are the next one's first two.
    const int64_t tile = first + n, image = tile / s.tilesPerImage(), place = tile % s.tilesPerImage();
    const int64_t top = place / s.tilesAcross * 2 - s.padTop, begin = place % s.tilesAcross;
    const int64_t run = std::min(count - n, s.tilesAcross - begin);
    const float *rows[4];
    for (int64_t r = 0; r < 4; r++) {
      const int64_t row = top + r;
      rows[r] = row >= 0 && row < s.height ? x + (image * s.height + row) * s.width * s.inputs : zeros;
    }
    for (int64_t channel = 0; channel < s.inputs; channel += 8) {
      __m256 t[4][4];
      const auto column = [&](int64_t number, __m256 into[4]) __attribute__((target("avx2,fma"), always_inline)) {
        transformColumn(rows, number * s.inputs + channel, number >= 0 && number < s.width, into);
      };
      int64_t left = begin * 2 - s.padLeft;
      column(left, t[0]);
      column(left + 1, t[1]);
      float *at = to + n * s.inputs + channel;
      for (int64_t i = 0; i < run; i++, left += 2, at += s.inputs) {
        column(left + 2, t[2]);
        column(left + 3, t[3]);
        for (int r = 0; r < 4; r++) {
          float *product = at + 4 * r * step;
          _mm256_storeu_ps(product, _mm256_sub_ps(t[0][r], t[2][r]));
          _mm256_storeu_ps(product + step, _mm256_add_ps(t[1][r], t[2][r]));
          _mm256_storeu_ps(product + 2 * step, _mm256_sub_ps(t[2][r], t[1][r]));
          _mm256_storeu_ps(product + 3 * step, _mm256_sub_ps(t[1][r], t[3][r]));
          t[0][r] = t[2][r], t[1][r] = t[3][r];
        }
      }
    }
    n += run;
  }
}

// Six rows of a matrix product, sixteen outputs.
KD_AVX2 void sixRows(const float *rows, int64_t inputs, const float *weight, float *to, int64_t outputs) {
  const __m256 zero = _mm256_setzero_ps();
  __m256 a0 = zero, a1 = zero, a2 = zero, a3 = zero, a4 = zero, a5 = zero;
  __m256 b0 = zero, b1 = zero, b2 = zero, b3 = zero, b4 = zero, b5 = zero;
  for (int64_t i = 0; i < inputs; i++, weight += lanes) {
    const __m256 low = _mm256_loadu_ps(weight), high = _mm256_loadu_ps(weight + 8);
    __m256 x;
#define KD_ROW(n)                                     \
  x = _mm256_broadcast_ss(rows + n * inputs + i);     \
  a##n = _mm256_fmadd_ps(x, low, a##n);               \
  b##n = _mm256_fmadd_ps(x, high, b##n);
    KD_ROW(0) KD_ROW(1) KD_ROW(2) KD_ROW(3) KD_ROW(4) KD_ROW(5)
#undef KD_ROW
  }
#define KD_ROW(n)                             \
  _mm256_storeu_ps(to + n * outputs, a##n);   \
  _mm256_storeu_ps(to + n * outputs + 8, b##n);
  KD_ROW(0) KD_ROW(1) KD_ROW(2) KD_ROW(3) KD_ROW(4) KD_ROW(5)
#undef KD_ROW
}

// The four results of one tile, eight channels: Aᵀ m A.
KD_AVX2_INLINE void backEight(const float *from, int64_t step, __m256 y[4]) {
  __m256 s[2][4];
  for (int c = 0; c < 4; c++) {
    const __m256 m0 = _mm256_loadu_ps(from + c * step), m1 = _mm256_loadu_ps(from + (4 + c) * step);
    const __m256 m2 = _mm256_loadu_ps(from + (8 + c) * step), m3 = _mm256_loadu_ps(from + (12 + c) * step);
    s[0][c] = _mm256_add_ps(_mm256_add_ps(m0, m1), m2);
    s[1][c] = _mm256_sub_ps(_mm256_sub_ps(m1, m2), m3);
  }
  for (int r = 0; r < 2; r++) {
    y[2 * r] = _mm256_add_ps(_mm256_add_ps(s[r][0], s[r][1]), s[r][2]);
    y[2 * r + 1] = _mm256_sub_ps(_mm256_sub_ps(s[r][1], s[r][2]), s[r][3]);
  }
}

KD_AVX2 void transformBack(const float *from, const Shape &s, int64_t first, int64_t count, int64_t step,
                           const DirectConvolution &convolution, float *y) {
  for (int64_t n = 0; n < count; n++, from += s.outputs) {
    const int64_t tile = first + n, image = tile / s.tilesPerImage(), place = tile % s.tilesPerImage();
    const int64_t top = place / s.tilesAcross * 2, left = place % s.tilesAcross * 2;
    // Tiles at the edges of images of odd sizes reach beyond them.
    const int64_t down = std::min<int64_t>(2, s.rows - top), across = std::min<int64_t>(2, s.columns - left);
    for (int64_t channel = 0; channel < s.outputs; channel += 8) {
      __m256 results[4];
      backEight(from + channel, step, results);
      const __m256 shift = convolution.shift ? _mm256_loadu_ps(convolution.shift + channel) : _mm256_setzero_ps();
      for (int64_t r = 0; r < down; r++)
        for (int64_t c = 0; c < across; c++) {
          const int64_t at = ((image * s.rows + top + r) * s.columns + left + c) * s.outputs + channel;
          __m256 value = _mm256_add_ps(results[2 * r + c], shift);
          if (convolution.shortcut) value = _mm256_add_ps(value, _mm256_loadu_ps(convolution.shortcut + at));
          // A NaN is the second operand, and stays.
          if (convolution.relu) value = _mm256_max_ps(_mm256_setzero_ps(), value);
          _mm256_storeu_ps(y + at, value);
        }
    }
  }
}
#endif

}  // namespace

bool fitsWinograd(const at::Tensor &x, const at::Tensor &weight, at::IntArrayRef stride) {
#if KD_WINOGRAD
  return weight.size(2) == 3 && weight.size(3) == 3 && stride[0] == 1 && stride[1] == 1 && weight.size(1) >= leastInputs &&
         weight.size(1) % lanes == 0 && weight.size(0) % lanes == 0;
#else
  return false;
#endif
}

void winograd(const DirectConvolution &convolution, const at::Tensor &x, const at::Tensor &weight, at::Tensor &y) {
#if KD_WINOGRAD
  Shape s = {x.size(1), y.size(1), x.size(2), x.size(3), y.size(2), y.size(3)};
  s.tilesDown = (s.rows + 1) / 2, s.tilesAcross = (s.columns + 1) / 2;
  s.padTop = convolution.padding[0], s.padLeft = convolution.padding[1];
  const int64_t tiles = x.size(0) * s.tilesPerImage();
  // A group is made of whole rows of the matrix products.
  const int64_t fitting = groupSize / (products * (s.inputs + s.outputs)) / rowsTogether;
  const int64_t group = std::max<int64_t>(1, std::min(fitting, (tiles + rowsTogether - 1) / rowsTogether)) * rowsTogether;
  const int64_t groups = (tiles + group - 1) / group;
  std::vector<float> weights(size_t(products * s.inputs * s.outputs)), zeros(size_t(s.width * s.inputs), 0.f);
  transformWeights(weight.contiguous().data_ptr<float>(), convolution.factor, s.outputs, s.inputs, weights.data());
  const float *px = x.data_ptr<float>();
  float *py = y.data_ptr<float>();
  parallel(groups, 1, 1, [&](int64_t from, int64_t to) {
    // Rows beyond the last tile are computed in vain, from zeros.
    const int64_t inputStep = s.inputStep(group), outputStep = s.outputStep(group);
    std::vector<float> in(size_t(products * inputStep), 0.f), out(size_t(products * outputStep));
    for (int64_t g = from; g < to; g++) {
      const int64_t first = g * group, count = std::min(group, tiles - first);
      transformInputs(px, zeros.data(), s, first, count, inputStep, in.data());
      for (int64_t p = 0; p < products; p++)
        for (int64_t o = 0; o < s.outputs; o += lanes)
          for (int64_t row = 0; row < count; row += rowsTogether)
            sixRows(in.data() + p * inputStep + row * s.inputs, s.inputs, weights.data() + (p * s.outputs + o) * s.inputs,
                    out.data() + p * outputStep + row * s.outputs + o, s.outputs);
      transformBack(out.data(), s, first, count, outputStep, convolution, py);
    }
  });
#endif
}

}  // namespace kdtop
