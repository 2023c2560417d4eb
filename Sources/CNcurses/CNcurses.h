// Wide-character ncurses for Swift. NCURSES_WIDECHAR must be set before the header is read.
#ifndef KDTOP_CNCURSES_H
#define KDTOP_CNCURSES_H
#define NCURSES_WIDECHAR 1
#define NCURSES_NOMACROS 1
#include <ncurses.h>

#include "Curses.h"
#include "Signals.h"
#endif
