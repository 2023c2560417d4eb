// Threads of the engine's own for work that is split by hand: matrix products of linear layers, the optimisers' pass over
// all parameters.
//
// BLAS and OpenMP have pools too, and each pays for every call: OpenBLAS's threads wait for one another inside a product,
// OpenMP's, told to sleep between calls, have to be woken. Here a worker watches for the next piece of work for a millisecond,
// offering its core to others all the while, and sleeps after that: a paused or throttled run costs nothing.
#ifndef KDTOP_WORKERS_H
#define KDTOP_WORKERS_H
#include <algorithm>
#include <cstdint>

#pragma GCC visibility push(hidden)
namespace kdtop {

// How many threads share work, the calling one included: at least 1.
void setWorkers(int threads);
int workers();

// Calls body(context, part) for every part of 0..<parts, part 0 on the calling thread, and returns when all are done. `parts`
// is at most workers(). The body must not throw. One caller at a time: another one does all parts itself.
void runParts(int parts, void (*body)(void *context, int part), void *context);

// Calls body(from, to) for pieces that cover 0..<count, of at least `grain` each and beginning at multiples of `unit`.
template <class Body> void parallel(int64_t count, int64_t grain, int64_t unit, const Body &body) {
  const int64_t pieces = std::max<int64_t>(1, std::min<int64_t>(workers(), count / grain));
  if (pieces == 1) {
    body(int64_t(0), count);
    return;
  }
  struct Work { const Body &body; int64_t count, pieces, unit; } work = {body, count, pieces, unit};
  runParts(
      int(pieces),
      [](void *context, int part) {
        const Work &work = *static_cast<Work *>(context);
        const auto edge = [&](int64_t piece) {
          return piece == work.pieces ? work.count : work.count * piece / work.pieces / work.unit * work.unit;
        };
        if (edge(part) < edge(part + 1)) work.body(edge(part), edge(part + 1));
      },
      &work);
}

}  // namespace kdtop
#pragma GCC visibility pop
#endif
