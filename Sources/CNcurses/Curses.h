// What Swift cannot say of ncurses itself: global variables, and cells built from several code points.
#ifndef KDTOP_CURSES_H
#define KDTOP_CURSES_H
#include <stdint.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <wchar.h>

// From <term.h>, whose macros (lines, columns, tab …) would get in everybody's way.
struct term;
extern int setupterm(const char *name, int descriptor, int *error);
extern struct term *set_curterm(struct term *terminal);
extern int del_curterm(struct term *terminal);
extern char *tigetstr(const char *name);
extern int tigetflag(const char *name);
extern int tigetnum(const char *name);

// Whether terminfo knows the terminal. Unlike newterm and initscr this can neither print nor exit.
static inline int curses_knows_terminal(const char *name, int descriptor) {
  int error = 0;
  struct term *before = set_curterm(NULL);
  int known = setupterm(name, descriptor, &error) == OK;
  struct term *found = set_curterm(before);
  if (known && found != NULL) del_curterm(found);
  return known;
}

static inline WINDOW *curses_standard_window(void) { return stdscr; }
static inline int curses_pair_limit(void) { return COLOR_PAIRS; }

// The next update repaints every cell, whatever ncurses believes is there.
static inline void curses_repaint(void) { clearok(curscr, TRUE); }

// A terminfo string; NULL when the terminal has none.
static inline const char *curses_string(const char *name) {
  const char *value = tigetstr(name);
  return value == (const char *)-1 ? NULL : value;
}

// Whether colours are numbers of the form 0xRRGGBB. The capability may be a flag, a number or a string.
static inline int curses_has_direct_color(void) {
  return tigetflag("RGB") > 0 || tigetnum("RGB") > 0 || curses_string("RGB") != NULL;
}

// Writes one cell: a spacing code point and its combining ones, closed by 0. The cursor does not move, so the bottom
// right corner is a place like any other.
static inline int curses_put(WINDOW *window, int y, int x, const int32_t *text, attr_t attributes, int pair) {
  wchar_t characters[CCHARW_MAX + 1];
  int count = 0;
  while (count < CCHARW_MAX && text[count] != 0) {
    characters[count] = (wchar_t)text[count];
    count++;
  }
  characters[count] = 0;
  cchar_t cell;
  // The pair goes through the last argument, which unlike the short one holds every pair.
  if (setcchar(&cell, characters, attributes, 0, &pair) == ERR) return ERR;
  return mvwadd_wchnstr(window, y, x, &cell, 1);
}

// Columns the C library, and so ncurses, gives a code point; -1 when the locale cannot print it.
static inline int curses_width(int32_t codePoint) {
  extern int wcwidth(wchar_t);
  return wcwidth((wchar_t)codePoint);
}

// The terminal's size; 0 when it does not know.
static inline int curses_terminal_size(int descriptor, int *columns, int *rows) {
  struct winsize size;
  if (ioctl(descriptor, TIOCGWINSZ, &size) != 0) return 0;
  *columns = size.ws_col;
  *rows = size.ws_row;
  return size.ws_col > 0 && size.ws_row > 0;
}
#endif
