/* page.h: curses, which knows what the terminal is: it begins, clears and leaves the screen, and
 * says what terminfo says. It writes into memory, so that the tty sends its bytes with ours in one
 * write(2), whatever their number, and sees when the line is lost. */
#ifndef MANICULE_TUI_PAGE_H
#define MANICULE_TUI_PAGE_H

#include <stdbool.h>

#include "manicule/base/buf.h"
#include "manicule/base/err.h"

struct page;

/* Is there a terminal on these descriptors, of a kind that can be drawn on? Else FAULT_TERMINAL
 * and one line. Nothing is sent or changed. */
enum fault page_check(int in, int out, struct err *);

/* Starts curses on the terminal `out` of so many rows; one at a time. It changes the terminal's
 * modes, but sends nothing. page_check() comes first. */
enum fault page_new(int out, unsigned rows, struct page **, struct err *);
void page_free(struct page *); /* NULL is fine */

bool page_resize(struct page *, unsigned rows);

/* Append what takes the screen, if it is not ours, and clears it; what gives it back. */
void page_clear(struct page *, struct buf *);
void page_leave(struct page *, struct buf *);

/* ---- terminfo, once curses has been started ---- */

/* A string capability such as "rmcup", borrowed; NULL: the terminal has it not. */
const char *page_says(const char *name);
/* What such a string sends, appended; of a capability by name, nothing where there is none. */
void page_string(const char *said, struct buf *);
void page_capability(const char *name, struct buf *);
/* The same of a string that takes one or two numbers. */
void page_numbers(const char *said, int first, int second, struct buf *);
bool page_flag(const char *name);
int page_number(const char *name); /* 0: none is said */

#endif
