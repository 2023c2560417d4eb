// SGD and Adam, each one pass over the memory of all parameters, as PyTorch's torch.optim computes them.
#include "Internal.h"
#include "Vector.h"
#include "Workers.h"
#include <atomic>
#include <cmath>
#include <cstring>

namespace kdtop {

// One parameter of the list: its memory, and where it begins in the list's common count.
struct Slice {
  char *parameter, *gradient, *state1, *state2;
  int64_t begin, count, step;
  bool isDouble, fresh;
};

// 1 when the exponent of the number is all ones: an infinity or a NaN. Integers, so that the loop stays a vector loop.
static inline uint32_t notFinite(float x) {
  uint32_t bits;
  memcpy(&bits, &x, 4);
  return (bits & 0x7f800000u) == 0x7f800000u;
}
static inline uint64_t notFinite(double x) {
  uint64_t bits;
  memcpy(&bits, &x, 8);
  return (bits & 0x7ff0000000000000u) == 0x7ff0000000000000u;
}

#define KD_SGD(T, U)                                                                                                  \
  KD_VECTOR static bool sgd(T *__restrict p, const T *__restrict g, T *__restrict m, int64_t count, bool fresh,       \
                            bool nesterov, T rate, T momentum, T keep, T decay) {                                     \
    U bad = 0;                                                                                                        \
    if (!m) {                                                                                                         \
      for (int64_t i = 0; i < count; i++) p[i] -= rate * (g[i] + decay * p[i]), bad |= notFinite(p[i]);               \
    } else if (nesterov) {                                                                                            \
      const T old = fresh ? 0 : momentum, now = fresh ? 1 : keep;                                                     \
      for (int64_t i = 0; i < count; i++) {                                                                           \
        const T d = g[i] + decay * p[i];                                                                              \
        m[i] = old * m[i] + now * d;                                                                                  \
        p[i] -= rate * (d + momentum * m[i]);                                                                         \
        bad |= notFinite(p[i]);                                                                                       \
      }                                                                                                               \
    } else {                                                                                                          \
      const T old = fresh ? 0 : momentum, now = fresh ? 1 : keep;                                                     \
      for (int64_t i = 0; i < count; i++) {                                                                           \
        m[i] = old * m[i] + now * (g[i] + decay * p[i]);                                                              \
        p[i] -= rate * m[i];                                                                                          \
        bad |= notFinite(p[i]);                                                                                       \
      }                                                                                                               \
    }                                                                                                                 \
    return bad != 0;                                                                                                  \
  }
KD_SGD(float, uint32_t)
KD_SGD(double, uint64_t)

#define KD_ADAM(T, U)                                                                                                 \
  KD_VECTOR static bool adam(T *__restrict p, const T *__restrict g, T *__restrict m, T *__restrict v, int64_t count, \
                             T shrink, T decay, T rest1, T beta2, T rest2, T rate, T root, T epsilon) {                \
    U bad = 0;                                                                                                        \
    for (int64_t i = 0; i < count; i++) {                                                                             \
      const T x = p[i] * shrink, d = g[i] + decay * p[i];                                                             \
      m[i] = m[i] + rest1 * (d - m[i]);                                                                               \
      v[i] = beta2 * v[i] + rest2 * d * d;                                                                            \
      p[i] = x - rate * m[i] / (std::sqrt(v[i]) * root + epsilon);                                                    \
      bad |= notFinite(p[i]);                                                                                         \
    }                                                                                                                 \
    return bad != 0;                                                                                                  \
  }
KD_ADAM(float, uint32_t)
KD_ADAM(double, uint64_t)

// The parameters that have a gradient. Keeps dense copies of odd gradients alive in `copies`.
static std::vector<Slice> slices(KDOptimizerStep &s, bool first, bool second, std::vector<at::Tensor> &copies) {
  std::vector<Slice> result;
  int64_t begin = 0;
  for (int64_t i = 0; i < s.count; i++) {
    at::Tensor &parameter = of(s.parameters[i]);
    if (!parameter.grad().defined()) continue;
    const auto type = parameter.scalar_type();
    TORCH_CHECK(type == at::kFloat || type == at::kDouble, "a parameter must be float32 or float64");
    TORCH_CHECK(parameter.is_contiguous(), "parameter ", i, " is not contiguous in memory");
    at::Tensor gradient = parameter.grad();
    TORCH_CHECK(gradient.sizes() == parameter.sizes() && gradient.scalar_type() == type, "the gradient of parameter ",
                i, " has another shape or type");
    if (!gradient.is_contiguous()) copies.push_back(gradient = gradient.contiguous());
    const bool fresh = first && !s.state1[i];
    if (fresh) s.state1[i] = handle(at::zeros_like(parameter).detach());
    if (second && !s.state2[i]) s.state2[i] = handle(at::zeros_like(parameter).detach());
    auto memory = [&](KDTensor *state) {
      TORCH_CHECK(of(state).sizes() == parameter.sizes() && of(state).scalar_type() == type &&
                  of(state).is_contiguous(), "the optimiser's state of parameter ", i, " has another shape or type");
      return static_cast<char *>(of(state).data_ptr());
    };
    result.push_back({static_cast<char *>(parameter.data_ptr()), static_cast<char *>(gradient.data_ptr()),
                      first ? memory(s.state1[i]) : nullptr, second ? memory(s.state2[i]) : nullptr, begin,
                      parameter.numel(), s.steps ? s.steps[i] : 0, type == at::kDouble, fresh});
    begin += parameter.numel();
  }
  return result;
}

// Runs body(slice, from, count) over every slice; the whole list is one parallel region.
template <class Body> static void run(KDOptimizerStep &s, bool first, bool second, const Body &body) {
  at::NoGradGuard none;
  std::vector<at::Tensor> copies;
  const auto work = slices(s, first, second, copies);
  std::atomic<bool> bad{false};
  const int64_t total = work.empty() ? 0 : work.back().begin + work.back().count;
  parallel(total, 32768, 16, [&](int64_t from, int64_t to) {
    for (const Slice &slice : work) {
      const int64_t start = std::max(from, slice.begin), end = std::min(to, slice.begin + slice.count);
      if (start < end && body(slice, start - slice.begin, end - start)) bad = true;
    }
  });
  // What autograd saved of the parameters is out of date now, as after any in-place change.
  for (int64_t i = 0; i < s.count; i++)
    if (of(s.parameters[i]).grad().defined()) of(s.parameters[i]).unsafeGetTensorImpl()->bump_version();
  s.all_finite = !bad;
}

template <class T> static T *at_(char *memory, int64_t from) {
  return memory ? reinterpret_cast<T *>(memory) + from : nullptr;
}

template <class T> static bool sgdSlice(const KDOptimizerStep &s, const Slice &x, int64_t from, int64_t count) {
  return sgd(at_<T>(x.parameter, from), at_<T>(x.gradient, from), at_<T>(x.state1, from), count, x.fresh,
             s.nesterov != 0, T(s.learning_rate), T(s.momentum), T(1 - s.dampening), T(s.weight_decay));
}

template <class T> static bool adamSlice(const KDOptimizerStep &s, const Slice &x, int64_t from, int64_t count) {
  const double correction1 = 1 - std::pow(s.beta1, double(x.step)), correction2 = 1 - std::pow(s.beta2, double(x.step));
  return adam(at_<T>(x.parameter, from), at_<T>(x.gradient, from), at_<T>(x.state1, from), at_<T>(x.state2, from),
              count, T(s.decoupled ? 1 - s.learning_rate * s.weight_decay : 1), T(s.decoupled ? 0 : s.weight_decay),
              T(1 - s.beta1), T(s.beta2), T(1 - s.beta2), T(s.learning_rate / correction1),
              T(1 / std::sqrt(correction2)), T(s.epsilon));
}

void fillOptimizers(KDEngine &engine) {
  KD_ACTION(sgd_step, (KDOptimizerStep *s), {
    run(*s, s->momentum != 0, false, [s](const Slice &slice, int64_t from, int64_t count) {
      return slice.isDouble ? sgdSlice<double>(*s, slice, from, count) : sgdSlice<float>(*s, slice, from, count);
    });
  })
  KD_ACTION(adam_step, (KDOptimizerStep *s), {
    run(*s, true, true, [s](const Slice &slice, int64_t from, int64_t count) {
      return slice.isDouble ? adamSlice<double>(*s, slice, from, count) : adamSlice<float>(*s, slice, from, count);
    });
  })
}

}  // namespace kdtop
