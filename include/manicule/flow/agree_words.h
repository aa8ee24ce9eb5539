/* agree_words.h: what `agree` found, in words and pictures: for the verb and for the workbench. */
#ifndef MANICULE_FLOW_AGREE_WORDS_H
#define MANICULE_FLOW_AGREE_WORDS_H

#include "manicule/flow/agree.h"
#include "manicule/text/glyph.h"

/* A reader as people read it: gold is "gold". */
const char *agree_name(const struct agree_options *, size_t reader);

/* What both sides of a lost point have in common: the spans' label, or the relation's type; NULL:
 * their labels differ. */
const char *agree_point_of(const struct agree_options *, const struct agreement_point *);
/* The span at the far end of the relation on one side, which must have it. */
const struct span *agree_point_end(const struct agree_place *, const struct agreement_point *,
                                   int side);
/* The value of the point's attribute on one side, unescaped; false: there is none. */
bool agree_point_value(const struct agreement_point *, int side, struct buf *out);

/* A lost point as pieces of a line. Each quotation of the text has that many columns, its middle
 * left out where it is longer, for both edges are to be seen; with 0 it is left out. */
struct agree_words {
    struct buf what;    /* "boundary quote", 'attribute type of quote "..."' */
    struct buf side[2]; /* '"It takes..."', "nothing", without whose it is */
    unsigned pieces;    /* quotations in all three */
};
void agree_words_of(const struct agree_options *, const struct agree_place *,
                    const struct agreement_point *, unsigned columns, struct agree_words *);
void agree_words_release(struct agree_words *);

/* The labels that anyone used or may use, LABEL_NONE (all together) first; how many. */
size_t agree_labels(const struct agree_options *, const struct agreement *,
                    uint16_t out[LABELS_MAX + 1]);

/* The matrix of labels, a line each, of all pairs of readers together: rows are the first reader's,
 * columns the second's, the last of each are spans without a pair. A cell is its number behind a
 * shade for its share of the row, so that it reads without colour. */
void agree_heat(const struct agree_options *, const struct agreement *, unsigned columns, bool utf8,
                struct buf *out);

/* A name in a column of its own: cut where it is too long, on its right or left side. */
void agree_column(const char *name, unsigned columns, bool right, struct buf *out);

#endif
