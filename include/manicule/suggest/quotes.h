/* quotes.h: the natural quotations of a text (PRODUCT: the natural quotation; GUIDELINES Q1-Q6).
 *
 * Straight, curly, 「」『』 «» „“ ‚‘ ‹›, nested, across line breaks and paragraphs; unclosed,
 * unopened, closed twice. Straight marks pair by what stands beside them, not by parity. Pure:
 * only a window around the place is read, whatever the article's size.
 */
#ifndef MANICULE_SUGGEST_QUOTES_H
#define MANICULE_SUGGEST_QUOTES_H

#include "manicule/text/article.h"

enum quotation_state { QUOTATION_CLOSED, QUOTATION_UNCLOSED, QUOTATION_UNOPENED };

struct quotation {
    struct range range; /* marks included; unclosed: to its paragraph's end without the newline */
    enum quotation_state state;
    unsigned depth; /* 0: outermost */
};

/* The quotations around pos (a cursor on either mark counts as inside), outermost first, then
 * inner, then other sensible readings of broken marks. Returns how many, at most max. */
size_t quotes_at(const struct article *, struct pos, struct quotation *out, size_t max);

/* The next outermost quotation that starts at or after pos. */
bool quotes_next(const struct article *, struct pos, struct quotation *out);
bool quotes_prev(const struct article *, struct pos, struct quotation *out); /* starts before pos */

/* Of a speech in several paragraphs that began before pos: what is left from where it opens anew, at
 * or after pos, in this paragraph or the next. False: no such speech. */
bool quotes_reopening(const struct article *, struct pos pos, struct quotation *out);

/* True when the marks look like a quotation of someone's words rather than scare quotes, a title or a name (Q5):
 * a cue (colon, verb of saying) beside it, or a sentence of its own. Travel with `gq` goes by it. */
bool quotes_is_speech(const struct article *, const struct quotation *);

#endif
