// Random numbers, always from a generator the caller names.
#include "Internal.h"
#include <ATen/CPUGeneratorImpl.h>

namespace kdtop {

static at::Generator &of(KDGenerator *g) { return *reinterpret_cast<at::Generator *>(g); }

static at::Tensor dropout(const at::Tensor &a, double p, at::Generator &g) {
  TORCH_CHECK(p >= 0 && p <= 1, "a dropout probability lies in [0, 1], not ", p);
  if (p == 0) return a;
  at::Tensor kept = at::empty_like(a, at::MemoryFormat::Contiguous).detach();
  kept.bernoulli_(1 - p, g);
  if (p < 1) kept.div_(1 - p);
  return a.mul(kept);
}

void fillRandom(KDEngine &engine) {
  engine.generator = [](uint64_t seed) -> KDGenerator * {
    return guarded((KDGenerator *)nullptr, [&] {
      return reinterpret_cast<KDGenerator *>(new at::Generator(at::make_generator<at::CPUGeneratorImpl>(seed)));
    });
  };
  engine.generator_free = [](KDGenerator *g) { delete reinterpret_cast<at::Generator *>(g); };
  KD_TENSOR(generator_state, (KDGenerator *g), of(g).get_state())
  KD_ACTION(generator_restore, (KDGenerator *g, KDTensor *state), of(g).set_state(of(state)))
  KD_ACTION(fill_normal, (KDTensor *a, double mean, double deviation, KDGenerator *g),
            at::NoGradGuard none; of(a).normal_(mean, deviation, of(g)))
  KD_ACTION(fill_uniform, (KDTensor *a, double low, double high, KDGenerator *g),
            at::NoGradGuard none; of(a).uniform_(low, high, of(g)))
  KD_ACTION(fill_bernoulli, (KDTensor *a, double p, KDGenerator *g), at::NoGradGuard none; of(a).bernoulli_(p, of(g)))
  KD_ACTION(fill_integers, (KDTensor *a, int64_t low, int64_t high, KDGenerator *g),
            at::NoGradGuard none; of(a).random_(low, high, of(g)))
  KD_TENSOR(permutation, (int64_t count, KDGenerator *g), at::randperm(count, of(g), at::dtype(at::kLong)))
  KD_TENSOR(multinomial, (KDTensor *a, int64_t count, int replacement, KDGenerator *g),
            at::multinomial(of(a), count, replacement != 0, of(g)))
  KD_TENSOR(dropout, (KDTensor *a, double p, KDGenerator *g), dropout(of(a), p, of(g)))
}

}  // namespace kdtop
