/* differing.h: what diff.c and diff_words.c share. Not for other rooms. */
#ifndef MANICULE_TEXT_DIFFERING_H
#define MANICULE_TEXT_DIFFERING_H

#include "manicule/base/vec.h"
#include "manicule/text/diff.h"

#define PART_NONE UINT32_MAX

/* A piece of either text: a sentence or a word, known by its content. */
struct part {
    uint32_t start, end;
    uint32_t class; /* the same for the same bytes */
    uint32_t other; /* the part of the other text that it is, or PART_NONE */
    bool alike;     /* not the same bytes, but about the same words */
    bool moved;
};
struct parts {
    const uint8_t *bytes;
    VEC(struct part) list;
};

/* Gives equal parts of both texts equal classes, from 0 without gaps. False: no memory. */
bool parts_classify(struct parts sides[2], uint32_t *classes);
/* Of the parts between from and to of each side: those that either side has once there, in the same
 * order on both, become each other's `other`; and what follows them or stands before them and is
 * the same. With `also_moved`, those of at least that many bytes that are elsewhere, too. */
bool parts_anchor(struct parts sides[2], const uint32_t from[2], const uint32_t to[2], uint32_t classes,
                  uint32_t also_moved);

/* Of the sentences that are in one text only: those that share half their words and were moved
 * become each other's `other`, and `alike`. *many: there are too many to be looked at. */
bool parts_alike(struct parts sides[2], const struct article *before, const struct article *after,
                 bool *many);
/* The next word of letters in [*at, end), which moves behind it: false: none. *alone: it is one
 * letter of a script without spaces. */
bool words_next(const struct article *, uint32_t *at, uint32_t end, struct range *word, bool *alone);

struct differing {
    const struct article *before, *after;
    VEC(struct diff_piece) pieces;
    bool coarse;
};
bool differing_add(struct differing *, struct diff_piece); /* joins it to the last one where they touch */
/* Compares two stretches word by word. */
bool differing_words(struct differing *, struct range from, struct range to, bool moved);

#endif
