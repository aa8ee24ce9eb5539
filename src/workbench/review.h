/* review.h: what the files of the review share. */
#ifndef MANICULE_WORKBENCH_REVIEW_H
#define MANICULE_WORKBENCH_REVIEW_H

#include "internal.h"

#include "manicule/marks/look.h"

/* Of the open document; n is 0 when nothing is reviewed here. Valid until marks change. */
const struct look *look_all(struct workbench *, size_t *n);
const struct look *look_of_review(struct workbench *); /* the reviewer's only one, or NULL */

/* The edits with which `gold`, one of the look's two sets, takes a reader's reading. */
enum fault look_take(struct workbench *, const struct look *, size_t item, size_t reader,
                     const struct set *gold, struct edits *, struct err *);

/* ---- review_words.c ---- */
/* What the review makes of the item: '"about" stays out', 'location "Kuwait" stays out'. */
void look_words(const struct workbench *, const struct look *, size_t item, unsigned columns,
                struct buf *out);
/* " (A2)": the reason of the verdict, where one was given. */
void look_reason(const struct workbench *, const struct verdict *, struct buf *out);

#endif
