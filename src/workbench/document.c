/* document.c: the open document: its text, its set, and the place kept with it. */
#include "internal.h"

#include <stdlib.h>
#include <string.h>

enum {
    WHOLE_AT_ONCE = 4000, /* spans: fewer are loaded before the first screen */
    SLICE = 1500,         /* rows loaded per idle call: under two milliseconds */
};

static void drop_document(struct workbench *wb)
{
    wrap_free(wb->wrap);
    set_free(wb->set);
    wb_drop_others(wb);
    edits_release(&wb->draft);
    article_free(wb->article);
    document_release(&wb->document);
    free(wb->coverage.at);
    wb->wrap = NULL;
    wb->set = NULL;
    wb->article = NULL;
    wb->coverage = (struct coverage){0};
    wb->n_rows = 0;
}

/* What belongs to a place in the old document is gone with it. */
static void let_go(struct workbench *wb)
{
    wb->selection = SELECTION_NONE;
    wb->focus = wb->last_current = wb->cycle_span = (struct uuid){{0}};
    wb->gold.editing = false;
    wb_item_let_go(wb);
    wb->outward = 0;
    wb->grabbing = false;
    wb->offer = OFFER_NONE;
    wb->has_goal = false;
    wb->covered = range_of(0, 0);
}

void wb_tally(struct workbench *wb)
{
    struct err err;
    if (!store_gone(wb->store) && store_tally(wb->store, &wb->tally, &err) != OK)
        wb_warn(wb, "%s", err.text);
    wb->version++;
}

static bool load_slice(struct workbench *wb, size_t rows)
{
    struct err err;
    if (wb->load.done)
        return true;
    if (store_load(wb->store, wb->info.key, wb->article, wb->set, &wb->load, rows, &err) != OK) {
        wb_warn(wb, "%s", err.text);
        wb->load.done = true; /* what is there can be read; commits are refused by revision */
        return false;
    }
    return true;
}

void wb_need_all(struct workbench *wb)
{
    if (!wb->article || wb->load.done)
        return;
    while (!wb->load.done)
        if (!load_slice(wb, 100000))
            break;
    wb->marks_version++;
    wb->version++;
}

bool workbench_idle(struct workbench *wb)
{
    if (!wb->article || wb->load.done)
        return wb_people_idle(wb) || wb_agree_idle(wb) || wb_gold_idle(wb);
    load_slice(wb, SLICE);
    return true;
}

static bool load_set(struct workbench *wb, struct err *err)
{
    wb->load = (struct load){.done = wb->info.key == 0};
    return wb->info.key == 0 || wb->info.spans > WHOLE_AT_ONCE ||
           store_load(wb->store, wb->info.key, wb->article, wb->set, &wb->load, SIZE_MAX, err) ==
               OK;
}

static void restore_place(struct workbench *wb)
{
    struct place place = {0};
    wb->cursor = pos_at(0);
    if (store_place(wb->store, wb->document.key, &place, NULL) != OK)
        return;
    struct pos at;
    if (article_from_codepoint(wb->article, place.cursor, &at))
        wb->cursor = article_snap(wb->article, at);
    wb->rows[0] = range_of(wb->cursor.byte, wb->cursor.byte);
    if (article_from_codepoint(wb->article, place.top, &at) && at.byte <= wb->cursor.byte)
        wb->rows[0] = range_of(at.byte, at.byte);
    coverage_read(&wb->coverage, place.coverage, wb->article);
    if (place.pending)
        wb_pending_read(wb, place.pending);
    place_release(&place);
}

static bool same_subject(const struct subject *a, const struct subject *b)
{
    return a->kind == b->kind && strcmp(a->owner, b->owner) == 0 &&
           strcmp(a->source, b->source) == 0;
}

enum fault wb_document_try(struct workbench *wb, int64_t key, const char *whose, struct err *err)
{
    struct subject subject;
    struct document document = {0};
    struct article *article = NULL;
    struct set *set = NULL;
    struct wrap *wrap = NULL;
    struct set_info info;

    enum fault fault = wb_find_subject(wb, key, whose, &subject, err);
    if (fault || (wb->article && !wb->revised && wb->document.key == key &&
                  same_subject(&wb->subject, &subject)))
        return fault;
    fault = store_document(wb->store, key, &document, err);
    if (!fault && wb->desk.task == TASK_MARK && !wb_may_mark(wb, key))
        fault = err_set(err, FAULT_DENIED, "%.100s was not given to you to mark", document.name);
    if (!fault)
        fault = store_edition(wb->store, key, document.edition, &article, err);
    if (!fault)
        fault = wb_subject_info(wb, key, &subject, &info, err);
    if (fault)
        goto refused;
    set = set_new();
    wrap = wrap_new(article, wb->at.text_cols ? wb->at.text_cols : 40, &wb->options.widths);
    if (!set || !wrap) {
        fault = err_set(err, FAULT_MEMORY, "%s is too large for the memory at hand", document.name);
        goto refused;
    }
    wb_document_close(wb);
    drop_document(wb);
    let_go(wb);
    wb->document = document;
    wb->article = article;
    wb->subject = subject;
    wb->set = set;
    wb->wrap = wrap;
    wb->info = info;
    wb->saved = true;
    wb->revised = false;
    wb->queue_at = document.place;
    struct err loading = {0};
    if (!load_set(wb, &loading) || wb_load_others(wb, &loading) != OK)
        wb_warn(wb, "%s", loading.text);
    wb_review_prepare(wb);
    restore_place(wb);
    wb->place_changed = true;
    wb->marks_version++;
    wb_tally(wb);
    wb_geometry(wb);
    wb_returned_greet(wb);
    wb_review_greet(wb);
    wb_gold_begin(wb);
    return OK;

refused:
    wrap_free(wrap);
    set_free(set);
    article_free(article);
    document_release(&document);
    return fault;
}

bool wb_document_open(struct workbench *wb, int64_t key, const char *whose)
{
    struct err err = {0};
    if (wb_document_try(wb, key, whose, &err) == OK)
        return true;
    if (!wb_gone(wb))
        wb_warn(wb, "%s", err.text);
    return false;
}

struct place wb_place(struct workbench *wb, struct buf *coverage, struct buf *pending)
{
    coverage_write(&wb->coverage, wb->article, coverage);
    wb_pending_write(wb, pending);
    return (struct place){
        .cursor = article_codepoint(wb->article, wb->cursor),
        .top = article_codepoint(wb->article, wb->n_rows ? wb->rows[0].start : wb->cursor),
        .coverage = coverage->data,
        .pending = pending->size ? pending->data : NULL,
        .edition = article_edition(wb->article),
    };
}

void wb_save_place(struct workbench *wb)
{
    if (!wb->article || store_read_only(wb->store) || !wb->place_changed)
        return;
    struct buf coverage = {0}, pending = {0};
    struct place place = wb_place(wb, &coverage, &pending);
    /* A place that cannot be kept loses no mark: it is not worth a message over the reader's line. */
    if (store_put_place(wb->store, wb->document.key, &place, NULL) == OK)
        wb->place_changed = false;
    buf_release(&coverage);
    buf_release(&pending);
}

void wb_document_close(struct workbench *wb)
{
    wb_save_place(wb);
}

bool wb_text_revised(struct workbench *wb)
{
    struct document now;
    if (!wb->article || store_document(wb->store, wb->document.key, &now, NULL) != OK)
        return false;
    wb->revised = now.edition != article_edition(wb->article);
    document_release(&now);
    return wb->revised;
}

/* Not in the middle of an action: places at hand are places in the old text. */
bool wb_follow_text(struct workbench *wb)
{
    struct err err = {0};
    char whose[PERSON_MAX + 1];
    if (!wb_text_revised(wb))
        return false;
    memcpy(whose, wb->subject.source, sizeof whose);
    enum fault fault = wb_document_try(
        wb, wb->document.key, wb->subject.kind == SET_REVIEW ? whose : NULL, &err);
    wb_queue_load(wb);
    if (wb->panel != PANEL_NONE)
        wb_panel_again(wb);
    if (fault)
        wb_warn(wb, "%s", err.text);
    else if (wb->info.doubts)
        wb_warn(wb, "the text was revised, and your marks went along · Tab goes to what is asked");
    else
        wb_warn(wb, "the text was revised, and your marks went along");
    return true;
}

void wb_reload(struct workbench *wb)
{
    if (store_gone(wb->store) || wb_text_revised(wb))
        return; /* nothing can be read, or what the file has is in another text */
    struct err err = {0};
    struct set *set = set_new();
    if (!set || wb_subject_info(wb, wb->document.key, &wb->subject, &wb->info, &err) != OK) {
        wb_warn(wb, "%s", set ? err.text : "out of memory");
        set_free(set);
        return;
    }
    wb_review_forget(wb);
    wb_gold_changed(wb);
    set_free(wb->set);
    wb->set = set;
    if (!load_set(wb, &err) || wb_load_others(wb, &err) != OK)
        wb_warn(wb, "%s", err.text);
    wb_review_prepare(wb);
    wb_difference_recheck(wb);
    wb->marks_version++;
    wb_tally(wb);
    wb_layout(wb);
}
