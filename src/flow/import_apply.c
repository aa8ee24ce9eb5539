#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "import.h"
#include "manicule/base/buf.h"
#include "manicule/flow/batch.h"
#include "manicule/flow/shown.h"

struct apply {
    struct import *x;
    struct spool *spool;
    struct batch batch;
    struct article *article; /* of the document used last */
    uint32_t ordinal;        /* which that is */
    struct buf what;         /* "import train.jsonl" */
};

/* What cannot be read back from the spool is a fault of the spool. */
static enum fault unreadable(const struct apply *a, struct err *err)
{
    enum fault fault = spool_check(a->spool, err);
    return fault ? fault : err_set(err, FAULT_IO, "the temporary file was cut short");
}

/* ---- reading back ---- */

static bool get_span(struct spool *spool, struct span *out)
{
    struct import_span packed;
    *out = (struct span){0};
    if (!spool_get(spool, &packed, sizeof packed))
        return false;
    *out = (struct span){.id = packed.id,
                         .at = range_of(packed.start, packed.end),
                         .label = packed.label,
                         .origin = packed.origin,
                         .n_fragments = packed.fragments};
    bool ok = true;
    if (packed.fragments > 1) {
        size_t bytes = packed.fragments * sizeof *out->fragments;
        out->fragments = malloc(bytes);
        ok = out->fragments && spool_get(spool, out->fragments, bytes);
    }
    if (ok && packed.has_attrs)
        out->attrs = spool_get_text(spool, &ok);
    if (!ok)
        span_release(out);
    return ok;
}

static bool get_relation(struct spool *spool, struct relation *out)
{
    bool ok;
    *out = (struct relation){0};
    spool_get(spool, out->id.b, sizeof out->id.b);
    spool_get(spool, out->from.b, sizeof out->from.b);
    spool_get(spool, out->to.b, sizeof out->to.b);
    out->type = (uint16_t)spool_get_u32(spool);
    out->attrs = spool_get_text(spool, &ok);
    return ok;
}

static bool get_span_edit(struct spool *spool, bool change, struct edits *edits)
{
    struct span before = {0}, after;
    if (change && !get_span(spool, &before))
        return false;
    bool ok = get_span(spool, &after);
    if (ok && change)
        edits_change_span(edits, &before, &after);
    else if (ok)
        edits_add_span(edits, &after);
    span_release(&before);
    if (ok)
        span_release(&after);
    return ok;
}

static bool get_relation_edit(struct spool *spool, enum import_item item, struct edits *edits)
{
    struct relation first, second = {0};
    bool ok = get_relation(spool, &first);
    if (!ok)
        return false;
    if (item == ITEM_RELATION)
        edits_add_relation(edits, &first);
    else if (item == ITEM_RELATION_GONE)
        edits_delete_relation(edits, &first);
    else if ((ok = get_relation(spool, &second)))
        edits_change_relation(edits, &first, &second);
    free(first.attrs);
    free(second.attrs);
    return ok;
}

static bool get_note(struct apply *a, struct edits *edits)
{
    struct comment comment = {.author = (char *)(uintptr_t)store_person(a->x->store)};
    bool ok;
    const struct env *env = a->x->options->env;
    spool_get(a->spool, comment.id.b, sizeof comment.id.b);
    spool_get(a->spool, comment.span.b, sizeof comment.span.b);
    comment.doubt = spool_get_u32(a->spool) != 0;
    comment.text = spool_get_text(a->spool, &ok);
    comment.at = env->now(env->ctx);
    if (ok && comment.text)
        edits_comment(edits, NULL, &comment);
    free(comment.text);
    return ok;
}

static enum fault get_edits(struct apply *a, struct edits *edits, struct err *err)
{
    for (;;) {
        uint8_t item = 0;
        bool ok = spool_get(a->spool, &item, 1);
        if (ok && item == ITEM_END)
            return edits->failed ? err_set(err, FAULT_MEMORY, "out of memory") : OK;
        if (ok && (item == ITEM_SPAN || item == ITEM_SPAN_CHANGE))
            ok = get_span_edit(a->spool, item == ITEM_SPAN_CHANGE, edits);
        else if (ok && item == ITEM_NOTE)
            ok = get_note(a, edits);
        else if (ok)
            ok = get_relation_edit(a->spool, (enum import_item)item, edits);
        if (!ok)
            return unreadable(a, err);
    }
}

/* ---- writing ---- */

static void keep_article(struct apply *a, uint32_t ordinal, struct article *article)
{
    article_free(a->article);
    a->article = article;
    a->ordinal = ordinal;
}

static void tell_renamed(struct apply *a, int64_t key, const char *name)
{
    const struct import_options *o = a->x->options;
    struct document document;
    if (!name || store_document(a->x->store, key, &document, NULL))
        return;
    if (strcmp(document.name, name) != 0) {
        a->x->counts->renamed++;
        struct buf line = {0};
        buf_printf(&line, "the name %s is taken: that document is called %s here", shown(name).text,
                   shown(document.name).text);
        if (o->note)
            o->note(o->ctx, buf_text(&line));
        buf_release(&line);
    }
    document_release(&document);
}

static enum fault apply_document(struct apply *a, struct err *err)
{
    struct new_document new = {.rename = true, .again = true};
    uint32_t ordinal = spool_get_u32(a->spool);
    bool ok[3];
    spool_get(a->spool, new.id.b, sizeof new.id.b);
    char *name = spool_get_text(a->spool, &ok[0]);
    char *meta = spool_get_text(a->spool, &ok[1]);
    char *encoding = spool_get_text(a->spool, &ok[2]);
    spool_get(a->spool, new.source_sha256, sizeof new.source_sha256);
    size_t n = spool_get_u32(a->spool);
    uint8_t *bytes = malloc(n + 1);
    enum fault fault = OK;
    if (!bytes)
        fault = err_set(err, FAULT_MEMORY, "out of memory");
    else if (!ok[0] || !ok[1] || !ok[2] || !spool_get(a->spool, bytes, n))
        fault = unreadable(a, err);
    if (!fault && ordinal >= a->x->docs.all.n)
        fault = unreadable(a, err);
    struct import_doc *doc = fault ? NULL : a->x->docs.all.at[ordinal];
    if (doc) {
        keep_article(a, ordinal, article_take(bytes, n));
        bytes = NULL;
        new.name = name;
        new.meta = meta;
        new.source_encoding = encoding;
        new.article = a->article;
        bool existing;
        if (!a->article)
            fault = err_set(err, FAULT_MEMORY, "out of memory");
        if (!fault)
            fault = batch_begin(&a->batch, err);
        if (!fault)
            fault = store_add(a->x->store, &new, &doc->key, &existing, err);
        if (!fault)
            tell_renamed(a, doc->key, name);
    }
    free(bytes);
    free(name);
    free(meta);
    free(encoding);
    return fault ? fault : batch_step(&a->batch, err);
}

static enum fault apply_step(struct apply *a, struct step *step, enum status before,
                             enum status after, struct err *err)
{
    struct edits edits = {0};
    struct set_info info;
    enum fault fault = get_edits(a, &edits, err);
    /* A new set gets its status by an edit even where it stays `new`: marks alone would open it. */
    if (!fault && (before != after || (!step->revision && edits.n)))
        edits_status(&edits, before, after);
    if (!fault && edits.failed)
        fault = err_set(err, FAULT_MEMORY, "out of memory");
    step->edits = &edits;
    if (!fault)
        fault = batch_begin(&a->batch, err);
    if (!fault)
        fault = store_apply(a->x->store, step, &info, err);
    edits_release(&edits);
    return fault;
}

/* The text that pass 1 saw: it may have been revised since. */
static enum fault same_article(const struct import *x, const struct import_doc *doc,
                               struct article **out, struct err *err)
{
    struct document document;
    enum fault fault = store_document(x->store, doc->key, &document, err);
    if (!fault && memcmp(document.sha256, doc->sha256, sizeof doc->sha256) != 0)
        fault = err_set(err, FAULT_CONFLICT, "%s was revised meanwhile", shown(document.name).text);
    if (!fault)
        fault = store_edition(x->store, doc->key, document.edition, out, err);
    document_release(&document);
    return fault;
}

static enum fault apply_set(struct apply *a, struct err *err)
{
    struct import *x = a->x;
    uint32_t ordinal = spool_get_u32(a->spool);
    struct step step = {.kind = STEP_IMPORT, .what = buf_text(&a->what)};
    step.set = (enum set_kind)spool_get_u32(a->spool);
    bool ok[2];
    char *owner = spool_get_text(a->spool, &ok[0]);
    char *source = spool_get_text(a->spool, &ok[1]);
    step.revision = (int64_t)spool_get_u64(a->spool);
    enum status before = (enum status)spool_get_u32(a->spool);
    enum status after = (enum status)spool_get_u32(a->spool);
    uint64_t line = spool_get_u64(a->spool);
    enum fault fault = spool_check(a->spool, err);
    if (!fault && (!ok[0] || !ok[1] || ordinal >= x->docs.all.n))
        fault = unreadable(a, err);
    if (!fault && (!a->article || a->ordinal != ordinal)) {
        struct article *article;
        fault = same_article(x, x->docs.all.at[ordinal], &article, err);
        if (!fault)
            keep_article(a, ordinal, article);
    }
    if (!fault) {
        step.id = uuid_new(x->options->env);
        step.document = x->docs.all.at[ordinal]->key;
        step.owner = owner;
        step.source = source;
        step.article = a->article;
        fault = apply_step(a, &step, before, after, err);
        if (fault)
            err_prefix(err, "%s:%" PRIu64, shown(x->options->file).text, line);
    }
    free(owner);
    free(source);
    return fault ? fault : batch_step(&a->batch, err);
}

enum fault import_apply(struct import *x, struct err *err)
{
    const struct import_options *o = x->options;
    struct apply a = {.x = x, .spool = x->spool, .batch = {.store = x->store, .env = o->env}};
    buf_printf(&a.what, "import %s", shown_bytes(o->file, strlen(o->file), 60).text);
    enum fault fault = OK;
    while (!fault && spool_at(x->spool) < spool_size(x->spool)) {
        uint8_t item = 0;
        if (!spool_get(x->spool, &item, 1))
            fault = unreadable(&a, err);
        else
            fault = item == ITEM_DOCUMENT ? apply_document(&a, err) : apply_set(&a, err);
        if (!fault && o->progress)
            o->progress(o->ctx, "writing", spool_at(x->spool), spool_size(x->spool));
    }
    if (!fault)
        fault = batch_end(&a.batch, err);
    batch_abandon(&a.batch);
    if (fault)
        batch_left(&a.batch, x->counts->documents + x->counts->sets, "documents and sets",
                   "running it again finishes it", err);
    article_free(a.article);
    buf_release(&a.what);
    return fault;
}
