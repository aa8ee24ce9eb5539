/* looks.h: shortens what curses says about looks. Curses takes colour and attributes back one by
 * one, sets them one by one, and selects the character set again each time; on a page with many
 * marks that is more than the text. Here the wish is noted, and the shortest sequence from what the
 * terminal shows to what is wished is sent when the next character comes. Only SGR sequences (CSI
 * numbers m) and selections of the character set are touched: all else passes as it is. */
#ifndef MANICULE_TUI_LOOKS_H
#define MANICULE_TUI_LOOKS_H

#include <stdbool.h>
#include <stdint.h>

#include "manicule/base/buf.h"

/* How characters look from here on. Zeroed: nothing special. */
struct look {
    uint16_t bits;   /* bit n: SGR n, from 1 (bold) to 9 */
    uint32_t fg, bg; /* 0: the terminal's own; 1 + n: the n-th of 256; LOOKS_RGB | 0xrrggbb */
};

enum { LOOKS_RGB = 0x1000000 };

/* Zeroed, it knows nothing of the terminal. */
struct looks {
    struct look is, wished;
    bool known;         /* `is` is true */
    bool lost;          /* something was wished that is not understood: all passes until a reset */
    char set, shift;    /* which character set was selected: X of ESC ( X, SO or SI; 0: unknown */
    const char *normal; /* the terminal's own sequence for no looks and the plain character set,
                           borrowed, or NULL. It is sent before the screen is cleared: who clears
                           trusts nothing. */
};

/* Appends the bytes, shortened, to `out`. Whole sequences only: as a refresh leaves them. */
void looks_shorten(struct looks *, const char *bytes, size_t n, struct buf *out);

/* Someone else has used the terminal. */
void looks_forget(struct looks *);

#endif
