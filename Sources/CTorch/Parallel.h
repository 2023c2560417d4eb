// Work over ATen's own pool of OpenMP threads.
#ifndef KDTOP_PARALLEL_H
#define KDTOP_PARALLEL_H
#include <ATen/Parallel.h>
#include <exception>

// at::parallel_for is serial in a file compiled without -fopenmp, and clang's OpenMP is another library with a second pool
// of threads. libtorch brings GNU's; this is the call a `#pragma omp parallel` compiles to. Weak: without it, one thread.
extern "C" {
void GOMP_parallel(void (*)(void *), void *, unsigned, unsigned) __attribute__((weak));
int omp_get_thread_num(void) __attribute__((weak));
int omp_get_num_threads(void) __attribute__((weak));
}

#pragma GCC visibility push(hidden)
namespace kdtop {

// Calls body(from, to, thread) for pieces that cover 0..<count, one a thread. The body must not throw.
template <class Body> void parallel(int64_t count, int64_t grain, const Body &body) {
  const int64_t threads = std::min<int64_t>(at::get_num_threads(), (count + grain - 1) / grain);
  if (threads <= 1 || !GOMP_parallel || !omp_get_thread_num || !omp_get_num_threads) {
    body(int64_t(0), count, 0);
    return;
  }
  struct Work { const Body &body; int64_t count; } work = {body, count};
  GOMP_parallel(
      [](void *pointer) {
        const Work &work = *static_cast<Work *>(pointer);
        const int64_t thread = omp_get_thread_num(), team = omp_get_num_threads();
        work.body(work.count * thread / team, work.count * (thread + 1) / team, int(thread));
      },
      &work, unsigned(threads), 0);
}

}  // namespace kdtop
#pragma GCC visibility pop
#endif
