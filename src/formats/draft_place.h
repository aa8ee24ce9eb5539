/* draft_place.h: a draft's span as a span of the article: pieces, words, and where they went. */
#ifndef MANICULE_SRC_FORMATS_DRAFT_PLACE_H
#define MANICULE_SRC_FORMATS_DRAFT_PLACE_H

#include "draft.h"
#include "offsets.h"

struct placing {
    struct intake *intake;
    const struct article *article;
    struct arena *arena;   /* of the record: fragments are its */
    struct offsets known;  /* where the last span began */
};

/* Fills at, fragments and n_fragments. *moved: the words were found elsewhere. FAULT_INPUT: it cannot be placed. */
enum fault draft_place(struct placing *, struct draft_span *, struct span *out, bool *moved,
                       struct err *);

#endif
