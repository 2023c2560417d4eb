// The parts of signal handlers that must be async-signal-safe: plain system calls on memory prepared beforehand.
#ifndef KDTOP_SIGNALS_H
#define KDTOP_SIGNALS_H
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <sys/signalfd.h>
#include <termios.h>
#include <ucontext.h>
#include <unistd.h>

// Everything a handler needs to know. One lives in the process, at a fixed address.
struct screen_signals {
  // Where a handler notes its signal, as one byte; -1 when nobody listens.
  volatile sig_atomic_t notes;
  // Whether a screen is open and the terminal has to be restored before the process dies.
  volatile sig_atomic_t armed;
  int terminal;
  // What was printed while the screen was open, to be shown after a crash; -1 for nothing.
  volatile sig_atomic_t held;
  struct termios saved;
  size_t count;
  char farewell[512];
};

// A pipe whose ends neither block nor outlive an exec.
static inline int screen_pipe(int *ends) {
  if (pipe(ends) != 0) return -1;
  for (int end = 0; end < 2; end++) {
    fcntl(ends[end], F_SETFL, O_NONBLOCK);
    fcntl(ends[end], F_SETFD, FD_CLOEXEC);
  }
  return 0;
}

static inline int screen_catch(int signal, void (*handler)(int), int flags, struct sigaction *previous) {
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = handler;
  action.sa_flags = flags;
  sigemptyset(&action.sa_mask);
  return sigaction(signal, &action, previous);
}

static inline int screen_is_ignored(const struct sigaction *action) { return action->sa_handler == SIG_IGN; }

static inline void screen_note(struct screen_signals *signals, int signal) {
  int saved = errno;
  int descriptor = signals->notes;
  unsigned char byte = (unsigned char)signal;
  // Nobody can be told of a pipe that is full; its reader is awake.
  if (descriptor >= 0 && write(descriptor, &byte, 1) < 0) {}
  errno = saved;
}

// Gives the terminal back as it was found. Only the first call after a screen opened does anything.
static inline void screen_restore(struct screen_signals *signals) {
  if (!signals->armed) return;
  signals->armed = 0;
  int saved = errno;
  // In the background, tcsetattr would stop the process.
  struct sigaction action;
  screen_catch(SIGTTOU, SIG_IGN, 0, &action);
  size_t sent = 0;
  while (sent < signals->count) {
    ssize_t written = write(signals->terminal, signals->farewell + sent, signals->count - sent);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) break;
    sent += (size_t)written;
  }
  tcsetattr(signals->terminal, TCSANOW, &signals->saved);
  sigaction(SIGTTOU, &action, NULL);
  errno = saved;
}

// Writes the beginning of a file: words of libraries that nobody could read while the screen was open.
static inline void screen_copy(int file, int to) {
  char words[4096];
  off_t place = 0;
  while (place < 16 * (off_t)sizeof words) {
    ssize_t count = pread(file, words, sizeof words, place);
    if (count <= 0) return;
    for (ssize_t sent = 0; sent < count;) {
      ssize_t written = write(to, words + sent, (size_t)(count - sent));
      if (written < 0 && errno == EINTR) continue;
      if (written <= 0) return;
      sent += written;
    }
    place += count;
  }
}

// Restores the terminal, then lets the signal do what it does by default.
static inline void screen_crash(struct screen_signals *signals, int signal) {
  int held = signals->armed ? signals->held : -1;
  screen_restore(signals);
  if (held >= 0) screen_copy(held, signals->terminal);
  struct sigaction ours;
  screen_catch(signal, SIG_DFL, 0, &ours);
  // Blocked while the handler runs; delivered as soon as it returns.
  raise(signal);
}

// A SIGTSTP that came to a thread which lets it through, one that is older than the screen: that thread holds it back from
// now on, and the signal waits for the screen.
static inline void screen_pass_on(int signal, siginfo_t *information, void *context) {
  (void)information;
  int saved = errno;
  sigaddset(&((ucontext_t *)context)->uc_sigmask, signal);
  kill(getpid(), signal);
  errno = saved;
}

static inline void screen_expect_stop(void) {
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_sigaction = screen_pass_on;
  action.sa_flags = SA_RESTART | SA_SIGINFO;
  sigemptyset(&action.sa_mask);
  sigaction(SIGTSTP, &action, NULL);
}

// From now on SIGTSTP waits, for this thread and those it begins, until `screen_stop`; `mask` is what was held back before.
// While one waits, the descriptor returned can be read from; a SIGCONT takes it back, as if it had never come. Two handlers
// could not tell which of the two was first: they may run in two threads, and within one the later signal first.
static inline int screen_hold_stops(sigset_t *mask) {
  sigset_t stop;
  sigemptyset(&stop);
  sigaddset(&stop, SIGTSTP);
  int descriptor = signalfd(-1, &stop, SFD_NONBLOCK | SFD_CLOEXEC);
  if (descriptor < 0) return -1;
  pthread_sigmask(SIG_BLOCK, &stop, mask);
  screen_expect_stop();
  return descriptor;
}

// Stops the process if a SIGTSTP waits, and with `group` all others of its job, as ^Z does in a shell; returns once it is
// continued. Called by the thread that holds stops back.
static inline void screen_stop(int group) {
  sigset_t stop;
  sigemptyset(&stop);
  sigaddset(&stop, SIGTSTP);
  struct sigaction action;
  screen_catch(SIGTSTP, SIG_DFL, 0, &action);
  // A shell that runs a script waits for the program and never sees it stop: it has to be stopped, too.
  if (group) kill(0, SIGTSTP);
  pthread_sigmask(SIG_UNBLOCK, &stop, NULL);
  pthread_sigmask(SIG_BLOCK, &stop, NULL);
  screen_expect_stop();
}

// Lets the calling thread set the terminal from the background too; `mask` is for `screen_end_uninvited`.
static inline void screen_begin_uninvited(sigset_t *mask) {
  sigset_t output;
  sigemptyset(&output);
  sigaddset(&output, SIGTTOU);
  pthread_sigmask(SIG_BLOCK, &output, mask);
}

static inline void screen_end_uninvited(const sigset_t *mask) { pthread_sigmask(SIG_SETMASK, mask, NULL); }

// Whether the terminal belongs to another job. A terminal that is not this session's belongs to nobody else.
static inline int screen_in_background(int terminal) {
  pid_t owner = tcgetpgrp(terminal);
  return owner > 0 && owner != getpgrp();
}
#endif
