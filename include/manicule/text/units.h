/* units.h: the one place where bytes become code points, UTF-16 units or line and column, and
 * back. A sampled index, extended as far as it was asked for. */
#ifndef MANICULE_TEXT_UNITS_H
#define MANICULE_TEXT_UNITS_H

#include "manicule/text/article.h"

enum unit { UNIT_CODEPOINT, UNIT_UTF8, UNIT_UTF16 };

uint32_t article_codepoint(const struct article *, struct pos);
uint32_t article_utf16(const struct article *, struct pos);
uint32_t article_unit(const struct article *, struct pos, enum unit);

/* Code points of a range that begins and ends between characters. Where the range is short this looks
 * at nothing else, so that places in order are cheaper counted from one to the next than each found. */
uint32_t article_codepoints_in(const struct article *, struct range);

/* The place of code point n: false when n is past the end (n == the length is the end). */
bool article_from_codepoint(const struct article *, uint32_t n, struct pos *out);
/* False also when n is in the middle of a surrogate pair or of a character's bytes. */
bool article_from_unit(const struct article *, uint32_t n, enum unit, struct pos *out);

uint32_t article_codepoints(const struct article *); /* of the whole article */
uint32_t article_lines(const struct article *);      /* a last line without newline counts */
uint32_t article_line_number(const struct article *, struct pos); /* from 0 */
/* False when there are fewer. The place behind a closing newline starts line article_lines(). */
bool article_line_start(const struct article *, uint32_t line, struct pos *out);
uint32_t article_column(const struct article *, struct pos); /* code points from the line's start */

const char *unit_name(enum unit);                   /* "codepoint", "utf8", "utf16" */
bool unit_parse(const char *name, enum unit *out);

#endif
