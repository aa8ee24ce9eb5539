#include "manicule/flow/adjudicate.h"

#include <stdlib.h>

#include "manicule/flow/sets.h"

enum { PAGE = 64 };

bool adjudicate_reads(const struct set_info *info)
{
    return info->kind == SET_PERSON &&
           (info->status == STATUS_DONE || info->status == STATUS_ACCEPTED);
}

struct decided *adjudicate_decided(const struct set *gold, size_t *n)
{
    size_t all = set_verdicts(gold);
    struct decided *list = malloc((all + 1) * sizeof *list);
    *n = 0;
    for (size_t i = 0; list && i < all; i++) {
        const struct verdict *v = set_verdict_at(gold, i);
        if (v->kind == VERDICT_DECIDED)
            list[(*n)++] = (struct decided){v->item, v->reading, v->span};
    }
    return list;
}

void adjudicate_keep(const struct set *gold, const struct decided *entry, struct edits *out)
{
    struct verdict after = {.item = entry->item,
                            .kind = VERDICT_DECIDED,
                            .reading = entry->reading,
                            .span = entry->span};
    edits_verdict(out, set_verdict(gold, entry->item), &after);
}

/* ---- a queue's documents on which all agree ---- */

struct one { /* a document: gold, and the sets of those who are through */
    struct article *article;
    struct set *gold;
    struct set_info info;
    const struct set *readers[COMPARE_READERS];
    size_t n;
};

static void release(struct one *one)
{
    for (size_t i = 0; i < one->n; i++)
        set_free((struct set *)(uintptr_t)one->readers[i]);
    set_free(one->gold);
    article_free(one->article);
    *one = (struct one){0};
}

static enum fault add_reader(struct store *store, struct one *one, const struct set_info *info,
                             struct err *err)
{
    struct set *set = set_new();
    if (!set)
        return err_set(err, FAULT_MEMORY, "out of memory");
    one->readers[one->n++] = set;
    return sets_load(store, info->key, one->article, false, set, err);
}

static enum fault read_readers(struct store *store, int64_t document, struct one *one,
                               struct err *err)
{
    const struct set_filter filter = {.kind = SET_PERSON, .status = -1, .document = document};
    struct set_cursor cursor = {0};
    struct set_info info;
    bool more;
    enum fault fault;
    while (!(fault = store_next_set(store, &cursor, &filter, &info, &more, err)) && more)
        if (adjudicate_reads(&info) && one->n < COMPARE_READERS &&
            (fault = add_reader(store, one, &info, err)))
            break;
    return fault;
}

static enum fault read_one(struct store *store, int64_t document, struct one *one, struct err *err)
{
    enum fault fault = store_article(store, document, &one->article, err);
    if (!fault)
        fault = store_set_of(store, document, SET_GOLD, "", "", &one->info, err);
    if (!fault)
        fault = read_readers(store, document, one, err);
    if (!fault && !(one->gold = set_new()))
        fault = err_set(err, FAULT_MEMORY, "out of memory");
    if (!fault && one->info.key)
        fault = sets_load(store, one->info.key, one->article, false, one->gold, err);
    return fault;
}

static struct uuid next_id(void *env)
{
    return uuid_new(env);
}

static enum fault finish(struct store *store, const struct env *env, int64_t document,
                         const struct one *one, const struct merge *merge, struct err *err)
{
    struct edits edits = {0};
    struct env own = *env;
    enum fault fault = merge_agreed(merge, (struct merge_ids){next_id, &own}, &edits, err);
    edits_status(&edits, one->info.status, STATUS_DONE);
    struct step step = {.id = uuid_new(env),
                        .what = "finish: all readers agree",
                        .document = document,
                        .set = SET_GOLD,
                        .revision = one->info.revision,
                        .edits = &edits,
                        .article = one->article};
    if (!fault && edits.failed)
        fault = err_set(err, FAULT_MEMORY, "out of memory");
    if (!fault)
        fault = store_apply(store, &step, NULL, err);
    edits_release(&edits);
    return fault;
}

/* The readers compared, and what gold has of it; both are released whatever comes of it. */
static enum fault match(const struct one *one, enum compare_rule rule, struct comparison *c,
                        struct merge **merge, struct err *err)
{
    size_t n;
    struct decided *decided = adjudicate_decided(one->gold, &n);
    enum fault fault = decided ? compare_sets(one->readers, one->n, one->article, rule, c, err)
                               : err_set(err, FAULT_MEMORY, "out of memory");
    if (!fault)
        fault = merge_match(c, one->gold, decided, n, merge, err);
    free(decided);
    return fault;
}

static enum fault look_at(struct store *store, const struct env *env, enum compare_rule rule,
                          int64_t document, const struct one *one, struct agreed *out,
                          struct err *err)
{
    struct comparison c = {0};
    struct merge *merge = NULL;
    enum fault fault = match(one, rule, &c, &merge, err);
    if (!fault && merge_count(merge, MERGE_OPEN)) {
        out->waiting++;
    } else if (!fault) {
        fault = finish(store, env, document, one, merge, err);
        out->finished += !fault;
    }
    /* Someone is at work on it at this moment: it waits for them. */
    if (fault == FAULT_CONFLICT) {
        out->waiting++;
        fault = OK;
    }
    merge_free(merge);
    compare_release(&c);
    return fault;
}

/* ---- is gold older than what it was made of? ---- */

/* A mark, or the word that there are no others. */
static bool is_reading(const struct edits *edits)
{
    for (size_t i = 0; i < edits->n; i++) {
        const struct edit *e = &edits->at[i];
        if (e->kind == EDIT_SPAN || e->kind == EDIT_RELATION ||
            (e->kind == EDIT_STATUS && e->status.after == STATUS_DONE))
            return true;
    }
    return false;
}

/* Did the reader change what they read behind that row of the journal? That it was accepted or
 * returned since does not count, nor that both were carried into a corrected text. */
static enum fault marks_later(struct store *store, const struct set_info *info,
                              const struct article *article, int64_t number, bool *later,
                              struct err *err)
{
    struct set_info at = *info;
    struct editions editions = {store, .document = info->document, .lent = article};
    enum fault fault = OK;
    for (; !fault && !*later && at.revision > 0; at.revision--) {
        struct edits edits = {0};
        struct past past;
        int64_t own;
        bool found;
        fault = store_journal_number(store, &at, &own, err);
        if (fault || own <= number)
            break;
        fault = store_past_edits(store, at.key, at.revision, &editions, &past, &edits, &found, err);
        *later = !fault && found && past.kind != STEP_REVISE && is_reading(&edits);
        edits_release(&edits);
    }
    editions_release(&editions);
    return fault;
}

static enum fault any_later(struct store *store, const struct set_info *gold,
                            const struct article *article, bool *later, struct err *err)
{
    const struct set_filter filter = {.kind = SET_PERSON, .status = -1, .document = gold->document};
    struct set_cursor cursor = {0};
    struct set_info info;
    int64_t number;
    bool more;
    enum fault fault = store_journal_number(store, gold, &number, err);
    while (!fault && !*later &&
           !(fault = store_next_set(store, &cursor, &filter, &info, &more, err)) && more)
        if (adjudicate_reads(&info))
            fault = marks_later(store, &info, article, number, later, err);
    return fault;
}

/* Is something left to decide, or to be put in? */
static enum fault is_left(const struct one *one, enum compare_rule rule, bool *left,
                          struct err *err)
{
    struct comparison c = {0};
    struct merge *merge = NULL;
    enum fault fault = match(one, rule, &c, &merge, err);
    *left = !fault && merge_count(merge, MERGE_OPEN) + merge_count(merge, MERGE_WAITING) > 0;
    merge_free(merge);
    compare_release(&c);
    return fault;
}

enum fault adjudicate_stale(struct store *store, const struct set_info *gold,
                            enum compare_rule rule, bool *stale, struct err *err)
{
    struct one one = {0};
    bool later = false;
    *stale = false;
    if (!gold->key || (gold->status != STATUS_DONE && gold->status != STATUS_ACCEPTED))
        return OK;
    enum fault fault = store_article(store, gold->document, &one.article, err);
    if (!fault)
        fault = any_later(store, gold, one.article, &later, err);
    release(&one);
    if (!fault && later)
        fault = read_one(store, gold->document, &one, err);
    if (!fault && later && one.n >= 2)
        fault = is_left(&one, rule, stale, err);
    release(&one);
    return fault;
}

/* ---- all of a queue ---- */
static enum fault document(struct store *store, const struct env *env, enum compare_rule rule,
                           const struct queue_row *row, struct agreed *out, struct err *err)
{
    struct one one = {0};
    enum fault fault;
    if (row->status == STATUS_DONE || row->status == STATUS_ACCEPTED) {
        struct set_info gold;
        bool stale = false;
        fault = store_set_of(store, row->document, SET_GOLD, "", "", &gold, err);
        if (!fault)
            fault = adjudicate_stale(store, &gold, rule, &stale, err);
        out->before++;
        out->stale += stale;
        return fault;
    }
    fault = read_one(store, row->document, &one, err);
    if (!fault && one.n < 2)
        out->unread++;
    else if (!fault)
        fault = look_at(store, env, rule, row->document, &one, out, err);
    release(&one);
    return fault;
}

enum fault adjudicate_agreed_some(struct store *store, const struct env *env,
                                  enum compare_rule rule, uint32_t *place, size_t n,
                                  struct agreed *out, bool *more, struct err *err)
{
    struct queue_row rows[PAGE];
    size_t got = 0;
    enum fault fault = store_queue(store, *place, n < PAGE ? n : PAGE, rows, &got, err);
    *more = !fault && got;
    for (size_t i = 0; i < got && !fault; i++)
        fault = document(store, env, rule, &rows[i], out, err);
    *place += (uint32_t)got;
    return fault;
}

enum fault adjudicate_agreed(struct store *store, const struct env *env, enum compare_rule rule,
                             struct agreed *out, struct err *err)
{
    uint32_t place = 1;
    bool more = true;
    enum fault fault = OK;
    *out = (struct agreed){0};
    while (!fault && more)
        fault = adjudicate_agreed_some(store, env, rule, &place, PAGE, out, &more, err);
    return fault;
}
