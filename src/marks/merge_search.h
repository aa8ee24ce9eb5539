/* merge_search.h: the search for what stands in gold for each item, as its two halves share it. */
#ifndef MANICULE_SRC_MARKS_MERGE_SEARCH_H
#define MANICULE_SRC_MARKS_MERGE_SEARCH_H

#include "merge_parts.h"

struct found { /* a span of gold */
    const struct span *span;
    size_t item; /* COMPARE_NONE: none yet */
};

struct merge_search {
    struct merge *m;
    struct found *found; /* in order of content */
    size_t n;
    size_t *served; /* of each item: not 0 once it has a span */
    bool *pinned;   /* of each item: it has the one that the list names */
};

/* merge_claims.c: spans just where a reading has one. False: no memory. */
bool merge_claim(struct merge_search *);

#endif
