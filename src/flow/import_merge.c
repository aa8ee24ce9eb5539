#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "import.h"
#include "manicule/base/buf.h"
#include "manicule/flow/sets.h"
#include "manicule/flow/shown.h"
#include "manicule/marks/attrs.h"

enum { TOLD = 20 };

void import_differs(struct import *x, size_t line, const char *format, ...)
{
    const struct import_options *o = x->options;
    if (x->counts->differ++ >= TOLD || !o->note)
        return;
    char text[1200];
    int n = snprintf(text, sizeof text, "%s:%zu: ", shown(x->file).text, line);
    va_list args;
    va_start(args, format);
    vsnprintf(text + n, sizeof text - (size_t)n, format, args);
    va_end(args);
    o->note(o->ctx, text);
}

/* ---- what is put aside ---- */

static void put_item(struct spool *spool, enum import_item item)
{
    uint8_t byte = (uint8_t)item;
    spool_put(spool, &byte, 1);
}

void import_put_span(struct spool *spool, const struct span *span)
{
    struct import_span packed = {.id = span->id,
                                 .start = span->at.start.byte,
                                 .end = span->at.end.byte,
                                 .label = span->label,
                                 .fragments = span->n_fragments,
                                 .origin = span->origin,
                                 .has_attrs = span->attrs != NULL};
    spool_put(spool, &packed, sizeof packed);
    if (span->n_fragments > 1)
        spool_put(spool, span->fragments, span->n_fragments * sizeof *span->fragments);
    if (span->attrs)
        spool_put_text(spool, span->attrs);
}

void import_put_relation(struct spool *spool, const struct relation *relation)
{
    spool_put(spool, relation->id.b, sizeof relation->id.b);
    spool_put(spool, relation->from.b, sizeof relation->from.b);
    spool_put(spool, relation->to.b, sizeof relation->to.b);
    spool_put_u32(spool, relation->type);
    spool_put_text(spool, relation->attrs);
}

/* ---- one set ---- */

/* A span that is here under another id than the record's. */
struct renamed {
    struct uuid from, to;
};

struct merge {
    struct import *x;
    const struct import_doc *doc;
    struct record *record;
    struct set_info here; /* key 0: the project has no such set */
    size_t line;
    uint64_t changes;            /* edits put aside */
    bool begun;                  /* the set's header is in the spool */
    VEC(struct uuid) dropped;    /* spans passed over because they were deleted here */
    VEC(struct renamed) renamed; /* in order of `from` once all spans are merged */
    struct idtable taken;        /* the project's spans that stand for one of the record already */
};

/* The header goes in front of the first edit; a set without changes leaves no trace. */
static void begin(struct merge *m)
{
    if (m->begun)
        return;
    m->begun = true;
    struct spool *spool = m->x->spool;
    const struct stream_set *set = &m->record->set;
    bool take_status = !m->here.key || m->x->options->replace;
    put_item(spool, ITEM_SET);
    spool_put_u32(spool, m->doc->ordinal);
    spool_put_u32(spool, set->kind);
    spool_put_text(spool, set->owner);
    spool_put_text(spool, set->source);
    spool_put_u64(spool, (uint64_t)m->here.revision);
    spool_put_u32(spool, m->here.status);
    spool_put_u32(spool, take_status ? set->status : m->here.status);
    spool_put_u64(spool, m->line);
}

static void put_span(struct merge *m, const struct span *before, const struct span *after)
{
    begin(m);
    m->changes++;
    put_item(m->x->spool, before ? ITEM_SPAN_CHANGE : ITEM_SPAN);
    if (before)
        import_put_span(m->x->spool, before);
    import_put_span(m->x->spool, after);
}

static void put_relation(struct merge *m, enum import_item item, const struct relation *before,
                         const struct relation *after)
{
    begin(m);
    m->changes++;
    put_item(m->x->spool, item);
    if (before)
        import_put_relation(m->x->spool, before);
    if (after)
        import_put_relation(m->x->spool, after);
}

/* "quote 12-40 "It takes …"": a span in a message, in code points as the file has them. */
static struct shown span_shown(const struct merge *m, const struct span *span)
{
    const struct article *article = m->record->article;
    struct buf text = {0};
    buf_printf(&text, "%s %" PRIu32 "-%" PRIu32 " ", m->x->labels->labels[span->label].name,
               article_codepoint(article, span->at.start),
               article_codepoint(article, span->at.end));
    buf_printf(
        &text, "\"%s\"",
        shown_bytes(article_bytes(article) + span->at.start.byte, range_size(span->at), 30).text);
    struct shown out = shown(buf_text(&text));
    buf_release(&text);
    return out;
}

/* jsonl_read() was given a clock that stands at zero: an id with that time was made by it,
 * because the file gave none. */
static bool made_up(struct uuid id)
{
    static const uint8_t zero[6];
    return memcmp(id.b, zero, sizeof zero) == 0;
}

static bool same_attrs(const char *a, const char *b)
{
    return strcmp(a ? a : "", b ? b : "") == 0;
}

/* The span without an id of ours in the file may be here already: same words, same label; of
 * several, one with the same attributes. Each one here stands for one of the file. */
static const struct span *twin_of(const struct merge *m, const struct span *span)
{
    const struct span *found = NULL;
    const struct span *other = set_from(m->x->here, span->at.start);
    for (; other && other->at.start.byte == span->at.start.byte;
         other = set_next(m->x->here, other)) {
        if (other->label != span->label || !range_equal(other->at, span->at) ||
            other->n_fragments != span->n_fragments)
            continue;
        size_t i = 0;
        while (i < span->n_fragments &&
               range_equal(span_fragment(other, i), span_fragment(span, i)))
            i++;
        if (i < span->n_fragments || idtable_find(&m->taken, other->id))
            continue;
        if (same_attrs(other->attrs, span->attrs))
            return other;
        found = found ? found : other;
    }
    return found;
}

/* Which span here the record's is, if any. *failed: no memory. */
static const struct span *known_span(struct merge *m, const struct span *span, bool *failed)
{
    const struct span *known = NULL;
    bool made = made_up(span->id);
    *failed = false;
    if (!made)
        known = set_find(m->x->here, span->id);
    if (!known && (made || uuid_is_of_digest(span->id)))
        known = twin_of(m, span);
    if (known && (made || uuid_is_of_digest(span->id)) && !idtable_find(&m->taken, known->id)) {
        *failed = !idtable_reserve(&m->taken, 1);
        if (!*failed)
            idtable_put(&m->taken, (struct uuid *)(uintptr_t)&known->id);
    }
    return known;
}

/* Sets one attribute, in the record's memory; n == 0 removes it. */
static bool change_attr(struct merge *m, char **attrs, const char *name, const char *value,
                        size_t n)
{
    bool ok;
    char *with = attrs_with(*attrs, name, value, n, &ok);
    if (ok)
        *attrs = with ? arena_string(&m->record->arena, with) : NULL;
    ok = ok && (!with || *attrs);
    free(with);
    return ok;
}

/* What was found here by its content keeps what the file cannot have: the attributes of a format
 * without any, but for a score, and what another format called it. */
static bool keep_attrs(struct merge *m, char *here, bool none, char **attrs)
{
    static const char *const called[] = {ATTRIBUTE_SOURCE_ID, ATTRIBUTE_SOURCE_LAYER};
    struct buf value = {0};
    bool ok = true;
    if (none) {
        bool scored = *attrs && attrs_get(*attrs, ATTRIBUTE_SCORE, &value);
        *attrs = here;
        if (scored && !value.failed)
            ok = change_attr(m, attrs, ATTRIBUTE_SCORE, buf_text(&value), value.size);
    }
    for (size_t i = 0; i < sizeof called / sizeof *called && !none && ok; i++) {
        buf_clear(&value);
        if (here)
            attrs_get(here, called[i], &value);
        if (!value.failed)
            ok = change_attr(m, attrs, called[i], buf_text(&value), value.size);
    }
    ok = ok && !value.failed;
    buf_release(&value);
    return ok;
}

/* The span takes the id that it has here, and what points at it follows. */
static bool take_id(struct merge *m, struct span *span, struct uuid id)
{
    struct renamed renamed = {span->id, id};
    if (uuid_equal(span->id, id))
        return true;
    span->id = id;
    return vec_push(&m->renamed, renamed);
}

/* Does the id stand in another set of the project, or was it deleted there? */
static enum fault look_elsewhere(struct merge *m, const struct span *span, bool *deleted,
                                 struct err *err)
{
    int64_t other;
    *deleted = false;
    enum fault fault = store_find_span(m->x->store, span->id, &other, err);
    if (fault == FAULT_MISSING)
        return store_was_deleted(m->x->store, span->id, deleted, err);
    if (fault)
        return fault;
    char id[UUID_TEXT];
    uuid_format(span->id, id);
    return err_set(err, FAULT_EXISTS, "the span %s, %s, belongs to another set of the project", id,
                   span_shown(m, span).text);
}

static enum fault merge_span(struct merge *m, struct span *span, struct err *err)
{
    struct import_counts *counts = m->x->counts;
    const struct span *known = NULL;
    bool made = made_up(span->id), deleted = false, failed = false;
    if (m->here.key)
        known = known_span(m, span, &failed);
    if (known && (made || uuid_is_of_digest(span->id))) {
        span->origin = known->origin;
        failed |= !keep_attrs(m, known->attrs, m->record->no_attrs, &span->attrs);
    }
    if (known)
        failed |= !take_id(m, span, known->id);
    else if (made)
        failed |= !take_id(m, span, uuid_new(m->x->options->env));
    if (failed)
        return err_set(err, FAULT_MEMORY, "out of memory");
    if (!known && !made && !m->x->untouched) {
        enum fault fault = look_elsewhere(m, span, &deleted, err);
        if (fault)
            return fault;
    }
    if (deleted) {
        counts->deleted++;
        return vec_push(&m->dropped, span->id) ? OK : err_set(err, FAULT_MEMORY, "out of memory");
    }
    if (!known) {
        counts->spans++;
        put_span(m, NULL, span);
    } else if (span_same(known, span)) {
        counts->spans_same++;
    } else if (m->x->options->replace) {
        counts->spans_changed++;
        put_span(m, known, span);
    } else {
        char id[UUID_TEXT];
        uuid_format(span->id, id);
        import_differs(m->x, m->line, "span %s is %s here and %s in the file%s", id,
                       span_shown(m, known).text, span_shown(m, span).text,
                       range_equal(known->at, span->at) && known->label == span->label
                           ? " with other attributes, fragments or origin"
                           : "");
    }
    return OK;
}

static int renamed_order(const void *a, const void *b)
{
    return memcmp(a, b, sizeof(struct uuid)); /* `from` comes first */
}

static struct uuid now_called(const struct merge *m, struct uuid id)
{
    const struct renamed *found = m->renamed.n ? bsearch(&id, m->renamed.at, m->renamed.n,
                                                         sizeof *m->renamed.at, renamed_order)
                                               : NULL;
    return found ? found->to : id;
}

static int id_order(const void *a, const void *b)
{
    return memcmp(a, b, sizeof(struct uuid));
}

static bool dropped(const struct merge *m, struct uuid id)
{
    return m->dropped.n &&
           bsearch(&id, m->dropped.at, m->dropped.n, sizeof *m->dropped.at, id_order);
}

static bool same_ends(const struct relation *a, const struct relation *b)
{
    return uuid_equal(a->from, b->from) && uuid_equal(a->to, b->to);
}

static bool same_content(const struct relation *a, const struct relation *b)
{
    if (a->type != b->type || !same_ends(a, b) || !a->attrs != !b->attrs)
        return false;
    return !a->attrs || strcmp(a->attrs, b->attrs) == 0;
}

static const struct relation *relation_twin(const struct merge *m, const struct relation *relation)
{
    const struct span *from = set_find(m->x->here, relation->from);
    enum { MOST = 64 };
    const struct relation *links[MOST];
    size_t n = from ? set_links(m->x->here, from, true, links, MOST) : 0;
    for (size_t i = 0; i < n && i < MOST; i++)
        if (links[i]->type == relation->type && same_ends(links[i], relation))
            return links[i];
    return NULL;
}

static enum fault merge_relation(struct merge *m, struct relation *relation, struct err *err)
{
    struct import_counts *counts = m->x->counts;
    const struct relation *known = NULL;
    bool made = made_up(relation->id), deleted = false;
    relation->from = now_called(m, relation->from);
    relation->to = now_called(m, relation->to);
    if (m->here.key && !made)
        known = set_relation(m->x->here, relation->id);
    if (m->here.key && !known && (made || uuid_is_of_digest(relation->id)))
        known = relation_twin(m, relation);
    bool failed = known && (made || uuid_is_of_digest(relation->id)) &&
                  !keep_attrs(m, known->attrs, m->record->no_link_attrs, &relation->attrs);
    if (failed)
        return err_set(err, FAULT_MEMORY, "out of memory");
    if (known)
        relation->id = known->id;
    else if (made)
        relation->id = uuid_new(m->x->options->env);
    if (dropped(m, relation->from) || dropped(m, relation->to))
        deleted = true;
    else if (!known && !made && !m->x->untouched) {
        enum fault fault = store_was_deleted(m->x->store, relation->id, &deleted, err);
        if (fault)
            return fault;
    }
    if (deleted) {
        counts->deleted++;
    } else if (!known) {
        counts->relations++;
        put_relation(m, ITEM_RELATION, NULL, relation);
    } else if (same_content(known, relation)) {
        counts->relations_same++;
    } else if (!m->x->options->replace) {
        char id[UUID_TEXT];
        uuid_format(relation->id, id);
        import_differs(m->x, m->line, "the relation %s is another one here", id);
    } else if (same_ends(known, relation)) {
        counts->relations_changed++;
        put_relation(m, ITEM_RELATION_CHANGE, known, relation);
    } else {
        counts->relations_changed++;
        put_relation(m, ITEM_RELATION_GONE, known, NULL);
        put_relation(m, ITEM_RELATION, NULL, relation);
    }
    return OK;
}

/* What was written here and comes back without its id is here already. */
static bool said_here(const struct merge *m, struct uuid span, const char *text)
{
    const struct comment *comment;
    for (size_t i = 0; m->here.key && (comment = set_comment_at(m->x->here, i)); i++)
        if (uuid_equal(comment->span, span) && strcmp(comment->text, text) == 0)
            return true;
    return false;
}

/* A comment has its id of what it says where, so that reading it again adds none. */
static enum fault merge_note(struct merge *m, const struct record_note *note, struct err *err)
{
    const struct record *record = m->record;
    struct uuid span = {{0}};
    if (note->span != SIZE_MAX)
        span = record->spans[note->span].id;
    if (dropped(m, span))
        return OK;
    struct piece pieces[] = {{record->document.sha256, sizeof record->document.sha256},
                             {span.b, sizeof span.b},
                             {note->text, strlen(note->text)}};
    struct digest digest =
        digest_chain((struct digest){{0}}, pieces, sizeof pieces / sizeof *pieces);
    struct uuid id = uuid_of_digest(digest.b);
    bool deleted = false;
    if (m->here.key && (set_comment_find(m->x->here, id) || said_here(m, span, note->text)))
        return OK;
    enum fault fault = m->x->untouched ? OK : store_was_deleted(m->x->store, id, &deleted, err);
    if (fault || deleted)
        return fault;
    begin(m);
    m->changes++;
    m->x->counts->notes++;
    put_item(m->x->spool, ITEM_NOTE);
    spool_put(m->x->spool, id.b, sizeof id.b);
    spool_put(m->x->spool, span.b, sizeof span.b);
    spool_put_u32(m->x->spool, note->doubt);
    spool_put_text(m->x->spool, note->text);
    return OK;
}

/* Reads the project's set to compare with. */
static enum fault load_here(struct merge *m, struct err *err)
{
    struct import *x = m->x;
    m->here = (struct set_info){0};
    if (!m->doc->key || x->untouched)
        return OK;
    const struct stream_set *set = &m->record->set;
    enum fault fault =
        store_set_of(x->store, m->doc->key, set->kind, set->owner, set->source, &m->here, err);
    if (fault || !m->here.key)
        return fault;
    return sets_load(x->store, m->here.key, m->record->article, false, x->here, err);
}

enum fault import_merge(struct import *x, const struct import_doc *doc, struct record *record,
                        size_t line, struct err *err)
{
    struct merge m = {.x = x, .doc = doc, .record = record, .line = line};
    uint64_t differ = x->counts->differ;
    enum fault fault = load_here(&m, err);
    if (!fault && !m.here.key)
        begin(&m); /* a set without spans is a set too */
    if (record->no_status && m.here.key)
        record->set.status = m.here.status;
    if (!fault && m.here.key && m.here.status != record->set.status) {
        if (x->options->replace)
            begin(&m);
        else
            import_differs(x, line, "%s's set is %s here and %s in the file",
                           record->set.owner ? shown(record->set.owner).text
                                             : set_kind_name(record->set.kind),
                           status_name(m.here.status), status_name(record->set.status));
    }
    for (size_t i = 0; i < record->n_spans && !fault; i++) {
        fault = merge_span(&m, &record->spans[i], err);
        if (!fault)
            import_ids_add(x->ids, record->spans[i].id, line);
        else
            err_prefix(err, "spans[%zu]", i);
    }
    if (m.renamed.n)
        qsort(m.renamed.at, m.renamed.n, sizeof *m.renamed.at, renamed_order);
    if (m.dropped.n)
        qsort(m.dropped.at, m.dropped.n, sizeof *m.dropped.at, id_order);
    for (size_t i = 0; i < record->n_relations && !fault; i++) {
        fault = merge_relation(&m, &record->relations[i], err);
        if (!fault)
            import_ids_add(x->ids, record->relations[i].id, line);
    }
    for (size_t i = 0; i < record->n_notes && !fault; i++)
        fault = merge_note(&m, &record->notes[i], err);
    vec_free(&m.dropped);
    vec_free(&m.renamed);
    idtable_free(&m.taken);
    if (fault)
        return fault;
    if (m.begun) {
        put_item(x->spool, ITEM_END);
        x->counts->sets++;
    } else if (differ == x->counts->differ) {
        x->counts->sets_same++;
    }
    return spool_check(x->spool, err);
}
