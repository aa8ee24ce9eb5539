/* review_end.c: how a review ends: the marks go back to their annotator with what is to change, or
 * are accepted. Both sets change in one step, and undoing takes it back in both. */
#include "review.h"

#include <stdio.h>

/* ---- both sets ---- */

static bool begin_with_draft(struct workbench *wb, struct edits *edits)
{
    struct edits whole = {0};
    if (!wb_behind_draft(wb, edits, &whole))
        return false;
    free(wb->draft.at);
    free(edits->at);
    wb->draft = (struct edits){0};
    *edits = whole;
    return true;
}

static enum fault apply_status(struct workbench *wb, struct step *step, enum status to, struct err *err)
{
    const struct set_info *theirs = &wb->others.at[0].info;
    struct edits edits = {0};
    edits_status(&edits, theirs->status, to);
    step->set = SET_PERSON;
    step->owner = theirs->owner;
    step->source = NULL;
    step->revision = theirs->revision;
    step->edits = &edits;
    enum fault fault = store_apply(wb->store, step, NULL, err);
    edits_release(&edits);
    return fault;
}

static enum fault apply_both(struct workbench *wb, const char *what, const struct edits *edits,
                             enum status to, struct err *err)
{
    struct step step = {
        .id = uuid_new(&wb->options.env),
        .what = what,
        .document = wb->document.key,
        .set = SET_REVIEW,
        .owner = wb->subject.owner,
        .source = wb->subject.source,
        .revision = wb->info.revision,
        .edits = edits,
        .article = wb->article,
    };
    enum fault fault = store_begin(wb->store, err);
    if (fault)
        return fault;
    fault = store_apply(wb->store, &step, NULL, err);
    if (!fault)
        fault = apply_status(wb, &step, to, err);
    if (fault)
        store_rollback(wb->store);
    else
        fault = store_commit(wb->store, err);
    return fault;
}

static void refused(struct workbench *wb, enum fault fault, const struct err *err)
{
    char by[PERSON_MAX + 40];
    wb_reload(wb);
    if (wb_gone(wb))
        return;
    if (wb->revised) {
        wb_warn(wb, "not saved: the text was revised meanwhile; here it comes");
    } else if (fault == FAULT_CONFLICT) {
        wb_changed_by(wb, by, sizeof by);
        wb_warn(wb, "not saved: changed %s; this is the state now", by);
    } else {
        wb_warn(wb, "not saved: %s", err->text);
    }
}

/* What differs and nobody has a verdict on is the reviewer's doing all the same. */
static void judge_rest(const struct look *look, struct edits *edits)
{
    for (size_t i = 0; i < look->c.n; i++)
        if (look_differs(look, i) && !look_said(look, i))
            look_judge_item(look, i, VERDICT_REJECTED, NULL, edits);
}

static bool end(struct workbench *wb, const char *what, enum status to)
{
    const struct look *look = look_of_review(wb);
    struct edits edits = {0};
    struct err err = {0};
    enum status from = wb->draft.n ? STATUS_OPEN : wb->info.status;
    if (!look || !wb_may_edit(wb))
        return false;
    judge_rest(look, &edits);
    edits_status(&edits, from, to);
    enum fault fault = edits.failed || !begin_with_draft(wb, &edits)
                           ? err_set(&err, FAULT_MEMORY, "out of memory")
                           : apply_both(wb, what, &edits, to, &err);
    edits_release(&edits);
    wb_item_let_go(wb);
    if (fault) {
        refused(wb, fault, &err);
        return false;
    }
    wb->saved = true;
    wb_agree_changed(wb);
    wb_reload(wb);
    wb_queue_load(wb);
    return true;
}

/* ---- F ---- */

struct state {
    size_t corrections, unseen, waiting, twice;
};

static struct state count(const struct look *look)
{
    struct state state = {0};
    for (size_t i = 0; i < look->c.n; i++) {
        bool waits = look_waits(look, i);
        state.corrections += look_differs(look, i);
        state.unseen += !waits && look_to_review(look, i);
        state.waiting += waits;
        state.twice += waits && look_disputes(look, i) >= 2;
    }
    return state;
}

static void add(struct buf *text, size_t n, const char *one, const char *more)
{
    if (n)
        buf_printf(text, "%s%zu %s%s%s", text->size ? " · " : "", n, one, n == 1 ? "" : "s", more);
}

/* Lines that the annotator never had on screen. */
static void tell_coverage(struct workbench *wb, struct buf *text)
{
    struct coverage coverage = {0};
    char *read = NULL, never[PERSON_MAX + 40];
    if (store_coverage_of(wb->store, wb->document.key, wb->subject.source, &read, NULL) != OK)
        return;
    if (read) { /* else they never opened it: the marks came by import */
        snprintf(never, sizeof never, "never on %s's screen", wb->subject.source);
        coverage_read(&coverage, read, wb->article);
        wb_tell_gaps(wb, &coverage, never, text);
    }
    free(coverage.at);
    free(read);
}

static bool must_wait(struct workbench *wb, struct state state)
{
    bool lead = store_role(wb->store) == ROLE_LEAD;
    if (state.waiting > state.twice || (lead && state.waiting))
        wb_ask(wb, "Tab takes up the next", "%s disputes %zu correction%s", wb->subject.source,
               state.waiting, state.waiting == 1 ? "" : "s");
    else if (state.waiting)
        wb_ask(wb, "Tab goes there · Enter yields", "disputed twice: a lead decides %zu", state.waiting);
    return state.waiting;
}

void wb_review_finish(struct workbench *wb)
{
    const struct look *look = look_of_review(wb);
    struct buf text = {0};
    if (!look)
        return;
    struct state state = count(look);
    if (must_wait(wb, state))
        return;
    add(&text, state.corrections, "correction", "");
    add(&text, state.unseen, "mark", " not looked at");
    tell_coverage(wb, &text);
    struct buf keys = {0};
    if (state.corrections)
        buf_printf(&keys, "F return to %s", wb->subject.source);
    else
        buf_add_string(&keys, "F accept");
    wb_ask(wb, buf_text(&keys), "%s", text.size ? buf_text(&text) : "nothing to correct");
    wb->offer = OFFER_REVIEW;
    buf_release(&keys);
    buf_release(&text);
}

bool wb_review_offer(struct workbench *wb, const struct key *key, enum action action)
{
    const struct look *look = look_of_review(wb);
    struct buf next = {0}, what = {0};
    (void)key;
    if (action != ACT_FINISH || !look)
        return false;
    wb->offer = OFFER_NONE;
    bool back = count(look).corrections > 0;
    buf_printf(&what, back ? "returning the marks of %s" : "accepting the marks of %s",
               wb->subject.source);
    if (end(wb, buf_text(&what), back ? STATUS_RETURNED : STATUS_ACCEPTED)) {
        wb_next_words(wb, &next);
        buf_add_string(&next, "u takes it back");
        if (back)
            wb_ask(wb, buf_text(&next), "returned to %s", wb->subject.source);
        else
            wb_ask(wb, buf_text(&next), "accepted");
    }
    buf_release(&next);
    buf_release(&what);
    return true;
}

/* ---- undo ---- */

static enum fault turn(struct workbench *wb, const struct undo *undo, enum undo_way way,
                       struct uuid id, struct err *err)
{
    struct edits edits = {0};
    struct set_info info;
    enum fault fault = store_set_of(wb->store, undo->document, undo->set, undo->owner, undo->source,
                                    &info, err);
    if (!fault)
        fault = store_undo_edits(wb->store, undo, way, wb->article, &edits, err);
    const struct step step = {
        .id = id,
        .kind = way == WAY_UNDO ? STEP_UNDO : STEP_REDO,
        .undoes = undo->step,
        .what = undo->what,
        .document = undo->document,
        .set = undo->set,
        .owner = undo->set == SET_GOLD ? NULL : undo->owner,
        .source = undo->set == SET_PERSON || undo->set == SET_GOLD ? NULL : undo->source,
        .revision = info.revision,
        .edits = &edits,
        .article = wb->article,
    };
    if (!fault)
        fault = store_apply(wb->store, &step, NULL, err);
    edits_release(&edits);
    return fault;
}

bool wb_undo_everywhere(struct workbench *wb, const struct undo *first, enum undo_way way)
{
    struct undo undo = *first;
    struct err err = {0};
    struct uuid id = uuid_new(&wb->options.env);
    enum fault fault = store_begin(wb->store, &err);
    if (fault) {
        wb_warn(wb, "%s", err.text);
        return false;
    }
    fault = turn(wb, &undo, way, id, &err);
    while (!fault && undo.more && !(fault = store_undo_next(wb->store, way, &undo, &err)))
        fault = undo.stopped ? err_set(&err, FAULT_CONFLICT, "undo stops here: %s", undo.why)
                             : turn(wb, &undo, way, id, &err);
    if (fault)
        store_rollback(wb->store);
    else
        fault = store_commit(wb->store, &err);
    wb_item_let_go(wb);
    wb_reload(wb);
    wb_queue_load(wb);
    if (fault)
        wb_warn(wb, "%s cannot be taken back any more: %s", first->what, err.text);
    return !fault;
}
