/* tty.h: the terminal: its modes, its size, its output.
 *
 * Curses begins, clears and leaves the screen, blit.h changes it, and one write(2) sends what both
 * made, with the modes (mouse, paste) and the bell in it. So a page is one packet whatever its
 * size, and a lost line is seen where it happens. Input does not pass through curses at all.
 */
#ifndef MANICULE_TUI_TTY_H
#define MANICULE_TUI_TTY_H

#include <stdbool.h>

#include "manicule/base/err.h"
#include "manicule/text/glyph.h"
#include "manicule/tui/input.h"
#include "manicule/view/theme.h"

struct tty;

enum { TTY_ROWS_MAX = 500, TTY_COLS_MAX = 1000 };

/* Checks that there is a terminal that can be drawn on, makes it raw, and asks it for its widths.
 * FAULT_TERMINAL says in one line what is missing. tty_end() must follow. */
enum fault tty_begin(struct tty **out, struct err *);
/* Takes the answers (waits for them up to PROBE_WAIT since tty_begin()). Nothing is shown yet. */
enum fault tty_open(struct tty *, struct input *, struct err *);
/* The terminal as it was, also before tty_open(). NULL is fine. */
void tty_end(struct tty *);

const struct widths *tty_widths(const struct tty *);
bool tty_utf8(const struct tty *);
bool tty_colours(const struct tty *); /* it has them, and NO_COLOR is unset */
void tty_size(const struct tty *, unsigned *rows, unsigned *cols); /* clamped */

void tty_theme(struct tty *, const struct theme *); /* the next screen is sent whole */
void tty_mouse(struct tty *, bool on);   /* with the next screen */
void tty_bell(struct tty *);             /* with the next screen */
void tty_extra(struct tty *, const char *bytes); /* with the next screen, after it */
void tty_redraw(struct tty *);           /* the next screen is sent whole */

/* Sends what differs from the last screen. False: the terminal is gone. */
bool tty_show(struct tty *, const struct screen *);

/* Sends what tty_extra() and the like left, if anything, without a screen. */
bool tty_flush(struct tty *);

struct blit *tty_blit(struct tty *); /* for tests: what the terminal is believed to show */

enum tty_ready { TTY_NOTHING, TTY_INPUT, TTY_GONE };
/* Waits for bytes or a signal up to `wait` ms (-1: for ever) and feeds what came, as far as a
 * frame's worth. */
enum tty_ready tty_wait(struct tty *, int wait, struct input *);

void tty_suspend(struct tty *); /* stops; returns when continued, the next screen is sent whole */
void tty_resume(struct tty *);  /* someone else continued us: modes anew, next screen whole */
bool tty_resize(struct tty *);  /* reads the new size; false: it is as it was */

#endif
