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

static enum fault look_at(struct store *store, const struct env *env, enum compare_rule rule,
                          int64_t document, const struct one *one, struct agreed *out,
                          struct err *err)
{
    struct comparison c = {0};
    struct merge *merge = NULL;
    size_t n;
    struct decided *decided = adjudicate_decided(one->gold, &n);
    enum fault fault = decided ? compare_sets(one->readers, one->n, one->article, rule, &c, err)
                               : err_set(err, FAULT_MEMORY, "out of memory");
    if (!fault)
        fault = merge_match(&c, one->gold, decided, n, &merge, err);
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
    free(decided);
    return fault;
}

/* Did a reader change something after gold? */
static enum fault is_stale(struct store *store, int64_t document, bool *stale, struct err *err)
{
    const struct set_filter filter = {.kind = SET_PERSON, .status = -1, .document = document};
    struct set_cursor cursor = {0};
    struct set_info info;
    int64_t gold = 0, other;
    bool more;
    enum fault fault = store_set_of(store, document, SET_GOLD, "", "", &info, err);
    if (!fault)
        fault = store_journal_number(store, &info, &gold, err);
    *stale = false;
    while (!fault && !(fault = store_next_set(store, &cursor, &filter, &info, &more, err)) && more)
        if (adjudicate_reads(&info)) {
            fault = store_journal_number(store, &info, &other, err);
            *stale = *stale || (!fault && other > gold);
        }
    return fault;
}

static enum fault document(struct store *store, const struct env *env, enum compare_rule rule,
                           const struct queue_row *row, struct agreed *out, struct err *err)
{
    struct one one = {0};
    enum fault fault;
    if (row->status == STATUS_DONE || row->status == STATUS_ACCEPTED) {
        bool stale;
        fault = is_stale(store, row->document, &stale, err);
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

enum fault adjudicate_agreed(struct store *store, const struct env *env, enum compare_rule rule,
                             struct agreed *out, struct err *err)
{
    struct queue_row rows[PAGE];
    size_t got = 1;
    enum fault fault = OK;
    *out = (struct agreed){0};
    for (uint32_t first = 1; !fault && got; first += (uint32_t)got) {
        fault = store_queue(store, first, PAGE, rows, &got, err);
        for (size_t i = 0; i < got && !fault; i++)
            fault = document(store, env, rule, &rows[i], out, err);
    }
    return fault;
}
