#include "manicule/flow/export.h"

#include <inttypes.h>
#include <string.h>

#include "manicule/flow/history.h"
#include "manicule/flow/sets.h"
#include "manicule/flow/shown.h"

/* What is read in the same short transaction as the walk's step; more has transactions of its own.
 */
enum { SMALL_SPANS = 5000, SMALL_BYTES = 4 << 20 };

/* Small sets read in one transaction: some milliseconds. Beginning and ending one costs as much as
 * reading one set. Who wants to save waits as long as it lasts. */
enum { BATCH_STEPS = 64, BATCH_BYTES = 1 << 20, BATCH_SPANS = 2000 };

enum part { PART_NONE, PART_BARE, PART_SET };

struct exporting {
    struct store *store;
    const struct export_options *options;
    const struct stream *stream;
    struct export_counts *counts;
    struct set_cursor cursor;
    struct sets_walk walk;
    struct document document; /* the one at hand; key 0: not read yet */
    struct article *article;
    bool checked;  /* the article gives its hash */
    bool damaged;  /* the document at hand is passed over */
    bool unwanted; /* so it is here, unasked for */
    bool older;    /* the article is a text that the document had before */
    bool bare;     /* documents without an own record leave as such */
    struct set *set;
    uint64_t documents, done; /* for progress */
};

/* A step of the walk: one set, or a document that has none. */
struct walked {
    struct set_info info;
    enum part part; /* what of it leaves */
    bool loaded;    /* x->set holds it */
};

static void drop_document(struct exporting *x)
{
    article_free(x->article);
    x->article = NULL;
    document_release(&x->document);
    x->document = (struct document){0};
}

/* Damage ends the export, or is told and the document is passed over. */
static enum fault damage(struct exporting *x, struct err *err)
{
    if (err->fault != FAULT_DAMAGED || !x->options->skip_damaged)
        return err->fault;
    if (!x->damaged)
        x->counts->damaged++;
    x->damaged = true;
    if (x->options->note)
        x->options->note(x->options->ctx, err->text);
    return OK;
}

static enum fault check_article(struct exporting *x, struct err *err)
{
    if (x->checked)
        return OK;
    struct digest digest = digest_of(article_bytes(x->article), article_size(x->article));
    x->checked = memcmp(digest.b, x->document.sha256, sizeof digest.b) == 0;
    return x->checked
               ? OK
               : err_set(err, FAULT_DAMAGED, "%s: its text does not give the SHA-256 kept with it",
                         shown(x->document.name).text);
}

static enum fault read_article(struct exporting *x, struct err *err)
{
    int64_t key = x->document.key, at = x->options->at;
    enum fault fault = x->article ? OK
                       : at       ? history_text(x->store, &x->document, at, &x->article, err)
                            : store_edition(x->store, key, x->document.edition, &x->article, err);
    return fault ? err_prefix(err, "%s", shown(x->document.name).text) : OK;
}

static struct stream_document as_streamed(const struct exporting *x)
{
    struct stream_document out = {.name = x->document.name,
                                  .id = x->document.id,
                                  .article = x->article,
                                  .meta = x->document.meta,
                                  .source_encoding = x->document.source_encoding};
    memcpy(out.sha256, x->document.sha256, sizeof out.sha256);
    memcpy(out.source_sha256, x->document.source_sha256, sizeof out.source_sha256);
    return out;
}

static enum fault write_bare(struct exporting *x, struct err *err)
{
    const struct stream *s = x->stream;
    struct stream_document document = as_streamed(x);
    enum fault fault = s->begin(s->ctx, &document, NULL, err);
    if (!fault)
        fault = s->end(s->ctx, err);
    if (!fault) {
        x->counts->records++;
        x->counts->bare++;
    }
    return fault;
}

/* The writer cuts every slice out of the article by these places, so a slice can only be what its
 * offsets say; what remains to be seen to is that the places lie within the text. */
static bool fits(const struct article *article, const struct span *span)
{
    uint32_t size = article_size(article), last = 0;
    for (size_t i = 0; i < span->n_fragments; i++) {
        struct range at = span_fragment(span, i);
        if (range_empty(at) || at.end.byte > size || (i && at.start.byte <= last))
            return false;
        last = at.end.byte;
    }
    return span->n_fragments > 0;
}

static enum fault check_set(const struct exporting *x, struct err *err)
{
    struct set_walk walk = {0};
    for (const struct span *span; (span = set_each(x->set, &walk));) {
        if (fits(x->article, span))
            continue;
        char id[UUID_TEXT];
        uuid_format(span->id, id);
        return err_set(err, FAULT_DAMAGED, "%s: span %s does not fit the text",
                       shown(x->document.name).text, id);
    }
    return OK;
}

static bool span_leaves(const struct exporting *x, const struct span *span)
{
    return !x->options->labels || x->options->labels[span->label];
}

static bool id_leaves(const struct exporting *x, struct uuid id)
{
    const struct span *span = x->options->labels ? set_find(x->set, id) : NULL;
    return !x->options->labels || (span && span_leaves(x, span));
}

static enum fault write_set(struct exporting *x, const struct set_info *info, struct err *err)
{
    const struct stream *s = x->stream;
    struct stream_document document = as_streamed(x);
    struct stream_set set = {.kind = info->kind,
                             .owner = info->owner[0] ? info->owner : NULL,
                             .source = info->source[0] ? info->source : NULL,
                             .status = info->status};
    enum fault fault = s->begin(s->ctx, &document, &set, err);
    struct set_walk walk = {0};
    for (const struct span *span; !fault && (span = set_each(x->set, &walk));) {
        bool leaves = span_leaves(x, span);
        fault = leaves ? s->span(s->ctx, span, err) : OK;
        *(leaves ? &x->counts->spans : &x->counts->kept_spans) += 1;
    }
    const struct relation *relation;
    for (size_t i = 0; !fault && (relation = set_relation_at(x->set, i)); i++) {
        bool leaves = id_leaves(x, relation->from) && id_leaves(x, relation->to);
        fault = leaves ? s->relation(s->ctx, relation, err) : OK;
        *(leaves ? &x->counts->relations : &x->counts->kept_relations) += 1;
    }
    const struct comment *comment;
    for (size_t i = 0; !fault && s->comment && (comment = set_comment_at(x->set, i)); i++)
        if (uuid_is_zero(comment->span) || id_leaves(x, comment->span))
            fault = s->comment(s->ctx, comment, err);
    if (!fault)
        fault = s->end(s->ctx, err);
    if (!fault)
        x->counts->records++;
    return fault;
}

static bool status_wanted(struct exporting *x, const struct set_info *info)
{
    if (x->options->status == EXPORT_ALL || (int)info->status == x->options->status)
        return true;
    x->counts->kept_status[info->status]++;
    return false;
}

static bool owner_wanted(const struct export_options *o, const char *owner)
{
    for (size_t i = 0; i < o->n_owners; i++)
        if (strcmp(owner, o->owners[i]) == 0)
            return true;
    return !o->n_owners;
}

/* Was it changed last in the time asked for? Of a set as it stood once, by then. */
static enum fault time_wanted(struct exporting *x, const struct set_info *info, bool *out,
                              struct err *err)
{
    const struct export_options *o = x->options;
    int64_t last = info->revision, before = 0, until = 0;
    enum fault fault = o->at ? store_past_revision(x->store, info->key, o->at, &last, err) : OK;
    if (!fault && o->since)
        fault = store_past_revision(x->store, info->key, o->since - 1, &before, err);
    if (!fault && o->until)
        fault = store_past_revision(x->store, info->key, o->until, &until, err);
    *out = (!o->since || before < last) && (!o->until || until >= last);
    return fault;
}

/* Is the set wanted? If not, it is counted under the first reason that keeps it back. Which status
 * it had at an earlier time shows when it is read. */
static enum fault wanted(struct exporting *x, const struct set_info *info, bool *out,
                         struct err *err)
{
    const struct export_options *o = x->options;
    enum fault fault = OK;
    *out = false;
    if (o->kind != EXPORT_ALL && (int)info->kind != o->kind)
        x->counts->kept_kind[info->kind]++;
    else if (!o->at && !status_wanted(x, info))
        return OK;
    else if (!owner_wanted(o, info->owner))
        x->counts->kept_owner++;
    else {
        *out = true;
        if (o->since || o->until)
            fault = time_wanted(x, info, out, err);
        x->counts->kept_time += !fault && !*out;
    }
    return fault;
}

/* Which part of the step leaves, and which is counted as kept back. */
static enum fault choose(struct exporting *x, const struct set_info *info, bool first,
                         enum part *part, struct err *err)
{
    bool none = !info->key, write = false;
    *part = PART_NONE;
    if (x->unwanted)
        return OK;
    /* Person sets come first: a document whose first set is of another kind was opened by nobody.
     */
    bool bare = first && (none || (x->options->kind == SET_PERSON && info->kind != SET_PERSON));
    enum fault fault = none ? OK : wanted(x, info, &write, err);
    if (none && !x->bare)
        x->counts->kept_bare++;
    if (!fault && !x->damaged)
        *part = write ? PART_SET : bare && x->bare ? PART_BARE : PART_NONE;
    return fault;
}

static void next_document(struct exporting *x)
{
    drop_document(x);
    x->checked = x->damaged = x->unwanted = false;
    if (x->options->progress)
        x->options->progress(x->options->ctx, x->done++, x->documents);
}

/* Does the set leave as it stood once? */
static bool is_past(const struct exporting *x, const struct set_info *info)
{
    return x->options->at || (x->options->marked && info->kind == SET_PERSON);
}

/* Reads the next step, with the document and its set where they are small: all in one state of the
 * project. */
static enum fault step_inside(struct exporting *x, struct walked *out, bool *more, struct err *err)
{
    static const struct set_filter every = {.kind = -1, .status = -1, .empty = true};
    struct set_filter filter = every;
    filter.document = x->options->document;
    enum fault fault = store_next_set(x->store, &x->cursor, &filter, &out->info, more, err);
    if (!fault)
        fault = sets_check_walk(x->store, &x->walk, err);
    if (fault || !*more)
        return fault;
    bool first = out->info.document != x->walk.document;
    if (first)
        next_document(x);
    x->walk.document = out->info.document;
    x->walk.number = x->cursor.at;
    if (first && x->options->wants) {
        fault = store_document(x->store, x->walk.document, &x->document, err);
        x->unwanted = !fault && !x->options->wants(x->options->wanted, &x->document);
    }
    if (!fault)
        fault = choose(x, &out->info, first, &out->part, err);
    if (fault || out->part == PART_NONE)
        return fault;
    if (!x->document.key)
        fault = store_document(x->store, x->walk.document, &x->document, err);
    if (fault || x->document.bytes > SMALL_BYTES)
        return fault;
    fault = read_article(x, err);
    if (fault || out->part != PART_SET || out->info.spans > SMALL_SPANS || is_past(x, &out->info))
        return fault;
    out->loaded = true;
    fault = sets_load(x->store, out->info.key, x->article, true, x->set, err);
    return fault ? err_prefix(err, "%s", shown(x->document.name).text) : OK;
}

/* The set leaves in the text that it was marked in. */
static enum fault take_edition(struct exporting *x, uint32_t edition, struct err *err)
{
    if (edition == article_edition(x->article))
        return OK;
    article_free(x->article);
    x->article = NULL;
    x->checked = false;
    x->older = true;
    enum fault fault = store_document_edition(x->store, &x->document, edition, err);
    if (!fault)
        fault = read_article(x, err);
    return fault ? fault : check_article(x, err);
}

/* The set as it stood; one that was not there yet, was never finished, or had another status, does
 * not leave. */
static enum fault read_past(struct exporting *x, struct walked *walked, struct err *err)
{
    const struct export_options *o = x->options;
    struct set_info *info = &walked->info;
    uint32_t edition = article_edition(x->article);
    enum fault fault =
        o->at ? history_load(x->store, info, o->at, x->article, x->set, info, err)
              : history_marked(x->store, info, x->article, x->set, info, &edition, err);
    if (fault)
        return err_prefix(err, "%s", shown(x->document.name).text);
    x->counts->kept_unfinished += !o->at && !info->key;
    if (!info->key || (o->at && !status_wanted(x, info)))
        walked->part = PART_NONE;
    return walked->part == PART_NONE ? OK : take_edition(x, edition, err);
}

static enum fault read_large(struct exporting *x, struct walked *walked, struct err *err)
{
    enum fault fault = sets_load_steady(x->store, &walked->info, x->article, true, x->set, err);
    return fault ? err_prefix(err, "%s", shown(x->document.name).text) : OK;
}

/* What the step left to read, and the checks. */
static enum fault complete(struct exporting *x, struct walked *walked, struct err *err)
{
    enum fault fault = read_article(x, err);
    if (!fault)
        fault = check_article(x, err);
    if (fault || walked->part == PART_BARE)
        return fault;
    if (!walked->loaded)
        fault = is_past(x, &walked->info) ? read_past(x, walked, err) : read_large(x, walked, err);
    return fault ? fault : check_set(x, err);
}

/* Is all of the step in memory? */
static bool at_hand(const struct exporting *x, const struct walked *walked)
{
    return walked->part == PART_NONE || walked->loaded || (walked->part == PART_BARE && x->article);
}

static enum fault leave(struct exporting *x, struct walked *walked, struct err *err)
{
    if (walked->part == PART_NONE)
        return OK;
    enum fault fault = complete(x, walked, err);
    if (fault)
        fault = damage(x, err);
    else if (walked->part == PART_BARE)
        fault = write_bare(x, err);
    else if (walked->part == PART_SET)
        fault = write_set(x, &walked->info, err);
    if (x->older) { /* the next set may be in another text again */
        drop_document(x);
        x->checked = x->older = false;
    }
    return fault;
}

/* Steps in one transaction, as long as they are small and what they come to can be held back; the
 * last one, where it is large or alone, leaves after it. */
static enum fault batch(struct exporting *x, bool *more, struct err *err)
{
    const struct export_options *o = x->options;
    size_t steps = o->hold ? BATCH_STEPS : 0, bytes = 0, spans = 0;
    struct walked walked;
    enum fault fault = store_read_begin(x->store, err);
    if (fault)
        return fault;
    if (o->hold)
        o->hold(o->sink, true);
    for (;;) {
        walked = (struct walked){0};
        *more = false;
        fault = step_inside(x, &walked, more, err);
        if (fault) {
            walked.part = PART_NONE;
            fault = *more ? damage(x, err) : fault;
        }
        spans += walked.loaded ? walked.info.spans : 0;
        if (fault || !*more || steps == 0 || bytes > BATCH_BYTES || spans > BATCH_SPANS ||
            !at_hand(x, &walked))
            break;
        fault = leave(x, &walked, err);
        bytes += x->document.bytes;
        steps--;
        if (fault) {
            walked.part = PART_NONE;
            break;
        }
    }
    store_read_end(x->store);
    if (o->hold)
        o->hold(o->sink, false);
    return fault ? fault : leave(x, &walked, err);
}

static enum fault walk(struct exporting *x, struct err *err)
{
    bool more = true;
    enum fault fault = OK;
    sets_begin_walk(x->store, &x->walk);
    while (!fault && more)
        fault = batch(x, &more, err);
    return fault;
}

enum fault export_run(struct store *store, const struct export_options *options,
                      const struct stream *stream, struct export_counts *counts, struct err *err)
{
    struct err own; /* damage looks at what was filled in, also when the caller gave none */
    if (!err)
        err = &own;
    *counts = (struct export_counts){0};
    struct exporting x = {.store = store,
                          .options = options,
                          .stream = stream,
                          .counts = counts,
                          .set = set_new(),
                          .bare = !options->n_owners && !options->at && !options->since &&
                                  !options->until &&
                                  (options->kind == EXPORT_ALL || options->kind == SET_PERSON) &&
                                  (options->status == EXPORT_ALL || options->status == STATUS_NEW)};
    if (!x.set)
        return err_set(err, FAULT_MEMORY, "out of memory");
    struct tally tally = {0};
    enum fault fault = options->progress ? store_tally(store, &tally, err) : OK;
    x.documents = tally.documents;
    if (!fault)
        fault = walk(&x, err);
    drop_document(&x);
    set_free(x.set);
    if (!fault && counts->damaged)
        fault = err_set(err, FAULT_DAMAGED,
                        "%" PRIu64 " damaged document%s left out; `verify` says more",
                        counts->damaged, counts->damaged == 1 ? "" : "s");
    return fault;
}

static void tell(struct buf *out, uint64_t n, const char *what, bool *any)
{
    if (!n)
        return;
    buf_printf(out, "%s%" PRIu64 " %s", *any ? ", " : "", n, what);
    *any = true;
}

void export_told(const struct export_counts *counts, struct buf *out)
{
    uint64_t sets = counts->kept_owner + counts->kept_time + counts->kept_unfinished;
    for (size_t i = 0; i <= SET_REVIEW; i++)
        sets += counts->kept_kind[i];
    for (size_t i = 0; i < STATUSES; i++)
        sets += counts->kept_status[i];
    if (!sets && !counts->kept_bare && !counts->kept_spans)
        return;
    bool any = false;
    if (sets) {
        buf_printf(out, "%" PRIu64 " %s left out: ", sets, sets == 1 ? "set" : "sets");
        for (size_t i = 0; i <= SET_REVIEW; i++)
            tell(out, counts->kept_kind[i], set_kind_name((enum set_kind)i), &any);
        for (size_t i = 0; i < STATUSES; i++)
            tell(out, counts->kept_status[i], status_name((enum status)i), &any);
        tell(out, counts->kept_owner, "of other people", &any);
        tell(out, counts->kept_time, "last changed at another time", &any);
        tell(out, counts->kept_unfinished, "never finished before a review", &any);
    }
    if (counts->kept_bare)
        buf_printf(out, "%s%" PRIu64 " %s without such a set", any ? "; " : "", counts->kept_bare,
                   counts->kept_bare == 1 ? "document" : "documents");
    any = any || counts->kept_bare;
    if (counts->kept_spans)
        buf_printf(out, "%s%" PRIu64 " %s of other labels left out", any ? "; " : "",
                   counts->kept_spans, counts->kept_spans == 1 ? "span" : "spans");
    if (counts->kept_relations)
        buf_printf(out, ", with %" PRIu64 " %s from or to %s", counts->kept_relations,
                   counts->kept_relations == 1 ? "relation" : "relations",
                   counts->kept_spans == 1 ? "it" : "them");
}
