/* cursor.h: where the terminal's cursor is, and the shortest way to where it should be; also what
 * a terminal does from there: erase and scroll. What terminfo says is asked once; a capability that
 * is written as ECMA-48 writes it, as nearly all are, is then said without terminfo's formatting,
 * which takes longer than all the rest of a screen. */
#ifndef MANICULE_TUI_CURSOR_H
#define MANICULE_TUI_CURSOR_H

#include <stdbool.h>

#include "manicule/base/buf.h"

/* What the terminal is asked to do with one or two numbers. */
enum ability {
    CURSOR_PLACE,   /* cup */
    CURSOR_UP,      /* cuu */
    CURSOR_DOWN,    /* cud */
    CURSOR_RIGHT,   /* cuf */
    CURSOR_LEFT,    /* cub */
    CURSOR_COLUMN,  /* hpa */
    CURSOR_ERASE,   /* ech: characters from here on, the cursor stays */
    CURSOR_REGION,  /* csr: the rows that scroll; the cursor is then anywhere */
    CURSOR_FORWARD, /* indn: these go up */
    CURSOR_BACK,    /* rin */
    ABILITIES
};

struct cursor {
    unsigned row, col;
    bool known; /* the cursor is there */
    unsigned rows, cols;

    struct {
        const char *said; /* terminfo's, borrowed; NULL: the terminal cannot do it */
        char usual;       /* CSI numbers and this character; 0: as terminfo says it */
    } able[ABILITIES];
    const char *index, *reverse; /* one row up or down where the cursor is at the region's end */
    const char *erase_line;      /* from here to the end of the row */
    bool line_feed, back_space, carriage_return; /* LF, BS and CR only move it */
    bool scrolls;                                /* cursor_scroll() can be asked for */
};

/* Asks terminfo, which must have been set up. */
void cursor_start(struct cursor *);
bool cursor_stands(const struct cursor *, unsigned row, unsigned col); /* it is there already */
void cursor_lose(struct cursor *);                                     /* it may be anywhere */

/* Appends the way to the place, which is on the screen. */
void cursor_go(struct cursor *, unsigned row, unsigned col, struct buf *out);
/* So many columns were written where it stands. */
void cursor_wrote(struct cursor *, unsigned cols);

/* How many characters from the cursor on are erased, and what that costs in bytes (SIZE_MAX: it
 * cannot be done). Erasing up to the end of the row is cheap. */
size_t cursor_erase_cost(const struct cursor *, unsigned col, unsigned cols);
void cursor_erase(struct cursor *, unsigned cols, struct buf *out);

/* All rows scroll as one, whatever was said before: else a line feed would not only move down. */
void cursor_free_rows(struct cursor *, struct buf *out);

/* Rows top..bottom go up by `by` (down, where it is negative); those that come in are blank, in
 * the looks that are in force. */
void cursor_scroll(struct cursor *, unsigned top, unsigned bottom, int by, struct buf *out);

#endif
