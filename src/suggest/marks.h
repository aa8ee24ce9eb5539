/* marks.h: quotation marks and how they pair within one paragraph. Private to the room. */
#ifndef MANICULE_SUGGEST_MARKS_H
#define MANICULE_SUGGEST_MARKS_H

#include "manicule/suggest/quotes.h"

enum { PAIRS_MAX = 1024 };

enum mark_family {
    FAMILY_NONE,
    FAMILY_STRAIGHT,
    FAMILY_FULLWIDTH,
    FAMILY_CURLY,
    FAMILY_SINGLE,
    FAMILY_CURLY_SINGLE,
    FAMILY_CORNER,
    FAMILY_WHITE_CORNER,
    FAMILY_HALF_CORNER,
    FAMILY_GUILLEMET,
    FAMILY_SINGLE_GUILLEMET,
    FAMILY_PRIME,
};

/* One quotation of a paragraph, whole or broken. */
struct pair {
    uint32_t start, end; /* marks included; the likeliest reading of a broken one */
    uint32_t other;      /* the other end (unclosed) or start (unopened) that makes sense */
    uint8_t state;       /* enum quotation_state */
    uint8_t family;
    uint8_t depth; /* by containment of the likeliest readings */
    bool leads;    /* its mark is the paragraph's first character but space */
    bool trails;   /* unclosed to the paragraph's end */
    bool first;    /* no mark of a pair stands before its own in the paragraph */
};

/* The pairs of s[from, to), in reading order, outer before inner; at most PAIRS_MAX. */
size_t marks_pair(const uint8_t *s, uint32_t from, uint32_t to, struct pair out[PAIRS_MAX]);

/* The family of the quotation mark at `at`, FAMILY_NONE if it is none. *next: past it. */
enum mark_family marks_family(const uint8_t *s, uint32_t at, uint32_t to, uint32_t *next);
/* Whether the mark there may open a quotation, by its own look or what stands beside it. */
bool marks_opens(const uint8_t *s, uint32_t from, uint32_t at, uint32_t to);

#endif
