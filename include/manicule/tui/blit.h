/* blit.h: a screen (view/screen.h) goes to the terminal: the bytes that change what it shows into
 * what it should show. Rows that moved are scrolled, cells that stand are left alone, the cursor
 * goes the shortest way and looks are said in the shortest words.
 *
 * The bytes are ours and not those of curses' refresh: that took three quarters of the time of a
 * page, most of it in formatting terminfo's strings anew for each move and colour. */
#ifndef MANICULE_TUI_BLIT_H
#define MANICULE_TUI_BLIT_H

#include "manicule/base/buf.h"
#include "manicule/tui/sgr.h"
#include "manicule/view/theme.h"

struct blit;

/* Curses must have been started. utf8 false: what is not ASCII is sent as '?'. NULL: no memory.
 * blit_theme() must follow. */
struct blit *blit_new(bool utf8);
void blit_free(struct blit *); /* NULL is fine */

/* How the roles look from now on. Without colours (the theme's wish or the terminal's) the bits
 * alone remain. The screen must be cleared next. */
void blit_theme(struct blit *, const struct theme *);

/* The terminal was cleared, in whatever looks, and the cursor may be anywhere. */
void blit_cleared(struct blit *);

/* Appends what leads to the screen and its cursor. The size may differ from the last screen's
 * only when the terminal was cleared. False: out of memory, and the terminal must be cleared
 * before the next screen. */
bool blit_screen(struct blit *, const struct screen *, struct buf *out);

/* ---- for tests ---- */

/* What a cell of the terminal is believed to show. */
struct blit_shown {
    uint32_t c[GLYPH_CHARS];
    struct sgr sgr;
    bool right; /* the right half of a wide character */
};
void blit_size(const struct blit *, unsigned *rows, unsigned *cols);
struct blit_shown blit_shown(struct blit *, unsigned row, unsigned col);

#endif
