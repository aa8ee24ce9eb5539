/* amounts.h: the natural amount: number with its unit, without the qualifier (GUIDELINES A1-A5). Pure. */
#ifndef MANICULE_SUGGEST_AMOUNTS_H
#define MANICULE_SUGGEST_AMOUNTS_H

#include "manicule/text/article.h"

struct amount {
    struct range range;
    char value[48];     /* decimal, or low–high; empty when it cannot be read */
    char unit[32];      /* ISO 4217, SI or the noun; empty: implied */
    char qualifier[8];  /* about, ≥, >, ≤, <; or empty */
    bool garbled;       /* cannot be right: 865.<> billion */
};

/* Readings of the amount at pos, the likeliest first, then the next sensible boundaries. */
size_t amounts_at(const struct article *, struct pos, struct amount *out, size_t max);
bool amounts_next(const struct article *, struct pos, struct amount *out); /* starts at or after pos */
bool amounts_prev(const struct article *, struct pos, struct amount *out); /* starts before pos */
/* value, unit and qualifier of exactly these words, as an annotator selected them. */
bool amounts_read(const struct article *, struct range, struct amount *out);

#endif
