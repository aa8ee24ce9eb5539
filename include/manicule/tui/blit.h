/* blit.h: a screen (view/screen.h) goes to curses, which knows what the terminal shows already.
 * Only rows that differ from the last screen are handed over. */
#ifndef MANICULE_TUI_BLIT_H
#define MANICULE_TUI_BLIT_H

#include "manicule/view/theme.h"

struct blit;

/* Curses must have been started. utf8 false: what is not ASCII is sent as '?'. NULL: no memory. */
struct blit *blit_new(bool utf8);
void blit_free(struct blit *);

/* How the roles look from now on; every row is handed over anew. Without colours (the theme's
 * wish or the terminal's) the bits alone remain. */
void blit_theme(struct blit *, const struct theme *);
void blit_forget(struct blit *); /* every row anew: curses' own picture was changed */

/* Curses then holds the screen and the cursor; the caller refreshes. */
void blit_screen(struct blit *, const struct screen *);

#endif
