/* commit.c: one action's edits become a step: on disk first, then in memory, then on screen. */
#include "internal.h"

#include <stdlib.h>
#include <string.h>

/* More touch so many rows that all are made anew. */
enum { MANY_EDITS = 32, TOUCHED_MOST = 512 };

bool wb_may_edit(struct workbench *wb)
{
    if (!wb->article) {
        wb_say_empty(wb);
        return false;
    }
    if (store_read_only(wb->store)) {
        wb_warn(wb, "the project is open for reading only: nothing can be marked");
        return false;
    }
    if (wb_gone(wb))
        return false;
    if (wb->subject.kind == SET_REVIEW)
        return wb_review_may(wb);
    if (wb->info.status == STATUS_DONE) {
        wb_warn(wb, "%s is done · :take-back opens it again", wb->document.name);
        return false;
    }
    if (wb->info.status == STATUS_ACCEPTED) {
        wb_warn(wb, "%s is accepted: it cannot be changed any more", wb->document.name);
        return false;
    }
    return true;
}

static void refused(struct workbench *wb, enum fault fault, const struct err *err)
{
    char by[PERSON_MAX + 40];
    if (wb_gone(wb)) /* memory is as it was, and nothing can be read any more */
        return;
    /* After a fault the file, not memory, says what is there; a refused edit is nothing unsaved. */
    wb->saved = fault == FAULT_CONFLICT || (fault == FAULT_DENIED && store_gated(wb->store));
    wb_reload(wb);
    if (fault != FAULT_CONFLICT) {
        wb_warn(wb, "not saved: %s", err->text);
        return;
    }
    if (wb->revised) {
        wb_warn(wb, "not saved: the text was revised meanwhile; here it comes");
        return;
    }
    wb_changed_by(wb, by, sizeof by);
    wb_warn(wb, "not saved: changed %s; this is the state now", by);
}

static void touch(struct workbench *wb, struct range range)
{
    if (wb->touched.n < TOUCHED_MOST && vec_push(&wb->touched, range))
        return;
    wb->touched.n = 0;
    wb->marks_version++; /* too much to remember: everything changed */
}

/* A span's own rows, and those of the spans it is linked to: their notes quote it. */
static void touch_span(struct workbench *wb, struct uuid id)
{
    const struct span *span = set_find(wb->set, id);
    const struct relation *links[SAME_ROW_SPANS];
    if (!span)
        return;
    touch(wb, span->at);
    for (int out = 0; out < 2; out++) {
        size_t n = set_links(wb->set, span, out, links, SAME_ROW_SPANS);
        if (n > SAME_ROW_SPANS)
            wb->marks_version++;
        for (size_t i = 0; i < n && i < SAME_ROW_SPANS; i++) {
            const struct span *other = set_find(wb->set, out ? links[i]->to : links[i]->from);
            if (other)
                touch(wb, other->at);
        }
    }
}

/* Called with the set as it was before the edits, and again as it is after them. */
static void touch_all(struct workbench *wb, const struct edits *edits)
{
    if (edits->n > MANY_EDITS) {
        wb->marks_version++;
        return;
    }
    for (size_t i = 0; i < edits->n; i++) {
        const struct edit *e = &edits->at[i];
        switch (e->kind) {
        case EDIT_SPAN:
            touch_span(wb, e->has ? e->span.after.id : e->span.before.id);
            break;
        case EDIT_RELATION:
            touch_span(wb, e->has ? e->relation.after.from : e->relation.before.from);
            touch_span(wb, e->has ? e->relation.after.to : e->relation.before.to);
            if (e->had)
                touch_span(wb, e->relation.before.to);
            break;
        case EDIT_COMMENT:
            touch_span(wb, e->has ? e->comment.after.span : e->comment.before.span);
            break;
        case EDIT_VERDICT:
            touch_span(wb, e->has ? e->verdict.after.span : e->verdict.before.span);
            break;
        case EDIT_STATUS:
            break;
        }
    }
}

bool wb_commit_on(struct workbench *wb, const char *what, const struct span *span, struct edits *edits,
                  unsigned flags)
{
    enum { WORDS = 40 };
    struct buf text = {0};
    buf_add_string(&text, what);
    wb_name_span(wb, span, WORDS, &text);
    bool done = wb_commit(wb, buf_text(&text), edits, flags);
    buf_release(&text);
    return done;
}

bool wb_behind_draft(const struct workbench *wb, const struct edits *edits, struct edits *out)
{
    if (!vec_reserve(out, wb->draft.n + edits->n))
        return false;
    if (wb->draft.n)
        memcpy(out->at, wb->draft.at, wb->draft.n * sizeof *out->at);
    if (edits->n)
        memcpy(out->at + wb->draft.n, edits->at, edits->n * sizeof *out->at);
    out->n = wb->draft.n + edits->n;
    return true;
}

/* Memory after the file. What was begun or undone as a whole is read anew. */
static void follow(struct workbench *wb, const struct edits *edits, enum status before, bool anew)
{
    struct err err = {0};
    enum status status = wb->info.status;
    touch_all(wb, edits);
    if (anew || set_apply(wb->set, edits, &status, &err) != OK)
        wb_reload(wb); /* memory and file differ: the file is right */
    else
        wb_review_follow(wb, edits);
    touch_all(wb, edits);
    if (before != wb->info.status) {
        if (wb->subject.kind == SET_PERSON && wb_load_others(wb, &err) != OK)
            wb_warn(wb, "%s", err.text);
        wb->marks_version++;
        wb_tally(wb);
    }
    if (wb->others.n)
        wb->marks_version++; /* what is told beside a row is of other rows, too */
}

bool wb_commit(struct workbench *wb, const char *what, struct edits *edits, unsigned flags)
{
    struct err err = {0};
    if (edits->failed) {
        edits_release(edits);
        wb_warn(wb, "not saved: out of memory");
        return false;
    }
    if (edits->n == 0) {
        edits_release(edits);
        return true;
    }
    wb_need_all(wb);
    if (!(flags & WB_CONTINUE) || uuid_is_zero(wb->step))
        wb->step = uuid_new(&wb->options.env);
    struct buf coverage = {0}, pending = {0};
    struct place place = wb_place(wb, &coverage, &pending);
    struct edits whole = {0};
    bool draft = wb->draft.n, first = draft && !wb->undoing;
    /* The first decision of a review brings along what the review begins with. */
    if (first && !wb_behind_draft(wb, edits, &whole))
        whole.failed = true;
    struct step step = {
        .id = wb->step,
        .kind = !wb->undoing ? STEP_EDIT : wb->offer_way == WAY_UNDO ? STEP_UNDO : STEP_REDO,
        .undoes = wb->undoing ? wb->offer_undo.step : (struct uuid){{0}},
        .what = what,
        .document = wb->document.key,
        .set = wb->subject.kind,
        .owner = wb->subject.kind == SET_GOLD ? NULL : wb->subject.owner,
        .source = wb->subject.kind == SET_REVIEW ? wb->subject.source : NULL,
        .revision = wb->info.revision,
        .edits = first ? &whole : edits,
        .article = wb->article,
        .place = &place,
    };
    enum status before = wb->info.status;
    struct set_info info = wb->info;
    enum fault fault = store_apply(wb->store, &step, &info, &err);
    buf_release(&coverage);
    buf_release(&pending);
    free(whole.at);
    if (fault != OK) {
        edits_release(edits);
        refused(wb, fault, &err);
        return false;
    }
    wb->info = info;
    wb_gold_changed(wb);
    wb_agree_changed(wb);
    if (first)
        edits_release(&wb->draft);
    follow(wb, edits, before,
           wb->undoing && (draft || (wb->subject.kind == SET_REVIEW && before != info.status)));
    edits_release(edits);
    wb->info.status = info.status;
    wb->saved = true;
    wb->place_changed = false;
    wb->version++;
    return true;
}
