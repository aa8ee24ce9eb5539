/* undo.c: one's own steps backwards, across documents and quits. A step in another document is
 * shown before it is taken back. */
#include "internal.h"

#include <string.h>

/* A verdict alone is at the span that it names. */
static bool first_place(const struct workbench *wb, const struct edits *edits, struct span *out)
{
    const struct span *judged = NULL;
    for (size_t i = 0; i < edits->n; i++) {
        const struct edit *edit = &edits->at[i];
        if (edit->kind == EDIT_SPAN) {
            *out = edit->has ? edit->span.after : edit->span.before;
            return true;
        }
        if (edit->kind == EDIT_VERDICT && !judged)
            judged = set_find(wb->set, edit->has ? edit->verdict.after.span : edit->verdict.before.span);
    }
    if (judged)
        *out = *judged;
    return judged;
}

/* Is the step about the set in hand, maybe with another one beside it? */
static bool is_here(const struct workbench *wb, const struct undo *undo)
{
    const struct subject *subject = &wb->subject;
    if (!wb->article || undo->document != wb->document.key)
        return false;
    if (undo->set == subject->kind && strcmp(undo->owner, subject->owner) == 0)
        return undo->set != SET_REVIEW || strcmp(undo->source, subject->source) == 0;
    return undo->more && undo->set == SET_PERSON && subject->kind == SET_REVIEW &&
           strcmp(undo->owner, subject->source) == 0;
}

/* The desk at which the step was made. */
static struct desk desk_of(const struct workbench *wb, const struct undo *undo)
{
    struct desk desk = {.task = TASK_MARK};
    const char *whose = undo->set == SET_REVIEW ? undo->source : undo->owner;
    if (undo->set == SET_GOLD)
        desk.task = TASK_ADJUDICATE;
    else if (undo->set == SET_REVIEW || strcmp(undo->owner, store_person(wb->store)) != 0)
        desk.task = TASK_REVIEW;
    if (desk.task == TASK_REVIEW)
        memcpy(desk.whose, whose, strnlen(whose, PERSON_MAX));
    return desk;
}

/* Opens the set that the step is about; false: said why not. */
static bool go_there(struct workbench *wb, const struct undo *undo)
{
    struct desk desk = desk_of(wb, undo);
    const char *whose = desk.whose[0] ? desk.whose : NULL;
    if (desk.task == wb->desk.task && (!whose || !wb->desk.whose[0] || !strcmp(whose, wb->desk.whose)))
        return wb_document_open(wb, undo->document, whose);
    return wb_sit_at(wb, &desk, undo->document);
}

/* Of a decision the item: it is at hand again. */
static uint64_t decision_of(const struct edits *edits)
{
    for (size_t i = edits->n; i-- > 0;)
        if (edits->at[i].kind == EDIT_VERDICT)
            return edits->at[i].has ? edits->at[i].verdict.after.item : edits->at[i].verdict.before.item;
    return 0;
}

static void take_back(struct workbench *wb)
{
    struct edits edits = {0};
    struct err err = {0};
    struct span touched;
    const struct undo *undo = &wb->offer_undo;
    if (undo->more) {
        if (wb_undo_everywhere(wb, undo, wb->offer_way))
            wb_say(wb, wb->offer_way == WAY_UNDO ? "undid: %s · U brings it again" : "did again: %s",
                   undo->what);
        return;
    }
    if (store_undo_edits(wb->store, undo, wb->offer_way, wb->article, &edits, &err) != OK) {
        edits_release(&edits);
        wb_warn(wb, "%s", err.text);
        return;
    }
    bool placed = first_place(wb, &edits, &touched);
    struct pos at = placed ? touched.at.start : wb->cursor;
    struct uuid id = placed ? touched.id : (struct uuid){{0}};
    uint64_t decision = decision_of(&edits);
    wb->gold.editing = false;
    wb->undoing = true;
    bool done = wb_commit(wb, undo->what, &edits, 0);
    wb->undoing = false;
    if (!done)
        return;
    if (placed) {
        if (!range_has((struct range){wb->rows[0].start, wb->rows[wb->n_rows - 1].end}, at))
            wb->has_goal = false;
        wb_go(wb, at);
        if (set_find(wb->set, id))
            wb_focus(wb, id);
    }
    if (decision)
        wb_difference_again(wb, decision);
    wb_ask(wb, wb->offer_way == WAY_UNDO ? "U brings it again" : "",
           wb->offer_way == WAY_UNDO ? "undid: %s" : "did again: %s", undo->what);
}

void wb_undo(struct workbench *wb, enum undo_way way)
{
    struct err err = {0};
    if (store_read_only(wb->store)) {
        wb_warn(wb, "the project is open for reading only");
        return;
    }
    if (wb_gone(wb))
        return;
    enum fault fault = store_undo_next(wb->store, way, &wb->offer_undo, &err);
    if (fault == FAULT_MISSING) {
        wb_say(wb, way == WAY_UNDO ? "nothing of yours is left to undo" : "nothing to do again");
        return;
    }
    if (fault != OK) {
        wb_warn(wb, "%s", err.text);
        return;
    }
    wb->offer_way = way;
    const struct undo *undo = &wb->offer_undo;
    if (undo->stopped) {
        wb_say(wb, "undo stops here: %s", undo->why);
        return;
    }
    if (is_here(wb, undo)) {
        take_back(wb);
        return;
    }
    struct document there = {0};
    struct buf when = {0};
    if (store_document(wb->store, undo->document, &there, &err) != OK) {
        wb_warn(wb, "%s", err.text);
        return;
    }
    wb_time(wb, undo->at, &when);
    wb_ask(wb, way == WAY_UNDO ? "u again" : "U again", "would %s %s in %02u %s, %s",
           way == WAY_UNDO ? "undo" : "redo", undo->what, there.place, there.name, buf_text(&when));
    wb->offer = OFFER_UNDO;
    buf_release(&when);
    document_release(&there);
}

bool wb_undo_offer(struct workbench *wb, const struct key *key, enum action action)
{
    (void)key;
    if (action != (wb->offer_way == WAY_UNDO ? ACT_UNDO : ACT_REDO))
        return false;
    wb->offer = OFFER_NONE;
    wb->undoing = true; /* nothing new is committed in between */
    bool opened = go_there(wb, &wb->offer_undo);
    wb->undoing = false;
    if (opened) {
        wb_need_all(wb);
        take_back(wb);
    }
    return true;
}
