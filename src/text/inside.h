/* inside.h: what the files of this room share about an article. Not for other rooms.
 *
 * The bytes never change. All that is learnt about them lies behind `known`, is built when first
 * asked for, and is the same however it was reached: an index is only ever extended, and a window
 * is cut at places that depend on the bytes alone (windows.h).
 */
#ifndef MANICULE_TEXT_INSIDE_H
#define MANICULE_TEXT_INSIDE_H

#include <stddef.h>

#include "manicule/text/article.h"
#include "windows.h"

enum { SAMPLE = 4096 }; /* bytes between two entries of the sampled indexes */

/* How many of each lie before a sample's first byte. */
struct tally {
    uint32_t chars;  /* code points */
    uint32_t astral; /* those above U+FFFF: two UTF-16 units */
    uint32_t lines;  /* LF */
};

struct known {
    struct tally *tally; /* size / SAMPLE + 2 entries, of which tally[0..tallied] hold */
    uint32_t tallied;
    uint32_t *blanks; /* blank lines that start before a sample; blanks[0..blanked] hold */
    uint32_t blanked;
    struct windows clusters, words, rows;
    struct range sentence; /* the one found last */
};

struct article {
    uint8_t *bytes;
    uint32_t size;
    uint32_t edition;
    struct known *known;
};

static inline struct pos pos_clamp(const struct article *article, struct pos pos)
{
    return pos.byte < article->size ? pos : pos_at(article->size);
}

/* The character at a place that is not the end, and the one before a place that is not 0. Both
 * places must be starts of characters. */
uint32_t text_char(const struct article *, uint32_t at, uint32_t *length);
uint32_t text_char_before(const struct article *, uint32_t at, uint32_t *start);
/* The first place in [from, limit) between two characters that part; false: none. */
bool text_parted(const struct article *, uint32_t from, uint32_t limit,
                 bool (*parted)(uint32_t before, uint32_t after), uint32_t *place);

/* units.c: the number of LF before a place, and the place of the n-th LF (false: fewer). */
uint32_t units_newlines(const struct article *, uint32_t at);
bool units_newline(const struct article *, uint32_t n, uint32_t *at);

/* graphemes.c: marks[i] = 1 where a cluster starts, else 0, for text that starts at one. */
void clusters_mark(const uint8_t *bytes, size_t n, char *marks);
/* True when there is a boundary between a and b whatever stands before or after them. */
bool clusters_part(uint32_t a, uint32_t b);
/* A place in [from, limit) that is certain to be a boundary; false: none there. */
bool clusters_cut(const struct article *, uint32_t from, uint32_t limit, uint32_t *cut);

/* words.c: UAX #29 alone, breaks[i] = 1 where a word boundary is, also at 0. */
void words_mark(const uint8_t *bytes, size_t n, char *breaks);
void words_window(const struct article *, struct range window, char *marks);
bool words_cut(const struct article *, uint32_t from, uint32_t limit, uint32_t *cut);

/* linebreaks.c: UAX #14 with LB29: UC_BREAK_POSSIBLE at i where a row may end before byte i,
 * UC_BREAK_MANDATORY on a newline (the row ends after it). */
void linebreaks_mark(const uint8_t *bytes, size_t n, char *breaks);
/* Where windows of rows are cut: after a newline, or where a row may end. */
bool linebreaks_cut(const struct article *, uint32_t from, uint32_t limit, uint32_t *cut);

#endif
