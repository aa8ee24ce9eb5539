/* chars.h: what a single character is to the screen. Shared by the glyph files only. */
#ifndef MANICULE_TEXT_CHARS_H
#define MANICULE_TEXT_CHARS_H

#include "manicule/text/glyph.h"

enum chars_kind {
    CHARS_SHOWN,     /* sent as it is, one or two columns wide */
    CHARS_SPACING,   /* the same, but stands behind a base in its cluster */
    CHARS_MARK,      /* takes no column: combines with what is before it */
    CHARS_CARET,     /* C0 and DEL: ^[ */
    CHARS_HEX,       /* <009B> */
    CHARS_HIDDEN,    /* <202E>: bidi controls and what is invisible */
    CHARS_VARIATION, /* a variation selector: never sent */
    CHARS_REGIONAL,  /* half a flag: two of them are shown as letters */
    CHARS_TAG,       /* U+E0020-E007F */
};

struct chars_range {
    uint32_t first, last;
};

bool chars_in(uint32_t c, const struct chars_range *table, size_t n);
enum chars_kind chars_kind(uint32_t c, const struct widths *);

/* ambiguous.c: East Asian Ambiguous, but for marks and private use. */
bool ambiguous_has(uint32_t c);

#endif
