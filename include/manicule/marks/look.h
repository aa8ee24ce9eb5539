/* look.h: one person's marks and a review of them, compared.
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
#ifndef MANICULE_MARKS_LOOK_H
#define MANICULE_MARKS_LOOK_H

#include "manicule/base/vec.h"
#include "manicule/marks/compare.h"
#include "manicule/marks/edit.h"

enum { LOOK_OWN, LOOK_REVIEW }; /* the readers of the comparison */

struct judged { /* a verdict by the review's span */
    struct uuid span;
    uint64_t item;
};

struct set_info;
struct look {
    const struct set *own, *review;
    const struct set_info *info; /* the caller's word of the review */
    struct comparison c;
    VEC(struct judged) judged;   /* in order of spans */
};

/* Points into both sets. A zeroed or released *out; after a fault it is so again. */
enum fault look_begin(const struct set *own, const struct set *review, const struct article *,
                      struct look *out, struct err *);
void look_release(struct look *);
/* The look after the edits of the review's set, or of one's own. False: it must be made anew. */
bool look_follow(struct look *, const struct edits *, bool of_review);
/* How many proposals are open: neither adopted nor given up. */
size_t look_open(const struct look *);

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
bool look_for_lead(const struct look *, size_t item); /* the same, for the second time */
/* Is there something to do for the reviewer; for the annotator? */
bool look_to_review(const struct look *, size_t item);
bool look_to_answer(const struct look *, size_t item);

/* Adds the verdict, over the one of that item in the set or in the list. */
void look_judge(const struct set *, const struct verdict *, struct edits *);
/* One verdict for each of the item's spans. */
void look_judge_item(const struct look *, size_t item, enum verdict_kind, const char *reason,
                     struct edits *);
#endif
