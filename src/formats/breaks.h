/* breaks.h: line breaks inside a span, for formats of one line each, in which a piece of a span cannot
 * hold one: the span is written in pieces, one a line, without the white space around the breaks, and
 * read again as what it was. White space and line breaks are Python's. */
#ifndef MANICULE_SRC_FORMATS_BREAKS_H
#define MANICULE_SRC_FORMATS_BREAKS_H

#include "manicule/text/article.h"

/* The next of the pieces that line breaks cut the range into. *at: the range's start at first. False:
 * there is none left. White space at the range's own edges stays where no break is in it. */
bool breaks_next(const struct article *, struct range, struct pos *at, struct range *out);
/* Is what lies between the pieces that end and start here just what breaks_next() leaves out? */
bool breaks_part(const struct article *, struct pos end, struct pos start);
/* The length of the character that the n bytes of UTF-8 begin with, n > 0; is it white space? */
size_t breaks_space(const char *text, size_t n, bool *space);
/* Is one of n bytes of UTF-8 a line break, or something else that ends a line of a file? */
bool breaks_in(const char *text, size_t n);

#endif
