/* review_begin.c: where a review starts. Its set is a copy of the annotator's marks that the reviewer
 * corrects; when they come back for another round, it follows what the annotator changed beyond what
 * was proposed. Both are made in memory and go into the file with the first decision, in its step:
 * who only looks leaves nothing behind, and undoing that decision ends the review.
 */
#include "review.h"

#include <stdlib.h>

struct twin { /* an annotator's span and its copy */
    struct uuid own, copy;
};

static int by_own(const void *a, const void *b)
{
    const struct twin *x = a, *y = b;
    return uuid_order(x->own, y->own);
}

static struct uuid copy_of(const struct twin *twins, size_t n, struct uuid own)
{
    const struct twin key = {.own = own};
    const struct twin *found = n ? bsearch(&key, twins, n, sizeof *twins, by_own) : NULL;
    return found ? found->copy : (struct uuid){{0}};
}

static void copy_relations(struct workbench *wb, const struct set *own, const struct twin *twins,
                           size_t n)
{
    const struct relation *at;
    for (size_t i = 0; (at = set_relation_at(own, i)); i++) {
        struct relation copy = *at;
        copy.id = uuid_new(&wb->options.env);
        copy.from = copy_of(twins, n, at->from);
        copy.to = copy_of(twins, n, at->to);
        edits_add_relation(&wb->draft, &copy);
    }
}

static void copy_marks(struct workbench *wb, const struct set *own)
{
    size_t n = 0;
    struct twin *twins = calloc(set_count(own) + 1, sizeof *twins);
    if (!twins) {
        wb->draft.failed = true;
        return;
    }
    for (const struct span *at = set_first(own); at; at = set_next(own, at)) {
        struct span copy = *at;
        copy.id = uuid_new(&wb->options.env);
        copy.links = NULL;
        edits_add_span(&wb->draft, &copy);
        twins[n++] = (struct twin){at->id, copy.id};
    }
    qsort(twins, n, sizeof *twins, by_own);
    copy_relations(wb, own, twins, n);
    free(twins);
}

/* The annotator's own later work: nothing of it is the reviewer's doing. */
static size_t next_own_work(const struct look *look)
{
    for (size_t i = 0; i < look->c.n; i++)
        if (look_differs(look, i) && !look_said(look, i) && !look_dispute(look, i))
            return i;
    return COMPARE_NONE;
}

/* What was accepted there was something else. */
static void drop_verdicts(const struct look *look, size_t item, struct edits *edits)
{
    const struct verdict *verdict = look_verdict(look, item);
    if (verdict)
        edits_verdict(edits, verdict, NULL);
}

static enum fault follow(struct workbench *wb, const struct look *look, size_t item, struct err *err)
{
    struct edits edits = {0};
    size_t first = wb->draft.n;
    enum fault fault = look_take(wb, look, item, LOOK_OWN, look->review, &edits, err);
    if (!fault) {
        drop_verdicts(look, item, &edits);
        fault = edits.failed || !vec_reserve(&wb->draft, edits.n)
                    ? err_set(err, FAULT_MEMORY, "out of memory")
                    : OK;
    }
    wb_review_forget(wb);
    if (!fault)
        fault = set_apply(wb->set, &edits, NULL, err);
    if (!fault && edits.n) { /* they are the draft's now */
        memcpy(wb->draft.at + first, edits.at, edits.n * sizeof *edits.at);
        wb->draft.n += edits.n;
        edits.n = 0;
    }
    edits_release(&edits);
    return fault;
}

static enum fault go_on(struct workbench *wb, struct err *err)
{
    const struct look *look;
    size_t before = SIZE_MAX;
    enum fault fault = OK;
    while (!fault && (look = look_of_review(wb))) {
        size_t item = next_own_work(look);
        if (item == COMPARE_NONE || wb->draft.n == before)
            break;
        before = wb->draft.n;
        fault = follow(wb, look, item, err);
    }
    return fault;
}

static void count(struct workbench *wb)
{
    wb->info.spans = (uint32_t)set_count(wb->set);
    wb->info.relations = (uint32_t)set_relations(wb->set);
    for (uint16_t i = 0; i < LABELS_MAX; i++)
        wb->info.labels[i] = (uint32_t)set_count_label(wb->set, i);
}

void wb_review_prepare(struct workbench *wb)
{
    struct err err = {0};
    enum fault fault = OK;
    edits_release(&wb->draft);
    wb_review_forget(wb);
    if (wb->subject.kind != SET_REVIEW || !wb->others.n)
        return;
    enum status status = wb->info.status;
    bool fresh = status == STATUS_NEW;
    if (fresh) {
        copy_marks(wb, wb->others.at[0].set);
        if (wb->draft.failed || set_apply(wb->set, &wb->draft, NULL, &err) != OK)
            fault = err_set(&err, FAULT_MEMORY, "out of memory");
    } else if (status == STATUS_RETURNED && wb->others.at[0].info.status == STATUS_DONE) {
        fault = go_on(wb, &err);
    } else {
        return;
    }
    edits_status(&wb->draft, status, STATUS_OPEN);
    if (fault || wb->draft.failed) {
        edits_release(&wb->draft);
        wb_warn(wb, "%s", err.text);
    }
    count(wb);
}

bool wb_review_may(struct workbench *wb)
{
    const char *whose = wb->subject.source;
    enum status status = wb->others.n ? wb->others.at[0].info.status : STATUS_NEW;
    switch (status) {
    case STATUS_DONE:
        return true;
    case STATUS_RETURNED:
        wb_warn(wb, "%s is returned: %s has not answered yet", wb->document.name, whose);
        break;
    case STATUS_ACCEPTED:
        wb_warn(wb, "%s is accepted: it cannot be changed any more", wb->document.name);
        break;
    default:
        wb_warn(wb, "%s has not finished this document", whose);
        break;
    }
    return false;
}
