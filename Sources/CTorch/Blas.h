// OpenBLAS, where libtorch computes with it: found in the process by name, for libtorch's packages do not say.
#ifndef KDTOP_BLAS_H
#define KDTOP_BLAS_H

#pragma GCC visibility push(hidden)
namespace kdtop {

// cblas_sgemm's arguments: orders and transpositions, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc.
using FloatProduct = void (*)(int, int, int, int, int, int, float, const float *, int, const float *, int, float, float *, int);
constexpr int rowMajor = 101, asIs = 111, transposed = 112;

// Null without OpenBLAS.
FloatProduct floatProduct();

using SetBlasThreads = void (*)(int);
// Null without OpenBLAS.
SetBlasThreads setBlasThreads();

}  // namespace kdtop
#pragma GCC visibility pop
#endif
