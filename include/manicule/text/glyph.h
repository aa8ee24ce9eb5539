/* glyph.h: what is shown for every character (PROMISES of the manual's manicule(7): hostile text
 * is inert). One function turns text into cells; nothing else passes text to a terminal or a log.
 *
 * A cluster becomes one or more cells. A cell holds at most GLYPH_CHARS characters of which the
 * first has width 1 or 2 and the others 0, none of them below U+0020, none invisible: what the
 * terminal is sent. What cannot be shown as itself becomes a placeholder such as ^[ or <202E>.
 */
#ifndef MANICULE_TEXT_GLYPH_H
#define MANICULE_TEXT_GLYPH_H

#include <stddef.h>

#include "manicule/text/article.h"

enum { GLYPH_CHARS = 5, GLYPH_CELLS = 24 };

enum glyph_kind {
    GLYPH_PLAIN,
    GLYPH_PLACEHOLDER, /* drawn dim, selectable as one unit; flags, and clusters with a +n, too */
    GLYPH_HIDDEN,      /* holds a placeholder for something invisible or bidi: counted in the status */
    GLYPH_NEWLINE,     /* LF or CRLF: no cells */
    GLYPH_TAB,         /* spaces to the next tab stop */
};

struct glyph_cell {
    uint32_t c[GLYPH_CHARS]; /* zero-terminated if shorter */
    uint8_t width;           /* 1 or 2 */
};

struct glyph {
    enum glyph_kind kind;
    uint8_t n;      /* cells */
    uint8_t width;  /* their widths together, in columns */
    struct glyph_cell cell[GLYPH_CELLS];
};

/* What the terminal at hand does with widths; decided once at start. Zeroed = the safe default,
 * and so is NULL wherever a pointer to it is taken. */
struct widths {
    uint8_t ambiguous; /* 2: East Asian Ambiguous takes two columns; else one */
    bool new_emoji;    /* draws emoji newer than Unicode 10 two columns wide */
};

enum { TAB_STOP = 8 };

/* The cells for the cluster of n bytes; column is where it starts (for tabs). ASCII is fast. */
void glyph_plan(const uint8_t *bytes, size_t n, unsigned column, const struct widths *,
                struct glyph *out);
/* Its width alone, in columns. */
unsigned glyph_width(const uint8_t *bytes, size_t n, unsigned column, const struct widths *);

/* Columns of one character; -1 for what is never sent. */
int glyph_char_width(uint32_t c, const struct widths *);

/* How many bytes, at most n, of `text` (any bytes, UTF-8 or not) fit into `columns`, written to
 * out as safe UTF-8 (no byte below 0x20, no DEL, C1, bidi or invisible character). Newlines are
 * shown as U+23CE, tabs as a space, bytes that are no UTF-8 as <FF>. For messages, status lines,
 * logs and file names. With columns 0: no limit. */
struct buf;
size_t plain_text(const void *text, size_t n, unsigned columns, const struct widths *,
                  struct buf *out);
/* The same for a reader that is no grid of cells (a pipe, a screen reader): characters that are
 * shown as themselves keep their bytes, so that a joined emoji stays whole; the others are
 * placeholders. */
void plain_exact(const void *text, size_t n, struct buf *out);
unsigned plain_width(const void *text, size_t n, const struct widths *);

/* The code points of a cluster and their names, "U+202E RIGHT-TO-LEFT OVERRIDE", for the status. */
void glyph_name(const uint8_t *bytes, size_t n, struct buf *out);

#endif
