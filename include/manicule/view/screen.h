/* screen.h: a screen as a value: rows of cells with a face. Made by view/, sent by tui/, compared
 * by tests, drawn as SVG for the README. */
#ifndef MANICULE_VIEW_SCREEN_H
#define MANICULE_VIEW_SCREEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "manicule/text/glyph.h"

/* What a cell means; a theme says how that looks. Labels take their colours in the order of the
 * label set. */
enum face_role {
    ROLE_TEXT,
    ROLE_STATUS,  /* the top and bottom lines */
    ROLE_HINT,
    ROLE_NOTE,    /* margin notes, quiet text */
    ROLE_FRAME,   /* borders */
    ROLE_WARN,    /* doubts, refusals */
    ROLE_SEARCH,
    ROLE_GHOST,   /* suggestions */
    ROLE_PLACEHOLDER,
    ROLE_HEADING,
    ROLE_LABEL,   /* ROLE_LABEL + n: the n-th label, 0 to LABEL_ROLES - 1, round and round */
};
enum { LABEL_ROLES = 12, ROLES = ROLE_LABEL + LABEL_ROLES };

enum face_bits { FACE_UNDERLINE = 0x100, FACE_BOLD = 0x200, FACE_REVERSE = 0x400, FACE_DIM = 0x800 };
enum { FACE_ROLE = 0xff };

struct cell {
    uint32_t c[GLYPH_CHARS]; /* zero-terminated if shorter; c[0] == 0: the right half of a wide one */
    uint16_t face;           /* role | face_bits */
    uint8_t width;           /* 1, 2, or 0 for a right half */
};

struct screen {
    unsigned rows, cols;
    struct cell *cell; /* rows * cols, row by row */
    unsigned cursor_row, cursor_col;
    bool cursor_shown;
};

bool screen_resize(struct screen *, unsigned rows, unsigned cols); /* blank; false: no memory */
void screen_release(struct screen *);
struct cell *screen_at(const struct screen *, unsigned row, unsigned col);
void screen_blank(struct screen *, unsigned row, unsigned col, unsigned cols, uint16_t face);
/* Draws text (any bytes; shown as plain_text() would) within `cols` columns; returns columns used. */
unsigned screen_text(struct screen *, unsigned row, unsigned col, unsigned cols, const char *text,
                     uint16_t face, const struct widths *);
/* One of the program's own signs: a character of one column. */
void screen_sign(struct screen *, unsigned row, unsigned col, const char *sign, uint16_t face);
/* Draws a planned glyph when it fits into `cols`; returns columns used, 0 when it does not fit. */
unsigned screen_glyph(struct screen *, unsigned row, unsigned col, unsigned cols,
                      const struct glyph *, uint16_t face);
/* The screen as lines of text, trailing spaces cut: what golden tests hold. */
struct buf;
void screen_dump(const struct screen *, struct buf *out);

#endif
