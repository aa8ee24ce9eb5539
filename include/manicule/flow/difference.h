/* difference.h: how two sets of one document differ, span by span, as marks/compare.h pairs them. */
#ifndef MANICULE_FLOW_DIFFERENCE_H
#define MANICULE_FLOW_DIFFERENCE_H

#include "manicule/base/vec.h"
#include "manicule/marks/set.h"
#include "manicule/base/err.h"

enum difference_kind {
    DIFFERENCE_ONLY_A,
    DIFFERENCE_ONLY_B,
    DIFFERENCE_BOUNDARY,   /* one label, other places */
    DIFFERENCE_LABEL,      /* about one place, other labels */
    DIFFERENCE_SPLIT,      /* one span against several: the first of each, then the others alone */
    DIFFERENCE_ATTRIBUTES, /* of spans that are the same but for that */
    DIFFERENCE_LINKS       /* likewise: links that leave them */
};
const char *difference_name(enum difference_kind); /* "only", "boundary", ... */

struct difference {
    enum difference_kind kind;
    const struct span *a, *b; /* of the sets; NULL: not there */
};
struct differences {
    VEC(struct difference) all; /* in reading order */
    size_t same;                /* spans that both have, whatever their attributes and links */
};
/* The sets must stay as they are while the differences are looked at. */
enum fault differences_find(const struct set *a, const struct set *b, struct differences *out,
                            struct err *);
void differences_release(struct differences *);

#endif
