#include "manicule/flow/agree.h"

#include <stdlib.h>
#include <string.h>

#include "manicule/flow/history.h"
#include "manicule/flow/sets.h"
#include "manicule/flow/shown.h"

/* What is read in one short transaction, at most: more spans or bytes have transactions of their
 * own. */
enum { SMALL_SPANS = 5000, SMALL_BYTES = 4 << 20, BATCH_SPANS = 4000, BATCH_DOCUMENTS = 64 };

struct agreeing {
    struct store *store;
    const struct agree_options *options;
    struct agree_counts counts;
    struct agreement *agreement;
    bool begun; /* a walk, over all documents or */
    size_t nth; /* one of the options' */
    struct set_filter filter;
    struct set_cursor cursor;
    struct set_info ahead; /* the next document's first set */
    bool has_ahead;
    struct sets_walk walk;
    /* The document at hand. */
    struct document document;
    struct article *article;
    int64_t key;
    struct set_info found[AGREEMENT_READERS_MAX]; /* key 0: the reader has not read it */
    uint64_t spans;                               /* of those sets */
    struct set *sets[AGREEMENT_READERS_MAX];      /* filled anew for each document */
    const struct set *read[AGREEMENT_READERS_MAX];
    uint64_t documents; /* for progress */
};

enum fault agree_reader(struct agree_options *options, enum set_kind kind, const char *name,
                        struct err *err)
{
    for (size_t i = 0; i < options->n_readers; i++)
        if (options->readers[i].kind == kind && strcmp(options->readers[i].name, name) == 0)
            return err_set(err, FAULT_USAGE, "%s is named twice", *name ? name : "gold");
    if (options->n_readers == AGREEMENT_READERS_MAX)
        return err_set(err, FAULT_USAGE, "more than %d readers at once; name some",
                       AGREEMENT_READERS_MAX);
    struct agree_reader *reader = &options->readers[options->n_readers++];
    *reader = (struct agree_reader){.kind = kind};
    memcpy(reader->name, name, strlen(name) + 1);
    return OK;
}

/* Did its owner read the document? One who only opened it did not. */
static bool was_read(const struct set_info *info)
{
    return info->status != STATUS_NEW && (info->status != STATUS_OPEN || info->spans);
}

/* Of one document, or of all that may be seen: who has read there. Ends when all were met. */
static enum fault meet(struct store *store, int64_t document, const struct agree_options *o,
                       bool met[AGREEMENT_READERS_MAX], struct err *err)
{
    const struct set_filter filter = {.kind = SET_PERSON, .status = -1, .document = document};
    struct set_cursor cursor = {0};
    struct set_info info;
    size_t left = 0;
    bool more = true;
    for (size_t i = 0; i < o->n_readers; i++)
        left += !met[i];
    while (left && more) {
        enum fault fault = store_next_set(store, &cursor, &filter, &info, &more, err);
        if (fault)
            return fault;
        for (size_t i = 0; more && was_read(&info) && i < o->n_readers; i++)
            if (!met[i] && strcmp(o->readers[i].name, info.owner) == 0) {
                met[i] = true;
                left--;
            }
    }
    return OK;
}

/* Whoever read none of the documents takes no part, unless that leaves nothing to compare. */
static enum fault leave_out_strangers(struct store *store, struct agree_options *o, struct err *err)
{
    bool met[AGREEMENT_READERS_MAX] = {false};
    size_t n = 0, readers = 0;
    enum fault fault = OK;
    if (!o->n_documents && store_role(store) == ROLE_LEAD)
        return OK; /* all who own a set, of all documents */
    for (size_t i = 0; i < o->n_readers; i++)
        met[i] = o->readers[i].kind != SET_PERSON;
    if (!o->n_documents)
        fault = meet(store, 0, o, met, err);
    for (size_t i = 0; !fault && i < o->n_documents; i++)
        fault = meet(store, o->documents[i], o, met, err);
    for (size_t i = 0; i < o->n_readers; i++)
        readers += met[i];
    if (fault || readers < 2)
        return fault;
    for (size_t i = 0; i < o->n_readers; i++)
        if (met[i])
            o->readers[n++] = o->readers[i];
    o->n_readers = n;
    return OK;
}

enum fault agree_everyone(struct store *store, struct agree_options *options, struct err *err)
{
    struct buf owners = {0};
    enum fault fault = store_owners(store, &owners, err);
    for (char *at = owners.data, *end; !fault && at && *at; at = end) {
        end = at + strcspn(at, "\n");
        if (*end)
            *end++ = '\0';
        fault = agree_reader(options, SET_PERSON, at, err);
    }
    buf_release(&owners);
    return fault ? fault : leave_out_strangers(store, options, err);
}

static void lost(void *ctx, const struct agreement_point *point)
{
    const struct agreeing *x = ctx;
    const struct agree_place place = {&x->document, x->article, x->read};
    x->options->lost(x->options->ctx, &place, point);
}

/* ---- one document ---- */
static void drop_document(struct agreeing *x)
{
    article_free(x->article);
    x->article = NULL;
    document_release(&x->document);
    x->document = (struct document){0};
    x->key = 0;
    for (size_t i = 0; i < x->options->n_readers; i++)
        x->found[i].key = 0;
}

/* A set of the document at hand, if it is one of the readers' who has read it. */
static void note_set(struct agreeing *x, const struct set_info *info)
{
    bool open = info->status == STATUS_OPEN;
    if (!was_read(info))
        return;
    for (size_t i = 0; i < x->options->n_readers; i++) {
        const struct agree_reader *reader = &x->options->readers[i];
        if (reader->kind != info->kind || strcmp(reader->name, info->owner) != 0)
            continue;
        if (open && x->options->finished)
            x->counts.kept++;
        else
            x->found[i] = *info;
        return;
    }
}

/* The sets of the next document; *more false: there is none. */
static enum fault gather(struct agreeing *x, bool *more, struct err *err)
{
    drop_document(x);
    for (;;) {
        if (!x->has_ahead) {
            enum fault fault =
                store_next_set(x->store, &x->cursor, &x->filter, &x->ahead, &x->has_ahead, err);
            if (!fault)
                fault = sets_check_walk(x->store, &x->walk, err);
            if (fault)
                return fault;
        }
        if (!x->has_ahead || (x->key && x->ahead.document != x->key))
            break;
        x->key = x->walk.document = x->ahead.document;
        x->walk.number = x->cursor.at;
        x->has_ahead = false;
        note_set(x, &x->ahead);
    }
    *more = x->key != 0;
    if (*more && x->options->progress)
        x->options->progress(x->options->ctx, x->options->n_documents ? x->nth : x->walk.number - 1,
                             x->documents);
    return OK;
}

/* Is there anything to compare? Then the document's row is read. */
static enum fault begin_document(struct agreeing *x, bool *compare, bool *small, struct err *err)
{
    size_t readers = 0;
    x->spans = 0;
    for (size_t i = 0; i < x->options->n_readers; i++) {
        readers += x->found[i].key != 0;
        x->spans += x->found[i].key ? x->found[i].spans : 0;
    }
    *compare = readers >= 2;
    x->counts.alone += readers == 1;
    if (!*compare)
        return OK;
    enum fault fault = store_document(x->store, x->key, &x->document, err);
    *small = x->document.bytes <= SMALL_BYTES && x->spans <= SMALL_SPANS && !x->options->marked;
    return fault;
}

/* As it was before a review, in the text of now. What was never finished was never reviewed. */
static enum fault load_marked(struct agreeing *x, size_t reader, struct err *err)
{
    struct set_info *now = &x->found[reader], then;
    struct article *old = NULL;
    uint32_t edition = article_edition(x->article);
    size_t gone;
    enum fault fault =
        history_marked(x->store, now, x->article, x->sets[reader], &then, &edition, err);
    if (fault || !then.key)
        return fault ? fault
                     : sets_load_steady(x->store, now, x->article, false, x->sets[reader], err);
    if (edition == article_edition(x->article))
        return OK;
    fault = store_edition(x->store, x->key, edition, &old, err);
    if (!fault)
        fault = history_carry(old, x->article, &x->sets[reader], &gone, err);
    article_free(old);
    return fault;
}

static enum fault load(struct agreeing *x, size_t reader, bool small, struct err *err)
{
    struct set_info *info = &x->found[reader];
    x->read[reader] = NULL;
    if (!info->key)
        return OK;
    if (!x->sets[reader] && !(x->sets[reader] = set_new()))
        return err_set(err, FAULT_MEMORY, "out of memory");
    x->counts.open += info->status == STATUS_OPEN;
    if (x->options->marked && info->kind == SET_PERSON) {
        enum fault fault = load_marked(x, reader, err);
        x->read[reader] = x->sets[reader]; /* which may be another one by now */
        return fault;
    }
    x->read[reader] = x->sets[reader];
    return small ? sets_load(x->store, info->key, x->article, false, x->sets[reader], err)
                 : sets_load_steady(x->store, info, x->article, false, x->sets[reader], err);
}

static enum fault compare(struct agreeing *x, bool small, struct err *err)
{
    enum fault fault = store_article(x->store, x->key, &x->article, err);
    for (size_t i = 0; !fault && i < x->options->n_readers; i++)
        fault = load(x, i, small, err);
    if (fault)
        return err_prefix(err, "%s", shown(x->document.name).text);
    x->counts.compared++;
    const struct agreement_document document = {.number = x->document.number,
                                                .article = x->article,
                                                .size = x->document.codepoints,
                                                .sets = x->read};
    return agreement_add(x->agreement, &document, err);
}

/* ---- all of them ---- */

/* Documents in one transaction as long as they are small; a large one is left for after it. */
static enum fault batch(struct agreeing *x, size_t documents, bool *more, struct err *err)
{
    bool wanted = false, small = true;
    uint64_t spans = 0;
    enum fault fault = store_read_begin(x->store, err);
    if (fault)
        return fault;
    if (x->options->hold)
        x->options->hold(x->options->sink, true);
    for (size_t i = 0; i < documents && spans < BATCH_SPANS && !fault && *more && small; i++) {
        fault = gather(x, more, err);
        if (!fault && *more)
            fault = begin_document(x, &wanted, &small, err);
        if (!fault && *more && wanted && small)
            fault = compare(x, true, err);
        spans += wanted ? x->spans : 0;
    }
    store_read_end(x->store);
    if (x->options->hold)
        x->options->hold(x->options->sink, false);
    return !fault && !small ? compare(x, false, err) : fault;
}

/* Over all documents, or the next of those named; false: there is none. */
static bool begin_walk(struct agreeing *x)
{
    const struct agree_options *o = x->options;
    if (x->begun && ++x->nth >= o->n_documents)
        return false;
    x->begun = true;
    x->filter = (struct set_filter){
        .kind = -1, .status = -1, .document = o->n_documents ? o->documents[x->nth] : 0};
    x->cursor = (struct set_cursor){0};
    x->has_ahead = false;
    sets_begin_walk(x->store, &x->walk);
    return true;
}

enum fault agree_begin(struct store *store, const struct agree_options *options,
                       struct agreeing **out, struct err *err)
{
    uint32_t documents = 0;
    *out = NULL;
    if (options->n_readers < 2)
        return err_set(err, FAULT_MISSING, "there must be two readers at least to agree");
    struct agreeing *x = calloc(1, sizeof *x);
    if (!x)
        return err_set(err, FAULT_MEMORY, "out of memory");
    x->store = store;
    x->options = options;
    const struct agreement_options how = {.labels = options->labels,
                                          .readers = options->n_readers,
                                          .intervals = options->intervals,
                                          .lost = options->lost ? lost : NULL,
                                          .ctx = x};
    x->agreement = agreement_new(&how);
    enum fault fault = x->agreement ? OK : err_set(err, FAULT_MEMORY, "out of memory");
    /* How many there are is not for everyone to know. */
    if (!fault && options->progress && !options->n_documents && store_role(store) == ROLE_LEAD)
        fault = store_documents(store, &documents, err);
    if (fault) {
        agree_free(x);
        return fault;
    }
    x->documents = options->n_documents ? options->n_documents : documents;
    *out = x;
    return OK;
}

enum fault agree_more(struct agreeing *x, size_t documents, bool *more, struct err *err)
{
    bool some = true;
    *more = x->begun || begin_walk(x);
    enum fault fault = batch(x, documents, &some, err);
    if (!fault && !some)
        *more = begin_walk(x);
    return fault;
}

const struct agree_counts *agree_counts(const struct agreeing *x)
{
    return &x->counts;
}

struct agreement *agree_take(struct agreeing *x)
{
    struct agreement *agreement = x->agreement;
    x->agreement = NULL;
    return agreement;
}

void agree_free(struct agreeing *x)
{
    if (!x)
        return;
    drop_document(x);
    for (size_t i = 0; i < x->options->n_readers; i++)
        set_free(x->sets[i]);
    agreement_free(x->agreement);
    free(x);
}

enum fault agree_run(struct store *store, const struct agree_options *options,
                     struct agreement **out, struct agree_counts *counts, struct err *err)
{
    struct agreeing *x;
    bool more = true;
    *out = NULL;
    *counts = (struct agree_counts){0};
    enum fault fault = agree_begin(store, options, &x, err);
    if (fault)
        return fault;
    while (!fault && more)
        fault = agree_more(x, BATCH_DOCUMENTS, &more, err);
    *counts = x->counts;
    if (!fault)
        *out = agree_take(x);
    agree_free(x);
    return fault;
}
