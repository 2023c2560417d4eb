// A convolution computed where the images lie: for six places at a time, sixteen output channels each, all products are added
// up in registers, and batch norm's shift, the shortcut and ReLU are applied before the sums reach memory. oneDNN's kernels
// reach two thirds of that speed with so few channels, and what follows a convolution reads and writes its result again.
#include "DirectConvolution.h"
#include "Winograd.h"
#include "Workers.h"

#if defined(__x86_64__)
#include <immintrin.h>
#define KD_DIRECT 1
#endif

namespace kdtop {

namespace {

// Places and output channels computed together: 12 vectors of sums, 2 of weights and one of an input fill the registers.
constexpr int64_t places = 6, lanes = 16;
// A block's weights are read again for every six places: beyond this many numbers the second-level cache does not hold them, and
// oneDNN is faster.
constexpr int64_t mostWeights = 2560 * lanes;

// weight [outputs, inputs, kh, kw] · factor as [outputs / lanes][kh · kw][inputs][lanes].
void pack(const float *weight, const float *factor, int64_t outputs, int64_t inputs, int64_t taps, float *to) {
  for (int64_t block = 0; block < outputs / lanes; block++)
    for (int64_t lane = 0; lane < lanes; lane++) {
      const int64_t o = block * lanes + lane;
      const float scale = factor ? factor[o] : 1;
      const float *from = weight + o * inputs * taps;
      for (int64_t i = 0; i < inputs; i++)
        for (int64_t tap = 0; tap < taps; tap++)
          to[((block * taps + tap) * inputs + i) * lanes + lane] = from[i * taps + tap] * scale;
    }
}

#if KD_DIRECT
// Sums of six places: `offsets` [tap][place] says where each place's inputs begin in the image, or less than 0 for places
// outside, which are `zeros`.
__attribute__((target("avx2,fma"))) void sixPlaces(const float *image, const float *zeros, const int32_t *offsets,
                                                   int64_t taps, int64_t inputs, const float *weight,
                                                   const float *shift, __m256 sums[12]) {
  __m256 low = shift ? _mm256_loadu_ps(shift) : _mm256_setzero_ps();
  __m256 high = shift ? _mm256_loadu_ps(shift + 8) : _mm256_setzero_ps();
  __m256 a0 = low, a1 = low, a2 = low, a3 = low, a4 = low, a5 = low;
  __m256 b0 = high, b1 = high, b2 = high, b3 = high, b4 = high, b5 = high;
  for (int64_t tap = 0; tap < taps; tap++, offsets += places) {
    const float *x0 = offsets[0] < 0 ? zeros : image + offsets[0], *x1 = offsets[1] < 0 ? zeros : image + offsets[1];
    const float *x2 = offsets[2] < 0 ? zeros : image + offsets[2], *x3 = offsets[3] < 0 ? zeros : image + offsets[3];
    const float *x4 = offsets[4] < 0 ? zeros : image + offsets[4], *x5 = offsets[5] < 0 ? zeros : image + offsets[5];
    for (int64_t i = 0; i < inputs; i++, weight += lanes) {
      low = _mm256_loadu_ps(weight);
      high = _mm256_loadu_ps(weight + 8);
      __m256 x;
#define KD_PLACE(n)                       \
  x = _mm256_broadcast_ss(x##n + i);      \
  a##n = _mm256_fmadd_ps(x, low, a##n);   \
  b##n = _mm256_fmadd_ps(x, high, b##n);
      KD_PLACE(0) KD_PLACE(1) KD_PLACE(2) KD_PLACE(3) KD_PLACE(4) KD_PLACE(5)
#undef KD_PLACE
    }
  }
  sums[0] = a0, sums[1] = b0, sums[2] = a1, sums[3] = b1, sums[4] = a2, sums[5] = b2;
  sums[6] = a3, sums[7] = b3, sums[8] = a4, sums[9] = b4, sums[10] = a5, sums[11] = b5;
}

// One image's sums of one block of output channels.
__attribute__((target("avx2,fma"))) void oneImage(const float *image, const float *zeros, const int32_t *offsets,
                                                  int64_t count, int64_t taps, int64_t inputs, int64_t outputs,
                                                  const float *weight, const float *shift, const float *shortcut,
                                                  bool relu, float *to) {
  for (int64_t place = 0; place < count; place += places, offsets += taps * places) {
    __m256 sums[2 * places];
    sixPlaces(image, zeros, offsets, taps, inputs, weight, shift, sums);
    for (int64_t n = 0; n < std::min(places, count - place); n++)
      for (int64_t half = 0; half < 2; half++) {
        const int64_t at = (place + n) * outputs + half * 8;
        __m256 value = sums[2 * n + half];
        if (shortcut) value = _mm256_add_ps(value, _mm256_loadu_ps(shortcut + at));
        // A NaN is the second operand, and stays.
        if (relu) value = _mm256_max_ps(_mm256_setzero_ps(), value);
        _mm256_storeu_ps(to + at, value);
      }
  }
}
#endif

}  // namespace

bool DirectConvolution::fits(const at::Tensor &x, const at::Tensor &weight) {
#if KD_DIRECT
  static const bool isAble = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
  return isAble && weight.size(0) % lanes == 0 && weight.size(1) == x.size(1) &&
         weight.size(1) * weight.size(2) * weight.size(3) * lanes <= mostWeights &&
         x.size(1) * x.size(2) * x.size(3) < (int64_t(1) << 31);
#else
  return false;
#endif
}

std::vector<int64_t> DirectConvolution::sizes(const at::Tensor &x, const at::Tensor &weight) const {
  for (int64_t side = 0; side < 2; side++)
    TORCH_CHECK(x.size(2 + side) + 2 * padding[side] >= weight.size(2 + side) && weight.size(2 + side) > 0,
                "a kernel of ", weight.size(2 + side), " does not fit an image of ", x.size(2 + side), ", padded by ",
                padding[side]);
  const int64_t h = (x.size(2) + 2 * padding[0] - weight.size(2)) / stride[0] + 1;
  const int64_t w = (x.size(3) + 2 * padding[1] - weight.size(3)) / stride[1] + 1;
  return {x.size(0), weight.size(0), h, w};
}

at::Tensor DirectConvolution::operator()(const at::Tensor &x, const at::Tensor &weight) const {
  const std::vector<int64_t> shape = sizes(x, weight);
  at::Tensor y = at::empty(shape, x.options(), at::MemoryFormat::ChannelsLast);
#if KD_DIRECT
  if (fitsWinograd(x, weight, stride)) {
    winograd(*this, x, weight, y);
    return y;
  }
  const int64_t inputs = x.size(1), outputs = shape[1], height = x.size(2), width = x.size(3);
  const int64_t rows = weight.size(2), columns = weight.size(3), taps = rows * columns, count = shape[2] * shape[3];
  std::vector<float> packed(size_t(outputs * inputs * taps)), zeros(size_t(inputs), 0.f);
  pack(weight.contiguous().data_ptr<float>(), factor, outputs, inputs, taps, packed.data());
  // Where the inputs of each place are. The last places of an image that is no multiple of six are computed in vain.
  const int64_t groups = (count + places - 1) / places;
  std::vector<int32_t> offsets(size_t(groups * taps * places), -1);
  for (int64_t place = 0; place < count; place++)
    for (int64_t tap = 0; tap < taps; tap++) {
      const int64_t row = place / shape[3] * stride[0] + tap / columns - padding[0];
      const int64_t column = place % shape[3] * stride[1] + tap % columns - padding[1];
      if (row >= 0 && row < height && column >= 0 && column < width)
        offsets[size_t((place / places * taps + tap) * places + place % places)] = int32_t((row * width + column) * inputs);
    }
  const float *px = x.data_ptr<float>();
  float *py = y.data_ptr<float>();
  parallel(shape[0], 1, 1, [&](int64_t from, int64_t to) {
    for (int64_t image = from; image < to; image++)
      for (int64_t o = 0; o < outputs; o += lanes) {
        const int64_t at = image * count * outputs + o;
        oneImage(px + image * height * width * inputs, zeros.data(), offsets.data(), count, taps, inputs, outputs,
                 packed.data() + o * inputs * taps, shift ? shift + o : nullptr, shortcut ? shortcut + at : nullptr, relu,
                 py + at);
      }
  });
#endif
  return y;
}

}  // namespace kdtop
