#include "Workers.h"
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <sched.h>
#include <thread>
#include <vector>

namespace kdtop {

namespace {

inline void breathe() {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#endif
}

// Waits until `isThere`: a moment at full attention, then giving the core away each time; false after about a millisecond.
template <class Condition> bool watch(const Condition &isThere) {
  for (int i = 0; i < 2000; i++) {
    if (isThere()) return true;
    breathe();
  }
  const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(1);
  do {
    for (int i = 0; i < 16; i++) {
      if (isThere()) return true;
      sched_yield();
    }
  } while (std::chrono::steady_clock::now() < end);
  return isThere();
}

struct Pool {
  std::mutex caller;  // held by whoever has work done
  std::mutex sleep;
  std::condition_variable wake;
  int sleepers = 0;  // guarded by `sleep`
  std::vector<std::thread> threads;

  // The work: written by the caller, then published by counting `round` up.
  void (*body)(void *, int) = nullptr;
  void *context = nullptr;
  int parts = 0;
  std::atomic<uint64_t> round{0};
  std::atomic<int> unfinished{0};

  void grow(int count) {
    while (int(threads.size()) < count) {
      const int number = int(threads.size()) + 1;
      threads.emplace_back([this, number, seen = round.load()] { serve(number, seen); });
    }
  }

  void serve(int number, uint64_t seen) {
    while (true) {
      const auto isNew = [&] { return round.load(std::memory_order_acquire) != seen; };
      if (!watch(isNew)) {
        std::unique_lock<std::mutex> lock(sleep);
        sleepers++;
        wake.wait(lock, isNew);
        sleepers--;
      }
      seen = round.load(std::memory_order_acquire);
      // All workers answer every round, so that the caller may write the next one once they have.
      if (number < parts) body(context, number);
      unfinished.fetch_sub(1, std::memory_order_release);
    }
  }

  void run(int count, void (*work)(void *, int), void *with) {
    grow(count - 1);
    body = work, context = with, parts = count;
    unfinished.store(int(threads.size()), std::memory_order_relaxed);
    {
      // Under the lock, so that a worker about to sleep either sees the new round or is woken.
      std::lock_guard<std::mutex> lock(sleep);
      round.fetch_add(1, std::memory_order_release);
      if (sleepers > 0) wake.notify_all();
    }
    work(with, 0);
    const auto isDone = [&] { return unfinished.load(std::memory_order_acquire) == 0; };
    while (!watch(isDone)) {}
  }
};

// Never taken down: its threads live as long as the process.
Pool &pool() {
  static Pool *pool = new Pool;
  return *pool;
}

std::atomic<int> limit{1};

}  // namespace

void setWorkers(int threads) { limit = std::max(1, threads); }
int workers() { return limit; }

void runParts(int parts, void (*body)(void *context, int part), void *context) {
  std::unique_lock<std::mutex> lock(pool().caller, std::try_to_lock);
  if (parts > 1 && lock.owns_lock()) {
    pool().run(parts, body, context);
  } else {
    for (int part = 0; part < parts; part++) body(context, part);
  }
}

}  // namespace kdtop
