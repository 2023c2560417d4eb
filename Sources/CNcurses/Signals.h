// The parts of signal handlers that must be async-signal-safe: plain system calls on memory prepared beforehand.
#ifndef KDTOP_SIGNALS_H
#define KDTOP_SIGNALS_H
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

// Everything a handler needs to know. One lives in the process, at a fixed address.
struct screen_signals {
  // Where a handler notes its signal, as one byte; -1 when nobody listens.
  volatile sig_atomic_t notes;
  // How many SIGCONT have been noted.
  volatile sig_atomic_t continues;
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

static inline void screen_note(struct screen_signals *signals, int signal) {
  int saved = errno;
  int descriptor = signals->notes;
  unsigned char byte = (unsigned char)signal;
  if (descriptor >= 0 && write(descriptor, &byte, 1) == 1 && signal == SIGCONT) signals->continues++;
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

// Stops the process, and with `group` all others of its job first, as ^Z does in a shell; returns once it is continued.
// Does not stop when a SIGCONT has come since the stop was asked for, of which the caller had heard of `continues`.
static inline void screen_stop(struct screen_signals *signals, int group, int continues) {
  struct sigaction previous;
  if (group) {
    // A shell that runs a script waits for the program and never sees it stop: it has to be stopped, too. This process
    // lets the signal pass and stops by its own, so that it is not stopped a moment later, with the terminal retaken.
    screen_catch(SIGTSTP, SIG_IGN, 0, &previous);
    kill(0, SIGTSTP);
    sigaction(SIGTSTP, &previous, NULL);
  }
  sigset_t stop, mask;
  sigemptyset(&stop);
  sigaddset(&stop, SIGTSTP);
  pthread_sigmask(SIG_BLOCK, &stop, &mask);
  screen_catch(SIGTSTP, SIG_DFL, 0, &previous);
  // Pending first, then the question: a SIGCONT from here on takes the pending stop back by itself, one from before has
  // been counted. Nothing falls between.
  raise(SIGTSTP);
  struct sigaction ours;
  if (signals->continues != continues) screen_catch(SIGTSTP, SIG_IGN, 0, &ours);
  // Threads of a pool block it.
  pthread_sigmask(SIG_UNBLOCK, &stop, NULL);
  pthread_sigmask(SIG_SETMASK, &mask, NULL);
  sigaction(SIGTSTP, &previous, NULL);
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
