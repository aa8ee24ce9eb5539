/* links.h: the offer of a link, between what it does (links.c) and what it says (linkwords.c). */
#ifndef MANICULE_WORKBENCH_LINKS_H
#define MANICULE_WORKBENCH_LINKS_H

#include "internal.h"

/* The relations that leave the quote, at most LINKS_MAX. */
size_t links_of(const struct workbench *, const struct span *quote, const struct relation *out[LINKS_MAX]);
bool links_lead_to(const struct relation *const *, size_t n, struct uuid speaker);
/* Was the quote linked to this speaker before the offer was made? */
bool links_had(const struct workbench *, struct uuid speaker);
/* Is the candidate one that the offer can go to? Not the one it is at, nor one that & adds to. */
bool links_can_take(const struct workbench *, size_t candidate);
size_t links_next(const struct workbench *); /* the one that the key again goes to, or the one it is at */

void linkwords_offer(struct workbench *);
/* ", no longer by Yoo": links that were there before and are not any more, appended. */
void linkwords_lost(const struct workbench *, const struct span *quote, struct buf *out);

#endif
