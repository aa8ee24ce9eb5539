/* speakers.h: who likely said a quotation. Order: before the colon, a short line above, same
 * sentence, same paragraph, the last quote's speaker, earlier mentions. Pure. */
#ifndef MANICULE_SUGGEST_SPEAKERS_H
#define MANICULE_SUGGEST_SPEAKERS_H

#include "manicule/text/article.h"

enum speaker_place {
    SPEAKER_BEFORE_COLON, SPEAKER_LINE_ABOVE, SPEAKER_SENTENCE, SPEAKER_PARAGRAPH, SPEAKER_LAST, SPEAKER_EARLIER
};

struct speaker_choice {
    size_t index; /* into the speakers handed in */
    enum speaker_place place;
};

/* Ranks the speakers (ranges in reading order, from a window around the quote) for the quote.
 * last: index of the last quote's speaker, or SIZE_MAX. Returns how many were written, at most max. */
size_t speakers_rank(const struct article *, struct range quote, const struct range *speakers, size_t n,
                     size_t last, struct speaker_choice *out, size_t max);

#endif
