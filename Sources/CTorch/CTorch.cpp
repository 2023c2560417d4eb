// The table itself, its version, its threads and its errors.
#include "CTorch.h"
#include "Blas.h"
#include "Internal.h"
#include "Workers.h"
#include <ATen/Parallel.h>
#include <ATen/Version.h>
#include <malloc.h>
#include <torch/version.h>

namespace kdtop {

static thread_local std::string message;

void remember() noexcept {
  try {
    try {
      throw;
    } catch (const c10::Error &error) {
      message = error.what_without_backtrace();
    } catch (const std::exception &error) {
      message = error.what();
    } catch (...) {
      message = "an unknown C++ exception";
    }
  } catch (...) {  // no memory even for the message
    message.clear();
  }
}

// A training step frees and asks again for the same few megabytes. Left alone, malloc gives them back to the kernel
// between steps (at once for a thread that is not the first), and every step pays for fresh zeroed pages.
static void keepFreedMemory() {
  mallopt(M_ARENA_MAX, 1);
  mallopt(M_MMAP_THRESHOLD, 32 << 20);
  mallopt(M_TRIM_THRESHOLD, 512 << 20);
  mallopt(M_TOP_PAD, 16 << 20);
}

static void fillLibrary(KDEngine &engine) {
  engine.version = [] { return "libtorch " TORCH_VERSION; };
  engine.blas = []() -> const char * { return at::hasMKL() ? "mkl" : setBlasThreads() ? "openblas" : "reference"; };
  engine.last_error = []() -> const char * { return message.c_str(); };
  engine.threads = []() -> int32_t { return at::get_num_threads(); };
  KD_ACTION(set_threads, (int32_t threads), {
    at::set_num_threads(threads);
    setWorkers(threads);
    // Linear.cpp cuts large products for our workers; a second pool would take their cores while it waits for its turn.
    if (auto set = setBlasThreads()) set(1);
  })
}

}  // namespace kdtop

const void *kdtop_engine(void) {
  static const KDEngine engine = [] {
    kdtop::keepFreedMemory();
    KDEngine engine = {};
    engine.abi_version = KD_ABI_VERSION;
    engine.struct_size = sizeof(KDEngine);
    kdtop::fillLibrary(engine);
    kdtop::fillMemory(engine);
    kdtop::fillAutograd(engine);
    kdtop::fillElementwise(engine);
    kdtop::fillShape(engine);
    kdtop::fillReductions(engine);
    kdtop::fillLayers(engine);
    kdtop::fillRandom(engine);
    kdtop::fillOptimizers(engine);
    kdtop::fillClipping(engine);
    return engine;
  }();
  return &engine;
}
