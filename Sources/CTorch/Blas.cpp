#include "Blas.h"
#include <dlfcn.h>

namespace kdtop {

// libblas.so.3 is OpenBLAS or the reference BLAS, as the system's alternatives say: only the former has
// openblas_set_num_threads. An OpenBLAS loaded for another library (LAPACK's is) does not make matrix products fast, so
// that the others are asked only where there is no libblas.so.3.
static void *symbol(const char *name) {
  static void *const blas = dlopen("libblas.so.3", RTLD_LAZY | RTLD_NOLOAD);
  return dlsym(blas ? blas : RTLD_DEFAULT, name);
}

SetBlasThreads setBlasThreads() {
  static const auto found = (SetBlasThreads)symbol("openblas_set_num_threads");
  return found;
}

FloatProduct floatProduct() {
  static const auto found = setBlasThreads() ? (FloatProduct)symbol("cblas_sgemm") : nullptr;
  return found;
}

}  // namespace kdtop
