/* page.h: curses, drawing into memory. What a refresh writes is taken as bytes, so that the tty
 * sends it with one write(2), whatever its size, and sees when the line is lost. */
#ifndef MANICULE_TUI_PAGE_H
#define MANICULE_TUI_PAGE_H

#include <stdbool.h>

#include "manicule/base/buf.h"
#include "manicule/base/err.h"

struct page;

/* Is there a terminal on these descriptors, of a kind that can be drawn on? Else FAULT_TERMINAL
 * and one line. Nothing is sent or changed. */
enum fault page_check(int in, int out, struct err *);

/* Starts curses on the terminal `out` with this size; one at a time. The locale must be set. It
 * changes the terminal's modes, but sends nothing. page_check() comes first. */
enum fault page_new(int out, unsigned rows, unsigned cols, struct page **, struct err *);
void page_free(struct page *); /* NULL is fine */

bool page_resize(struct page *, unsigned rows, unsigned cols);

/* After refresh() or endwin(): what curses wrote since the last call, appended; NULL: dropped. */
void page_take(struct page *, struct buf *);

/* A capability of terminfo such as "rmcup", appended as bytes; nothing where there is none. */
void page_capability(const char *name, struct buf *);

#endif
