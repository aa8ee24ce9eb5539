/* The native writer. Every character goes once into a large buffer; nothing is taken from the heap
 * for a span, and places are counted from the place before, so a document of any size with any
 * number of spans costs what its bytes cost. */
#include "manicule/formats/jsonl.h"

#include <stdlib.h>
#include <string.h>

#include "escape.h"
#include "manicule/marks/attrs.h"
#include "manicule/marks/digest.h"
#include "offsets.h"

enum { OUT_ROOM = 256 * 1024, SMALL = 64 };

struct jsonl_writer {
    const struct labelset *labels;
    enum unit unit;
    struct sink sink;
    struct buf names;       /* quoted names of labels, then of relations */
    size_t *name_at;        /* where each begins; one more for the end */
    struct buf name, value; /* of an attribute */
    const struct article *article;
    struct offsets known;    /* the last span's start */
    size_t spans, relations; /* written of this record */
    bool has_set;
    enum fault fault; /* the sink's first */
    struct err *err;
    size_t n;
    char out[OUT_ROOM];
};

static void flush(struct jsonl_writer *w)
{
    if (w->n && w->fault == OK)
        w->fault = w->sink.write(w->sink.ctx, w->out, w->n, w->err);
    w->n = 0;
}

static void no_memory(struct jsonl_writer *w)
{
    if (w->fault == OK)
        w->fault = err_set(w->err, FAULT_MEMORY, "out of memory");
}

/* Room for at least n bytes, n <= OUT_ROOM. */
static char *room(struct jsonl_writer *w, size_t n)
{
    if (OUT_ROOM - w->n < n)
        flush(w);
    return w->out + w->n;
}

static void put(struct jsonl_writer *w, const void *bytes, size_t n)
{
    const char *p = bytes;
    while (n) {
        size_t some = n < OUT_ROOM ? n : OUT_ROOM;
        memcpy(room(w, some), p, some);
        w->n += some;
        p += some;
        n -= some;
    }
}

static void put_word(struct jsonl_writer *w, const char *word)
{
    put(w, word, strlen(word));
}

static void put_number(struct jsonl_writer *w, uint32_t value)
{
    char *at = room(w, DECIMAL_MAX);
    w->n += decimal_put(value, at);
}

static void put_text(struct jsonl_writer *w, const void *text, size_t n)
{
    const uint8_t *p = text;
    put(w, "\"", 1);
    while (n) {
        size_t plain = escape_plain(p, n), taken = 0;
        put(w, p, plain);
        if (plain < n)
            w->n += escape_one(p + plain, room(w, ESCAPE_MAX), &taken);
        p += plain + taken;
        n -= plain + taken;
    }
    put(w, "\"", 1);
}

static void put_string(struct jsonl_writer *w, const char *text)
{
    put_text(w, text, strlen(text));
}

static void put_id(struct jsonl_writer *w, struct uuid id)
{
    char *at = room(w, SMALL);
    at[0] = '"';
    uuid_format(id, at + 1);
    at[UUID_TEXT] = '"';
    w->n += UUID_TEXT + 1;
}

static void put_digest(struct jsonl_writer *w, const uint8_t sha256[32])
{
    char text[DIGEST_TEXT];
    digest_format(sha256, text);
    put_string(w, text);
}

static void put_name(struct jsonl_writer *w, size_t i)
{
    put(w, w->names.data + w->name_at[i], w->name_at[i + 1] - w->name_at[i]);
}

static void put_attrs(struct jsonl_writer *w, const char *attrs)
{
    if (!attrs || !*attrs)
        return;
    const char *separator = ",\"attributes\":{";
    while (attrs_next(&attrs, &w->name, &w->value)) {
        if (w->name.failed || w->value.failed) {
            no_memory(w);
            return;
        }
        put_word(w, separator);
        put_text(w, w->name.data, w->name.size);
        put(w, ":", 1);
        put_text(w, w->value.data, w->value.size);
        separator = ",";
    }
    put(w, "}", 1);
}

static void put_places(struct jsonl_writer *w, struct offsets start, struct range range)
{
    put_word(w, "\"start\":");
    put_number(w, offsets_count(&start, range.start));
    put_word(w, ",\"end\":");
    put_number(w, offsets_count(&start, range.end));
    put_word(w, ",\"text\":");
    put_text(w, article_bytes(w->article) + range.start.byte, range_size(range));
}

static bool at_character(const struct article *article, struct pos pos)
{
    return pos.byte == article_size(article) || (article_bytes(article)[pos.byte] & 0xc0) != 0x80;
}

/* Everything a reader would refuse later, but for clusters, which its Unicode version decides. */
static bool fits(const struct jsonl_writer *w, const struct span *span)
{
    uint32_t before = 0;
    if (span->label >= w->labels->n_labels || span->n_fragments == 0 ||
        (span->n_fragments > 1 && !span->fragments))
        return false;
    for (size_t i = 0; i < span->n_fragments; i++) {
        struct range fragment = span_fragment(span, i);
        if (range_empty(fragment) || fragment.end.byte > article_size(w->article) ||
            (i && fragment.start.byte <= before) || !at_character(w->article, fragment.start) ||
            !at_character(w->article, fragment.end))
            return false;
        before = fragment.end.byte;
    }
    return span_fragment(span, 0).start.byte == span->at.start.byte && before == span->at.end.byte;
}

static enum fault misfit(struct jsonl_writer *w, const char *what, struct uuid id, struct err *err)
{
    char text[UUID_TEXT];
    uuid_format(id, text);
    w->fault = FAULT_DAMAGED;
    return err_set(err, FAULT_DAMAGED, "%s %s does not fit its document", what, text);
}

static enum fault write_span(void *ctx, const struct span *span, struct err *err)
{
    struct jsonl_writer *w = ctx;
    w->err = err;
    if (!fits(w, span))
        return misfit(w, "span", span->id, err);
    put_word(w, w->spans++ ? ",{\"id\":" : "{\"id\":");
    put_id(w, span->id);
    put_word(w, ",\"label\":");
    put_name(w, span->label);
    put(w, ",", 1);
    offsets_count(&w->known, span->at.start);
    put_places(w, w->known, span->at);
    if (span->n_fragments > 1) {
        struct offsets known = w->known;
        for (size_t i = 0; i < span->n_fragments; i++) {
            struct range fragment = span_fragment(span, i);
            put_word(w, i ? "},{" : ",\"fragments\":[{");
            offsets_count(&known, fragment.start);
            put_places(w, known, fragment);
        }
        put_word(w, "}]");
    }
    put_attrs(w, span->attrs);
    put_word(w, ",\"origin\":\"");
    put_word(w, origin_name((enum origin)span->origin));
    put_word(w, "\"}");
    return w->fault;
}

static enum fault write_relation(void *ctx, const struct relation *relation, struct err *err)
{
    struct jsonl_writer *w = ctx;
    w->err = err;
    if (relation->type >= w->labels->n_relations)
        return misfit(w, "relation", relation->id, err);
    put_word(w, w->relations++ ? ",{\"id\":" : "],\"relations\":[{\"id\":");
    put_id(w, relation->id);
    put_word(w, ",\"type\":");
    put_name(w, w->labels->n_labels + relation->type);
    put_word(w, ",\"from\":");
    put_id(w, relation->from);
    put_word(w, ",\"to\":");
    put_id(w, relation->to);
    put_attrs(w, relation->attrs);
    put(w, "}", 1);
    return w->fault;
}

static void put_document(struct jsonl_writer *w, const struct stream_document *document)
{
    put_word(w, "{\"manicule\":1,\"document\":");
    put_string(w, document->name);
    put_word(w, ",\"id\":");
    put_id(w, document->id);
    put_word(w, ",\"sha256\":");
    put_digest(w, document->sha256);
    put_word(w, ",\"offset_unit\":");
    put_string(w, unit_name(w->unit));
    put_word(w, ",\"text\":");
    put_text(w, article_bytes(document->article), article_size(document->article));
    if (document->meta) {
        put_word(w, ",\"meta\":");
        put_word(w, document->meta);
    }
    if (document->source_encoding) {
        put_word(w, ",\"source_encoding\":");
        put_string(w, document->source_encoding);
        put_word(w, ",\"source_sha256\":");
        put_digest(w, document->source_sha256);
    }
    put_word(w, ",\"labels\":");
    put_digest(w, w->labels->sha256);
}

static void put_set(struct jsonl_writer *w, const struct stream_set *set)
{
    put_word(w, ",\"set\":");
    if (!set) {
        put_word(w, "null");
        return;
    }
    put_string(w, set_kind_name(set->kind));
    put_word(w, ",\"annotator\":");
    if (set->owner)
        put_string(w, set->owner);
    else
        put_word(w, "null");
    if (set->source) {
        put_word(w, ",\"source\":");
        put_string(w, set->source);
    }
    put_word(w, ",\"status\":");
    put_string(w, status_name(set->status));
    put_word(w, ",\"spans\":[");
}

static enum fault write_begin(void *ctx, const struct stream_document *document,
                              const struct stream_set *set, struct err *err)
{
    struct jsonl_writer *w = ctx;
    w->err = err;
    w->n = 0; /* what a record that failed has left */
    w->fault = OK;
    w->article = document->article;
    w->known = offsets_of(document->article, w->unit);
    w->spans = w->relations = 0;
    w->has_set = set != NULL;
    put_document(w, document);
    put_set(w, set);
    return w->fault;
}

static enum fault write_end(void *ctx, struct err *err)
{
    struct jsonl_writer *w = ctx;
    w->err = err;
    if (w->has_set)
        put_word(w, w->relations ? "]" : "],\"relations\":[]");
    put(w, "}\n", 2);
    flush(w);
    return w->fault;
}

static bool quote_names(struct jsonl_writer *w)
{
    size_t n = w->labels->n_labels, all = n + w->labels->n_relations;
    w->name_at = calloc(all + 1, sizeof *w->name_at);
    if (!w->name_at)
        return false;
    for (size_t i = 0; i < all; i++) {
        const char *name = i < n ? w->labels->labels[i].name : w->labels->relations[i - n].name;
        json_quote(name, strlen(name), &w->names);
        w->name_at[i + 1] = w->names.size;
    }
    return !w->names.failed;
}

struct jsonl_writer *jsonl_writer_new(const struct labelset *labels, enum unit unit,
                                      struct sink sink)
{
    struct jsonl_writer *w = malloc(sizeof *w);
    if (!w)
        return NULL;
    memset(w, 0, offsetof(struct jsonl_writer, out));
    w->labels = labels;
    w->unit = unit;
    w->sink = sink;
    if (quote_names(w))
        return w;
    jsonl_writer_free(w);
    return NULL;
}

struct stream jsonl_stream(struct jsonl_writer *w)
{
    return (struct stream){.begin = write_begin,
                           .span = write_span,
                           .relation = write_relation,
                           .end = write_end,
                           .ctx = w};
}

void jsonl_writer_free(struct jsonl_writer *w)
{
    if (!w)
        return;
    buf_release(&w->names);
    buf_release(&w->name);
    buf_release(&w->value);
    free(w->name_at);
    free(w);
}
