/* review_look.c: one person's marks and a review of them, laid beside each other: made when it is asked
 * for, and kept as long as marks stay the same. */
#include "review.h"

#include <stdlib.h>

void wb_review_forget(struct workbench *wb)
{
    for (size_t i = 0; i < wb->n_looks; i++)
        look_release(&wb->looks[i]);
    free(wb->looks);
    wb->looks = NULL;
    wb->n_looks = 0;
    wb->looked = false;
}

void wb_review_follow(struct workbench *wb, const struct edits *edits)
{
    bool review = wb->subject.kind == SET_REVIEW;
    for (size_t i = 0; i < wb->n_looks; i++)
        if (!look_follow(&wb->looks[i], edits, review)) {
            wb_review_forget(wb);
            return;
        }
}

static bool add_look(struct workbench *wb, const struct set *own, const struct set *review,
                     const struct set_info *info)
{
    struct look *look = &wb->looks[wb->n_looks];
    struct err err = {0};
    if (look_begin(own, review, wb->article, look, &err) != OK)
        return false;
    look->info = info;
    wb->n_looks++;
    return true;
}

const struct look *look_all(struct workbench *wb, size_t *n)
{
    bool ok = true, review = wb->subject.kind == SET_REVIEW;
    if (!wb->looked && wb->article && wb->others.n && (review || wb->subject.kind == SET_PERSON)) {
        wb_need_all(wb);
        wb->looks = calloc(wb->others.n, sizeof *wb->looks);
        ok = wb->looks;
        for (size_t i = 0; ok && i < (review ? 1 : wb->others.n); i++) {
            const struct other *other = &wb->others.at[i];
            ok = review ? add_look(wb, other->set, wb->set, &wb->info)
                        : add_look(wb, wb->set, other->set, &other->info);
        }
        wb->looked = true;
    }
    if (!ok) {
        wb_review_forget(wb);
        wb->looked = true; /* said once, not with each row */
        wb_warn(wb, "out of memory: the review cannot be shown");
    }
    *n = wb->n_looks;
    return wb->looks;
}

const struct look *look_of_review(struct workbench *wb)
{
    size_t n = 0;
    const struct look *look = wb->subject.kind == SET_REVIEW ? look_all(wb, &n) : NULL;
    return n ? look : NULL;
}

enum fault look_take(struct workbench *wb, const struct look *look, size_t item, size_t reader,
                     const struct set *gold, struct edits *edits, struct err *err)
{
    const struct decision decision = {.take = MERGE_READER, .reader = reader};
    struct decided entry;
    struct merge *merge;
    enum fault fault = merge_match(&look->c, gold, NULL, 0, &merge, err);
    if (fault)
        return fault;
    fault = merge_decide(merge, item, &decision, wb_merge_ids(wb), edits, &entry, err);
    merge_free(merge);
    return fault;
}
