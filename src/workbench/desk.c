/* desk.c: what is being done here, to whose set, and which sets lie beside it. */
#include "internal.h"

#include <stdio.h>
#include <string.h>

#include "manicule/flow/adjudicate.h"

enum { ROWS = 64 };

static void copy_name(char out[PERSON_MAX + 1], const char *name)
{
    snprintf(out, PERSON_MAX + 1, "%s", name);
}

bool wb_may_mark(struct workbench *wb, int64_t document)
{
    struct document d = {0};
    struct tally tally;
    bool there = store_document(wb->store, document, &d, NULL) == OK, queued = d.place > 0;
    document_release(&d);
    return there && (queued || store_tally(wb->store, &tally, NULL) != OK || !tally.given);
}

int64_t wb_next_returned(struct workbench *wb, int64_t after)
{
    while (store_next_returned(wb->store, after, &after, NULL) == OK && after &&
           !wb_may_mark(wb, after))
        ;
    return after;
}

int64_t wb_first_to_do(struct workbench *wb, char *whose)
{
    struct queue_row rows[ROWS];
    size_t n;
    int64_t first = 0;
    /* Of a review what is done is to do, of one's own what is not. */
    bool review = wb->desk.task == TASK_REVIEW;
    whose[0] = '\0';
    if (wb->desk.task == TASK_MARK && (first = wb_next_returned(wb, 0)))
        return first;
    for (uint32_t from = 1; store_queue(wb->store, from, ROWS, rows, &n, NULL) == OK && n;
         from += (uint32_t)n)
        for (size_t i = 0; i < n; i++) {
            enum status status = rows[i].status;
            bool to_do = review ? status == STATUS_DONE
                                : status != STATUS_DONE && status != STATUS_ACCEPTED;
            if (!first || to_do) {
                first = rows[i].document;
                copy_name(whose, rows[i].whose);
            }
            if (to_do)
                return first;
        }
    return first;
}

/* Whose marks a document was given to review; the first, of several. */
static enum fault find_whose(struct workbench *wb, int64_t key, char *whose, struct err *err)
{
    struct document document = {0};
    struct queue_row row;
    size_t got = 0;
    enum fault fault = store_document(wb->store, key, &document, err);
    if (!fault && document.place)
        fault = store_queue(wb->store, document.place, 1, &row, &got, err);
    document_release(&document);
    if (!fault && got && row.whose[0])
        copy_name(whose, row.whose);
    else if (!fault)
        fault = err_set(err, FAULT_USAGE,
                        "whose marks are to be reviewed? `:review NAME` here, `review PROJECT --of "
                        "NAME` outside");
    return fault;
}

/* A lead goes on with the review that someone has begun. */
static enum fault find_reviewer(struct workbench *wb, int64_t document, struct subject *subject,
                                struct err *err)
{
    const struct set_filter filter = {.kind = SET_REVIEW, .status = -1, .document = document};
    struct set_cursor cursor = {0};
    struct set_info own, review;
    bool more;
    enum fault fault = wb_subject_info(wb, document, subject, &own, err);
    if (fault || own.key || store_role(wb->store) != ROLE_LEAD)
        return fault;
    while (!(fault = store_next_set(wb->store, &cursor, &filter, &review, &more, err)) && more)
        if (strcmp(review.source, subject->source) == 0)
            copy_name(subject->owner, review.owner);
    return fault;
}

enum fault wb_find_subject(struct workbench *wb, int64_t document, const char *whose,
                           struct subject *out, struct err *err)
{
    *out = (struct subject){.kind = SET_PERSON};
    if (wb->desk.task == TASK_ADJUDICATE) {
        out->kind = SET_GOLD;
        return OK;
    }
    copy_name(out->owner, store_person(wb->store));
    if (wb->desk.task == TASK_MARK)
        return OK;
    out->kind = SET_REVIEW;
    copy_name(out->source, whose ? whose : wb->desk.whose);
    enum fault fault = out->source[0] ? OK : find_whose(wb, document, out->source, err);
    return fault ? fault : find_reviewer(wb, document, out, err);
}

enum fault wb_subject_info(struct workbench *wb, int64_t document, const struct subject *subject,
                           struct set_info *out, struct err *err)
{
    return store_set_of(wb->store, document, subject->kind, subject->owner, subject->source, out,
                        err);
}

bool wb_sit(struct workbench *wb, const struct desk *desk)
{
    return wb_sit_at(wb, desk, 0);
}

bool wb_sit_at(struct workbench *wb, const struct desk *desk, int64_t document)
{
    struct desk before = wb->desk;
    struct err err = {0};
    char whose[PERSON_MAX + 1] = "";
    enum fault fault = store_sit(wb->store, desk, &err);
    if (!fault) {
        wb->desk = *desk;
        int64_t key = document ? document : wb_first_to_do(wb, whose);
        fault = key ? wb_document_try(wb, key, whose[0] ? whose : NULL, &err)
                    : err_set(&err, FAULT_MISSING, "nothing was given to you to %s",
                              task_name(desk->task));
    }
    if (!fault) {
        wb_tally(wb);
        wb_queue_load(wb);
        return true;
    }
    wb->desk = before;
    store_sit(wb->store, &before, NULL);
    if (!wb_gone(wb))
        wb_warn(wb, "%s", err.text);
    return false;
}

bool wb_was_given(struct workbench *wb, enum task task, struct tally *out)
{
    *out = (struct tally){0};
    bool given = store_sit(wb->store, &(struct desk){.task = task}, NULL) == OK &&
                 store_tally(wb->store, out, NULL) == OK && out->given;
    store_sit(wb->store, &wb->desk, NULL);
    return given;
}

/* How much of another task waits for the acting person. */
static uint32_t count_waiting(struct workbench *wb, enum task task)
{
    struct tally tally;
    if (!wb_was_given(wb, task, &tally))
        return 0;
    return task == TASK_REVIEW ? tally.status[STATUS_DONE]
                               : tally.status[STATUS_NEW] + tally.status[STATUS_OPEN];
}

void wb_say_waiting(struct workbench *wb)
{
    struct buf text = {0};
    uint32_t review = count_waiting(wb, TASK_REVIEW), gold = count_waiting(wb, TASK_ADJUDICATE);
    buf_printf(&text, "nothing was given to you to %s", task_name(wb->desk.task));
    if (review && wb->desk.task != TASK_REVIEW)
        buf_printf(&text, " · %u to review: :review", (unsigned)review);
    if (gold && wb->desk.task != TASK_ADJUDICATE)
        buf_printf(&text, " · %u to adjudicate: :adjudicate", (unsigned)gold);
    wb_say(wb, "%s", buf_text(&text));
    buf_release(&text);
}

static struct uuid next_id(void *ctx)
{
    return uuid_new(&((struct workbench *)ctx)->options.env);
}

struct merge_ids wb_merge_ids(struct workbench *wb)
{
    return (struct merge_ids){next_id, wb};
}

/* ---- what lies beside ---- */
void wb_drop_others(struct workbench *wb)
{
    wb_review_forget(wb);
    wb_gold_forget(wb);
    for (size_t i = 0; i < wb->others.n; i++)
        set_free(wb->others.at[i].set);
    wb->others.n = 0;
}

/* Which sets of the document lie beside the one in hand. */
static bool is_other(const struct workbench *wb, const struct set_info *info)
{
    switch (wb->subject.kind) {
    case SET_PERSON: /* reviews of what came back */
        return wb->info.status == STATUS_RETURNED && info->kind == SET_REVIEW &&
               info->status == STATUS_RETURNED &&
               strcmp(info->source, wb->subject.owner) == 0;
    case SET_REVIEW:
        return info->kind == SET_PERSON && strcmp(info->owner, wb->subject.source) == 0;
    case SET_GOLD: /* everyone who says that they are through */
        return adjudicate_reads(info);
    case SET_SUGGESTION:
        break;
    }
    return false;
}

static bool has_others(const struct workbench *wb)
{
    return wb->article && (wb->desk.task != TASK_MARK || wb->info.status == STATUS_RETURNED);
}

/* The next of them behind the cursor; *more false: no more. */
static enum fault next_other(struct workbench *wb, struct set_cursor *cursor, struct set_info *out,
                             bool *more, struct err *err)
{
    const struct set_filter filter = {.kind = -1, .status = -1, .document = wb->document.key};
    enum fault fault;
    do
        fault = store_next_set(wb->store, cursor, &filter, out, more, err);
    while (!fault && *more && !is_other(wb, out));
    return fault;
}

static enum fault load_other(struct workbench *wb, const struct set_info *info, struct err *err)
{
    struct other other = {.info = *info, .set = set_new()};
    struct load load = {0};
    enum fault fault = other.set && vec_push(&wb->others, other)
                           ? OK
                           : err_set(err, FAULT_MEMORY, "out of memory");
    if (fault)
        set_free(other.set);
    return fault ? fault
                 : store_load(wb->store, info->key, wb->article, other.set, &load, SIZE_MAX, err);
}

enum fault wb_load_others(struct workbench *wb, struct err *err)
{
    struct set_cursor cursor = {0};
    struct set_info info;
    bool more = true;
    enum fault fault = OK;
    wb_drop_others(wb);
    if (!has_others(wb))
        return OK;
    wb_need_all(wb); /* they are compared with all of it */
    while (!(fault = next_other(wb, &cursor, &info, &more, err)) && more &&
           !(fault = load_other(wb, &info, err)))
        ;
    return fault;
}

bool wb_others_changed(struct workbench *wb)
{
    struct set_cursor cursor = {0};
    struct set_info info;
    bool more = true;
    size_t i = 0;
    if (!has_others(wb))
        return false;
    for (; next_other(wb, &cursor, &info, &more, NULL) == OK && more; i++)
        if (i >= wb->others.n || wb->others.at[i].info.key != info.key ||
            wb->others.at[i].info.revision != info.revision)
            return true;
    return i != wb->others.n;
}
