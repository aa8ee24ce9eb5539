/* review.h: one person's marks and a review of them, compared: what the files of the review share.
 *
 * The reviewer's set is a copy that they correct. An item of the comparison that is not agreed is a
 * correction; it is a proposal to the annotator as soon as the review's set holds a verdict on it
 * (look_said()): what the two differ in beyond that is the annotator's own later work.
 *
 * A verdict is kept under the key of the annotator's span, or of the review's own where there is
 * none; it names the review's span. Links are not in that key: the comparison sees them, and moving
 * one speaker's edge would take back the verdicts on all that this speaker said. What is disputed
 * and insisted on stands under the item's key, which no later change leaves the same.
 */
#ifndef MANICULE_WORKBENCH_REVIEW_H
#define MANICULE_WORKBENCH_REVIEW_H

#include "internal.h"

enum { LOOK_OWN, LOOK_REVIEW }; /* the readers of the comparison */

struct judged { /* a verdict by the review's span */
    struct uuid span;
    const struct verdict *verdict;
};

struct look {
    const struct set *own, *review;
    const struct set_info *info; /* of the review */
    struct comparison c;
    VEC(struct judged) judged;   /* in order of spans */
};

/* Of the open document; n is 0 when nothing is reviewed here. Valid until marks change. */
const struct look *look_all(struct workbench *, size_t *n);
const struct look *look_of_review(struct workbench *); /* the reviewer's only one, or NULL */

/* The item in which a span of either stands; COMPARE_NONE: it is gone. */
size_t look_find(const struct look *, struct uuid span);
/* What stands for the item: the annotator's first span, else the review's. */
const struct span *look_span(const struct look *, size_t item);
const struct span *look_review_span(const struct look *, size_t item); /* NULL: it is out */
bool look_differs(const struct look *, size_t item);

uint64_t look_key(const struct span *);
/* The review's verdict on the item: the newest word first. NULL: none. */
const struct verdict *look_verdict(const struct look *, size_t item);
bool look_said(const struct look *, size_t item); /* the difference is the reviewer's doing */

/* How often the annotator disputed it, and whether the review has an answer to the last time. */
const struct verdict *look_dispute(const struct look *, size_t item);
unsigned look_disputes(const struct look *, size_t item);
bool look_answered(const struct look *, size_t item);
bool look_waits(const struct look *, size_t item); /* disputed, and not answered */
/* Is there something to do for the reviewer; for the annotator? */
bool look_to_review(const struct look *, size_t item);
bool look_to_answer(const struct look *, size_t item);

/* Adds the verdict, over the one of that item in the set or in the list. */
void look_judge(const struct set *, const struct verdict *, struct edits *);
/* One verdict for each of the item's spans. */
void look_judge_item(const struct look *, size_t item, enum verdict_kind, const char *reason,
                     struct edits *);
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
