/* width.h: how wide curses believes characters to be.
 *
 * ncurses asks wcwidth(). The program defines wcwidth() itself, by text/glyph.h, so that the
 * layout and curses cannot disagree, and so that a terminal on which ambiguous characters take
 * two columns can be served. There is one terminal, so there is one set of widths. */
#ifndef MANICULE_TUI_WIDTH_H
#define MANICULE_TUI_WIDTH_H

#include "manicule/text/glyph.h"

void width_use(const struct widths *);

/* Does curses see this wcwidth()? A build that hides it is noticed here, not on the screen. Needs
 * curses started. */
bool width_reaches_curses(void);

#endif
