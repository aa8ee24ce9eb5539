#include "manicule/flow/history.h"

#include <string.h>

#include "manicule/marks/carry.h"

struct replay {
    struct store *store;
    struct editions editions;
    uint32_t edition; /* of the text the set is in, as far as it was replayed */
    int64_t set;
    struct set *into;
    enum status status;
    bool enough; /* set by row: what follows is not looked at */
    /* Told of each row after it was applied; may be NULL. */
    enum fault (*row)(void *ctx, const struct past *, const struct edits *, struct err *);
    void *ctx;
};

/* As the store does: a new set is open unless its first step says something else. */
static enum status status_after(enum status status, const struct edits *edits)
{
    bool told = status != STATUS_NEW || !edits->n;
    for (size_t i = 0; i < edits->n; i++)
        told = told || edits->at[i].kind == EDIT_STATUS;
    return told ? status : STATUS_OPEN;
}

static enum fault replay_row(struct replay *r, int64_t revision, struct err *err)
{
    struct past row;
    struct edits edits;
    bool found;
    enum fault fault =
        store_past_edits(r->store, r->set, revision, &r->editions, &row, &edits, &found, err);
    if (!fault && !found)
        fault = err_set(err, FAULT_DAMAGED, "%s: the set's journal has a gap; `verify` says where",
                        store_path(r->store));
    if (!fault)
        fault = set_apply(r->into, &edits, &r->status, err);
    if (fault == FAULT_CONFLICT)
        fault = err_set(err, FAULT_DAMAGED, "%s: journal row %lld does not fit what came before",
                        store_path(r->store), (long long)revision);
    if (!fault && row.kind != STEP_REVISE)
        r->status = status_after(r->status, &edits);
    if (!fault)
        r->edition = row.edition;
    if (!fault && r->row)
        fault = r->row(r->ctx, &row, &edits, err);
    edits_release(&edits);
    return fault;
}

/* Each row is a transaction of its own: it never changes, and there is no hurry. */
static enum fault replay(struct replay *r, int64_t last, struct err *err)
{
    set_clear(r->into);
    r->status = STATUS_NEW;
    enum fault fault = OK;
    for (int64_t revision = 1; !fault && !r->enough && revision <= last; revision++)
        fault = replay_row(r, revision, err);
    editions_release(&r->editions);
    return fault;
}

static void count(const struct set *set, struct set_info *info)
{
    info->spans = (uint32_t)set_count(set);
    info->relations = (uint32_t)set_relations(set);
    info->doubts = 0;
    info->unlinked = 0;
    memset(info->labels, 0, sizeof info->labels);
    for (size_t i = 0; i < set_comments(set); i++) {
        const struct comment *comment = set_comment_at(set, i);
        info->doubts += comment->doubt && !comment->settled;
    }
}

enum fault history_text(struct store *store, struct document *document, int64_t at,
                        struct article **out, struct err *err)
{
    uint32_t edition;
    *out = NULL;
    enum fault fault = store_edition_at(store, document->key, at, &edition, err);
    if (!fault)
        fault = store_document_edition(store, document, edition, err);
    return fault ? fault : store_edition(store, document->key, edition, out, err);
}

/* What the journal makes of the set up to a revision, and in which edition of the text. */
static enum fault load_revision(struct store *store, const struct set_info *now, int64_t revision,
                                const struct article *article, struct set *into,
                                struct set_info *then, uint32_t *edition, struct err *err)
{
    struct replay r = {.store = store,
                       .editions = {store, .document = now->document, .lent = article},
                       .set = now->key,
                       .into = into};
    *then = *now;
    enum fault fault = replay(&r, revision, err);
    if (!revision)
        then->key = 0;
    then->revision = revision;
    then->status = r.status;
    *edition = revision ? r.edition : article_edition(article);
    count(into, then);
    return fault;
}

enum fault history_load(struct store *store, const struct set_info *now, int64_t at,
                        const struct article *article, struct set *into, struct set_info *then,
                        struct err *err)
{
    uint32_t edition = 0;
    int64_t revision = 0;
    enum fault fault = now->key ? store_past_revision(store, now->key, at, &revision, err) : OK;
    if (fault)
        *then = *now;
    else
        fault = load_revision(store, now, revision, article, into, then, &edition, err);
    if (!fault && edition != article_edition(article))
        fault =
            err_set(err, FAULT_CONFLICT,
                    "%s: by its times the text was another than by its order; the clock went back",
                    store_path(store));
    return fault;
}

struct finished { /* looks for the row in which a set was last finished */
    struct replay replay;
    enum status before;
    int64_t revision, last;
};

static enum fault finished_row(void *ctx, const struct past *row, const struct edits *edits,
                               struct err *err)
{
    struct finished *f = ctx;
    enum status status = f->replay.status;
    (void)row, (void)edits, (void)err;
    f->revision++;
    if (status == STATUS_DONE && f->before != STATUS_DONE)
        f->last = f->revision;
    f->before = status;
    f->replay.enough = status == STATUS_RETURNED || status == STATUS_ACCEPTED;
    return OK;
}

enum fault history_marked(struct store *store, const struct set_info *now,
                          const struct article *article, struct set *into, struct set_info *then,
                          uint32_t *edition, struct err *err)
{
    struct finished f = {.replay = {.store = store,
                                    .editions = {store, .document = now->document, .lent = article},
                                    .set = now->key,
                                    .into = into,
                                    .row = finished_row},
                         .before = STATUS_NEW};
    f.replay.ctx = &f;
    enum fault fault = replay(&f.replay, now->revision, err);
    if (fault)
        *then = *now;
    return fault ? fault : load_revision(store, now, f.last, article, into, then, edition, err);
}

enum fault history_carry(const struct article *from, const struct article *to, struct set **set,
                         size_t *gone, struct err *err)
{
    struct diff diff;
    struct set *into = set_new();
    *gone = 0;
    if (!into || !diff_articles(from, to, &diff)) {
        set_free(into);
        return err_set(err, FAULT_MEMORY, "out of memory");
    }
    enum fault fault = carry_set(&diff, from, to, *set, into, err);
    diff_release(&diff);
    if (fault) {
        set_free(into);
        return fault;
    }
    *gone = set_count(*set) - set_count(into);
    set_free(*set);
    *set = into;
    return OK;
}

/* ---- blame ---- */
static const char *const hows[] = {"made",   "changed",  "deleted",  "brought back",
                                   "linked", "relinked", "unlinked", "noted"};

const char *blame_how_name(enum blame_how how)
{
    return hows[how];
}

static bool touch(struct blame *out, struct uuid span, enum blame_how how)
{
    const struct blame_touch touched = {.span = span, .row = (uint32_t)out->rows.n - 1, .how = how};
    return uuid_is_zero(span) || vec_push(&out->touches, touched);
}

static bool note(struct blame *out, const struct edit *e)
{
    switch (e->kind) {
    case EDIT_SPAN: /* whether it is made or brought back shows when all of it is known */
        return touch(out, e->had ? e->span.before.id : e->span.after.id,
                     !e->had  ? BLAME_MADE
                     : e->has ? BLAME_CHANGED
                              : BLAME_DELETED);
    case EDIT_RELATION: {
        const struct relation *either = e->had ? &e->relation.before : &e->relation.after;
        enum blame_how how = !e->had ? BLAME_LINKED : e->has ? BLAME_RELINKED : BLAME_UNLINKED;
        return touch(out, either->from, how) && touch(out, either->to, how);
    }
    case EDIT_COMMENT:
        return touch(out, e->had ? e->comment.before.span : e->comment.after.span, BLAME_NOTED);
    case EDIT_VERDICT:
    case EDIT_STATUS:
        break;
    }
    return true;
}

static enum fault blame_row(void *ctx, const struct past *row, const struct edits *edits,
                            struct err *err)
{
    struct blame *out = ctx;
    bool kept = vec_push(&out->rows, *row);
    for (size_t i = 0; i < edits->n && kept; i++)
        kept = note(out, &edits->at[i]);
    return kept ? OK : err_set(err, FAULT_MEMORY, "out of memory");
}

static int by_span_and_row(const void *a, const void *b)
{
    const struct blame_touch *x = a, *y = b;
    int order = uuid_order(x->span, y->span);
    if (order)
        return order;
    if (x->row != y->row)
        return x->row < y->row ? -1 : 1;
    return (x->how > y->how) - (x->how < y->how);
}

enum fault blame_read(struct store *store, const struct set_info *info,
                      const struct article *article, struct blame *out, struct err *err)
{
    *out = (struct blame){.set = set_new()};
    struct replay r = {.store = store,
                       .editions = {store, .document = info->document, .lent = article},
                       .set = info->key,
                       .into = out->set,
                       .row = blame_row,
                       .ctx = out};
    enum fault fault =
        out->set ? replay(&r, info->revision, err) : err_set(err, FAULT_MEMORY, "out of memory");
    if (fault) {
        blame_release(out);
        return fault;
    }
    struct blame_touch *t = out->touches.at;
    size_t n = out->touches.n;
    if (n)
        qsort(t, n, sizeof *t, by_span_and_row);
    for (size_t i = 1; i < n; i++)
        if (t[i].how == BLAME_MADE && uuid_equal(t[i].span, t[i - 1].span))
            t[i].how = BLAME_BROUGHT_BACK;
    return OK;
}

void blame_release(struct blame *blame)
{
    set_free(blame->set);
    vec_free(&blame->rows);
    vec_free(&blame->touches);
    *blame = (struct blame){0};
}

const struct blame_touch *blame_of(const struct blame *blame, struct uuid span, size_t *n)
{
    size_t low = 0, high = blame->touches.n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (uuid_order(blame->touches.at[middle].span, span) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    for (*n = 0; low + *n < blame->touches.n; ++*n)
        if (!uuid_equal(blame->touches.at[low + *n].span, span))
            break;
    return blame->touches.at + low;
}
