#include "manicule/flow/split.h"

#include <stdlib.h>
#include <string.h>

#include "manicule/base/vec.h"
#include "manicule/flow/sets.h"
#include "manicule/flow/shown.h"
#include "manicule/text/sketch.h"

/* BUCKET: with so many of the earliest in its bucket a document is compared; a bucket that is
 * larger holds texts of one mould, which have others in common. */
enum { BATCH = 64, BATCH_BYTES = 1 << 20, BUCKET = 64 };

/* ---- shares ---- */

static bool name_fits(const char *name, size_t n)
{
    if (!n || n > SPLIT_NAME_MAX || *name == '.' || *name == '-')
        return false;
    for (size_t i = 0; i < n; i++)
        if (!((name[i] >= 'a' && name[i] <= 'z') || (name[i] >= '0' && name[i] <= '9') ||
              strchr("._-", name[i])))
            return false;
    return !(n == strlen("manifest") && memcmp(name, "manifest", n) == 0);
}

static enum fault add_share(struct split_shares *out, const char *text, size_t n, struct err *err)
{
    const char *equals = memchr(text, '=', n);
    size_t name = equals ? (size_t)(equals - text) : 0;
    uint32_t share = 0;
    if (!equals || !name_fits(text, name))
        return err_set(err, FAULT_USAGE,
                       "--split: each part is NAME=SHARE, as in train=80,dev=10,test=10, with a "
                       "name in small letters");
    for (const char *p = equals + 1; p < text + n; p++) {
        share = *p >= '0' && *p <= '9' ? share * 10 + (uint32_t)(*p - '0') : SPLIT_SHARE_MAX + 1;
        if (share > SPLIT_SHARE_MAX)
            break;
    }
    if (!share || share > SPLIT_SHARE_MAX)
        return err_set(err, FAULT_USAGE, "--split: a share is a whole number from 1 to %d",
                       SPLIT_SHARE_MAX);
    for (size_t i = 0; i < out->n; i++)
        if (strlen(out->at[i].name) == name && memcmp(out->at[i].name, text, name) == 0)
            return err_set(err, FAULT_USAGE, "--split: %s is named twice", out->at[i].name);
    if (out->n == SPLIT_PARTS_MAX)
        return err_set(err, FAULT_USAGE, "--split: more than %d parts", SPLIT_PARTS_MAX);
    struct split_share *added = &out->at[out->n++];
    memcpy(added->name, text, name);
    added->name[name] = '\0';
    added->share = share;
    return OK;
}

enum fault split_parse(const char *text, struct split_shares *out, struct err *err)
{
    *out = (struct split_shares){.n = 0};
    enum fault fault = OK;
    for (;;) {
        size_t n = strcspn(text, ",");
        fault = add_share(out, text, n, err);
        if (fault || !text[n])
            return fault;
        text += n + 1;
    }
}

size_t split_by_digest(const struct split_shares *shares, const uint8_t sha256[32])
{
    static const char purpose[] = "manicule split 1";
    uint8_t bytes[sizeof purpose + 32];
    memcpy(bytes, purpose, sizeof purpose);
    memcpy(bytes + sizeof purpose, sha256, 32);
    struct digest digest = digest_of(bytes, sizeof bytes);
    uint64_t chance = 0, sum = 0;
    for (size_t i = 0; i < 4; i++)
        chance = chance << 8 | digest.b[i];
    for (size_t i = 0; i < shares->n; i++)
        sum += shares->at[i].share;
    uint64_t place = chance * sum >> 32; /* 0 ... sum - 1 */
    size_t part = 0;
    for (; place >= shares->at[part].share; part++)
        place -= shares->at[part].share;
    return part;
}

/* ---- the plan ---- */

struct planned {
    int64_t key;
    uint32_t number; /* in the order in which they came into the project */
    uint32_t first;  /* of those that it is like; itself, where it is the first */
    uint32_t like;   /* of the first: how many they are */
    uint8_t sha256[32];
};

struct split_plan {
    struct split_shares shares;
    VEC(struct planned) documents; /* by number */
    VEC(uint32_t) by_key;
    size_t groups;
};

struct planning {
    struct store *store;
    struct split_plan *plan;
    VEC(struct sketch) sketches;
    struct set_cursor cursor;
    struct sets_walk walk;
    uint64_t of;
    void (*progress)(void *ctx, uint64_t done, uint64_t of);
    void *ctx;
};

static enum fault no_memory(struct err *err)
{
    return err_set(err, FAULT_MEMORY, "out of memory");
}

static enum fault add_document(struct planning *p, struct document *document, struct err *err)
{
    uint32_t number = (uint32_t)p->plan->documents.n;
    struct planned planned = {.key = document->key, .number = number, .first = number};
    struct article *article = NULL;
    enum fault fault = store_article(p->store, document->key, &article, err);
    if (!fault && document->edition) /* a correction moves nothing: the text that it came with */
        fault = store_document_edition(p->store, document, 0, err);
    if (fault) {
        article_free(article);
        return err_prefix(err, "%s", shown(document->name).text);
    }
    memcpy(planned.sha256, document->sha256, sizeof planned.sha256);
    if (!vec_push(&p->plan->documents, planned) || !vec_reserve(&p->sketches, 1))
        fault = no_memory(err);
    else
        sketch_of(article, &p->sketches.at[p->sketches.n++]);
    article_free(article);
    return fault;
}

/* Some documents in one short transaction. */
static enum fault batch(struct planning *p, bool *more, struct err *err)
{
    static const struct set_filter every = {.kind = -1, .status = -1, .empty = true};
    size_t bytes = 0;
    enum fault fault = store_read_begin(p->store, err);
    if (fault)
        return fault;
    for (size_t i = 0; i < BATCH && bytes < BATCH_BYTES && !fault && *more; i++) {
        struct set_info info;
        struct document document = {0};
        fault = store_next_set(p->store, &p->cursor, &every, &info, more, err);
        if (!fault)
            fault = sets_check_walk(p->store, &p->walk, err);
        if (fault || !*more || info.document == p->walk.document)
            continue;
        p->walk.document = info.document;
        p->walk.number = p->cursor.at;
        fault = store_document(p->store, p->walk.document, &document, err);
        if (!fault)
            fault = add_document(p, &document, err);
        bytes += document.bytes;
        document_release(&document);
    }
    store_read_end(p->store);
    if (p->progress && !fault)
        p->progress(p->ctx, p->plan->documents.n,
                    p->of > p->plan->documents.n ? p->of : p->plan->documents.n);
    return fault;
}

/* ---- which are alike ---- */

static uint32_t first_of(struct split_plan *plan, uint32_t i)
{
    struct planned *at = plan->documents.at;
    while (at[i].first != i) {
        at[i].first = at[at[i].first].first;
        i = at[i].first;
    }
    return i;
}

static void join(struct split_plan *plan, uint32_t a, uint32_t b)
{
    a = first_of(plan, a);
    b = first_of(plan, b);
    if (a < b)
        plan->documents.at[b].first = a;
    else
        plan->documents.at[a].first = b;
}

struct in_band {
    uint64_t band;
    uint32_t number;
};

static int by_band(const void *a, const void *b)
{
    const struct in_band *x = a, *y = b;
    if (x->band != y->band)
        return x->band < y->band ? -1 : 1;
    return (x->number > y->number) - (x->number < y->number);
}

/* Those that have a band in common, in the order in which they came. */
static void compare_bucket(struct planning *p, const struct in_band *bucket, size_t n)
{
    for (size_t i = 1; i < n; i++)
        for (size_t k = 0; k < i && k < BUCKET; k++) {
            uint32_t a = bucket[k].number, b = bucket[i].number;
            if (first_of(p->plan, a) != first_of(p->plan, b) &&
                sketch_near(&p->sketches.at[a], &p->sketches.at[b]))
                join(p->plan, a, b);
        }
}

static enum fault find_alike(struct planning *p, struct err *err)
{
    size_t n = p->sketches.n;
    struct in_band *all = malloc((n + 1) * sizeof *all);
    if (!all)
        return no_memory(err);
    for (unsigned band = 0; band < SKETCH_BANDS; band++) {
        size_t some = 0;
        for (uint32_t i = 0; i < n; i++)
            if (!p->sketches.at[i].empty)
                all[some++] = (struct in_band){sketch_band(&p->sketches.at[i], band), i};
        qsort(all, some, sizeof *all, by_band);
        for (size_t from = 0, to; from < some; from = to) {
            for (to = from + 1; to < some && all[to].band == all[from].band; to++)
                continue;
            compare_bucket(p, all + from, to - from);
        }
    }
    free(all);
    return OK;
}

static int by_key(const void *a, const void *b, void *documents)
{
    const struct planned *all = documents;
    int64_t x = all[*(const uint32_t *)a].key, y = all[*(const uint32_t *)b].key;
    return (x > y) - (x < y);
}

static enum fault settle(struct split_plan *plan, struct err *err)
{
    size_t n = plan->documents.n;
    if (!vec_reserve(&plan->by_key, n + 1))
        return no_memory(err);
    for (uint32_t i = 0; i < n; i++) {
        plan->by_key.at[plan->by_key.n++] = i;
        struct planned *first = &plan->documents.at[first_of(plan, i)];
        plan->groups += ++first->like == 2;
    }
    qsort_r(plan->by_key.at, n, sizeof *plan->by_key.at, by_key, plan->documents.at);
    return OK;
}

enum fault split_make(struct store *store, const struct split_shares *shares,
                      void (*progress)(void *ctx, uint64_t done, uint64_t of), void *ctx,
                      struct split_plan **out, struct err *err)
{
    struct split_plan *plan = calloc(1, sizeof *plan);
    struct planning p = {.store = store, .plan = plan, .progress = progress, .ctx = ctx};
    struct tally tally = {0};
    bool more = true;
    *out = NULL;
    if (!plan)
        return no_memory(err);
    plan->shares = *shares;
    enum fault fault = progress ? store_tally(store, &tally, err) : OK;
    p.of = tally.documents;
    sets_begin_walk(store, &p.walk);
    while (!fault && more)
        fault = batch(&p, &more, err);
    if (!fault)
        fault = find_alike(&p, err);
    if (!fault)
        fault = settle(plan, err);
    vec_free(&p.sketches);
    if (fault)
        split_free(plan);
    else
        *out = plan;
    return fault;
}

void split_free(struct split_plan *plan)
{
    if (!plan)
        return;
    vec_free(&plan->documents);
    vec_free(&plan->by_key);
    free(plan);
}

bool split_find(const struct split_plan *plan, int64_t document, struct split_place *out)
{
    size_t low = 0, high = plan->by_key.n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (plan->documents.at[plan->by_key.at[middle]].key < document)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == plan->by_key.n || plan->documents.at[plan->by_key.at[low]].key != document)
        return false;
    const struct planned *at = &plan->documents.at[plan->by_key.at[low]];
    while (at->first != at->number)
        at = &plan->documents.at[at->first];
    out->part = split_by_digest(&plan->shares, at->sha256);
    out->group = at->like > 1 ? at->sha256 : NULL;
    return true;
}

size_t split_groups(const struct split_plan *plan)
{
    return plan->groups;
}
