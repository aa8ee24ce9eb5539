/* A writer at work: the stream gathers a sheet, the format's row says what of it is lost, the
 * format writes the rest. */
#include "outlet.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "escape.h"
#include "manicule/base/vec.h"
#include "manicule/formats/jsonl.h"
#include "manicule/marks/attrs.h"
#include "manicule/marks/digest.h"
#include "manicule/marks/idtable.h"
#include "spaces.h"

enum { OUT_ROOM = 64 * 1024 };

struct outlet {
    const struct format *format;
    struct outlet_options options;
    void *state;
    enum fault fault;
    struct err err;
    /* the sheet at hand */
    struct stream_document document;
    struct stream_set set;
    bool has_set;
    uint64_t sheets, again;
    struct uuid last; /* the document of the sheet before */
    VEC(const struct span *) spans;
    VEC(const struct relation *) relations;
    VEC(const struct comment *) comments;
    struct offsets known;
    struct buf out, attr_name, attr_value, path, tokens;
    bool has_tokens;
    struct idtable files; /* the names in use, by a digest */
};

/* ---- writing ---- */

const struct outlet_options *outlet_options(const struct outlet *o)
{
    return &o->options;
}

enum fault outlet_fault(const struct outlet *o)
{
    return o->fault;
}

void outlet_no_memory(struct outlet *o)
{
    if (!o->fault)
        o->fault = err_set(&o->err, FAULT_MEMORY, "out of memory");
}

static void flush(struct outlet *o)
{
    if (o->out.size && !o->fault)
        o->fault = o->options.sink.write(o->options.sink.ctx, o->out.data, o->out.size, &o->err);
    buf_clear(&o->out);
}

static void settle(struct outlet *o)
{
    if (o->out.failed)
        outlet_no_memory(o);
    else if (o->out.size >= OUT_ROOM)
        flush(o);
}

void outlet_add(struct outlet *o, const void *bytes, size_t n)
{
    if (o->fault)
        return;
    if (n >= OUT_ROOM) {
        flush(o);
        if (!o->fault)
            o->fault = o->options.sink.write(o->options.sink.ctx, bytes, n, &o->err);
        return;
    }
    buf_add(&o->out, bytes, n);
    settle(o);
}

void outlet_text(struct outlet *o, const char *text)
{
    outlet_add(o, text, strlen(text));
}

void outlet_printf(struct outlet *o, const char *format, ...)
{
    char small[512];
    va_list args;
    va_start(args, format);
    int n = vsnprintf(small, sizeof small, format, args);
    va_end(args);
    if (n >= 0 && (size_t)n < sizeof small) {
        outlet_add(o, small, (size_t)n);
        return;
    }
    char *text;
    va_start(args, format);
    n = vasprintf(&text, format, args);
    va_end(args);
    if (n < 0) {
        outlet_no_memory(o);
        return;
    }
    outlet_add(o, text, (size_t)n);
    free(text);
}

void outlet_json(struct outlet *o, const void *text, size_t n)
{
    const uint8_t *p = text;
    outlet_add(o, "\"", 1);
    while (n && !o->fault) {
        char escaped[ESCAPE_MAX];
        size_t plain = escape_plain(p, n), taken = 0;
        outlet_add(o, p, plain);
        if (plain < n)
            outlet_add(o, escaped, escape_one(p + plain, escaped, &taken));
        p += plain + taken;
        n -= plain + taken;
    }
    outlet_add(o, "\"", 1);
}

void outlet_json_text(struct outlet *o, const char *text)
{
    outlet_json(o, text, strlen(text));
}

void outlet_slice(struct outlet *o, struct range range)
{
    outlet_add(o, article_bytes(o->document.article) + range.start.byte, range_size(range));
}

void outlet_json_slice(struct outlet *o, struct range range)
{
    outlet_json(o, article_bytes(o->document.article) + range.start.byte, range_size(range));
}

uint32_t outlet_place(struct outlet *o, struct pos pos)
{
    return offsets_count(&o->known, pos);
}

const char *outlet_attr(struct outlet *o, const char *attrs, const char *name, size_t *n)
{
    buf_clear(&o->attr_value);
    if (!attrs || !attrs_get(attrs, name, &o->attr_value))
        return NULL;
    if (o->attr_value.failed)
        outlet_no_memory(o);
    if (n)
        *n = o->attr_value.size;
    return buf_text(&o->attr_value);
}

const char *outlet_label(const struct outlet *o, const struct span *span)
{
    return o->options.labels->labels[span->label].name;
}

const char *outlet_type(const struct outlet *o, const struct relation *relation)
{
    return o->options.labels->relations[relation->type].name;
}

const char *outlet_id(struct outlet *o, struct uuid id, const char *attrs, char room[UUID_TEXT])
{
    const char *given = outlet_attr(o, attrs, ATTRIBUTE_SOURCE_ID, NULL);
    if (given)
        return given;
    uuid_format(id, room);
    return room;
}

/* ---- files of a folder ---- */

enum { PART_MOST = 200 };

/* A document's name as a path below the folder: no part of it empty, hidden, too long or a way out.
 */
static void fit_path(const char *name, struct buf *out)
{
    size_t part = 0;
    for (const unsigned char *p = (const unsigned char *)name; *p; p++) {
        bool cut = part >= PART_MOST && (*p & 0xc0) != 0x80;
        if (*p == '/') {
            if (part)
                buf_add_char(out, '/');
            part = 0;
        } else if (!cut && part < PART_MOST + 4) {
            bool unfit = *p < ' ' || *p == 0x7f || *p == '\\' || (part == 0 && *p == '.');
            buf_add_char(out, unfit ? '_' : (char)*p);
            part++;
        }
    }
    if (!part)
        buf_add_char(out, '_');
}

static bool path_free(struct outlet *o, const char *path)
{
    struct digest digest = digest_of(path, strlen(path));
    struct uuid key;
    memcpy(key.b, digest.b, sizeof key.b);
    if (idtable_find(&o->files, key))
        return false;
    struct uuid *taken = malloc(sizeof *taken);
    if (!taken || !idtable_reserve(&o->files, 1)) {
        free(taken);
        outlet_no_memory(o);
        return true;
    }
    *taken = key;
    idtable_put(&o->files, taken);
    return true;
}

/* The sheet's path without extension, made once for all its files. */
static void name_sheet(struct outlet *o)
{
    struct buf base = {0};
    if (!o->options.one_owner && o->has_set) {
        fit_path(o->set.kind == SET_PERSON   ? o->set.owner
                 : o->set.source             ? o->set.source
                 : o->set.kind == SET_REVIEW ? "review"
                                             : set_kind_name(o->set.kind),
                 &base);
        buf_add_char(&base, '/');
    }
    fit_path(o->document.name, &base);
    for (unsigned i = 1; !o->fault; i++) {
        buf_clear(&o->path);
        buf_add(&o->path, buf_text(&base), base.size);
        if (i > 1)
            buf_printf(&o->path, "-%u", i);
        if (base.failed || o->path.failed)
            outlet_no_memory(o);
        else if (path_free(o, buf_text(&o->path)))
            break;
    }
    buf_release(&base);
}

void outlet_file(struct outlet *o, const struct sheet *sheet, const char *extension)
{
    (void)sheet;
    flush(o);
    if (!o->path.size)
        name_sheet(o);
    size_t base = o->path.size;
    buf_printf(&o->path, ".%s", extension);
    if (o->path.failed)
        outlet_no_memory(o);
    if (!o->fault)
        o->fault = o->options.file(o->options.ctx, buf_text(&o->path), &o->err);
    if (!o->path.failed) {
        o->path.size = base;
        o->path.data[base] = '\0';
    }
}

/* ---- losses ---- */

static void lose(struct outlet *o, const struct sheet *sheet, struct loss loss)
{
    loss.document = sheet->document;
    loss.set = sheet->set;
    if (o->options.lose && !o->fault)
        o->fault = o->options.lose(o->options.ctx, &loss, &o->err);
}

void outlet_lose_span(struct outlet *o, const struct sheet *sheet, enum loss_kind kind,
                      const char *what, const struct span *span, const char *why)
{
    lose(o, sheet, (struct loss){.kind = kind, .what = what, .why = why, .span = span});
}

void outlet_lose_relation(struct outlet *o, const struct sheet *sheet, enum loss_kind kind,
                          const char *what, const struct relation *relation, const char *why)
{
    lose(o, sheet, (struct loss){.kind = kind, .what = what, .why = why, .relation = relation});
}

void outlet_lose(struct outlet *o, const struct sheet *sheet, enum loss_kind kind, const char *what,
                 const char *why)
{
    lose(o, sheet, (struct loss){.kind = kind, .what = what, .why = why});
}

static bool has_own_attrs(struct outlet *o, const char *attrs)
{
    while (attrs && attrs_next(&attrs, &o->attr_name, &o->attr_value))
        if (!labelset_builtin_attribute(buf_text(&o->attr_name), o->attr_name.size))
            return true;
    return false;
}

/* What the format has no place for at all, said once here for every format. */
static void lose_by_row(struct outlet *o, const struct sheet *sheet)
{
    unsigned carries = o->format->carries;
    for (size_t i = 0; i < sheet->n_spans; i++) {
        const struct span *span = sheet->spans[i];
        if (!(carries & CARRY_FRAGMENTS) && span->n_fragments > 1)
            outlet_lose_span(o, sheet, LOSS_FLATTENED, "fragments", span,
                             "the format has no spans in pieces");
        if (!(carries & CARRY_ATTRIBUTES) && has_own_attrs(o, span->attrs))
            outlet_lose_span(o, sheet, LOSS_DROPPED, "attributes", span,
                             "the format has no attributes");
    }
    for (size_t i = 0; i < sheet->n_relations; i++) {
        const struct relation *relation = sheet->relations[i];
        if (!(carries & CARRY_RELATIONS))
            outlet_lose_relation(o, sheet, LOSS_DROPPED, "relation", relation,
                                 "the format has no relations");
        else if (!(carries & CARRY_LINK_ATTRIBUTES) && has_own_attrs(o, relation->attrs))
            outlet_lose_relation(o, sheet, LOSS_DROPPED, "attributes", relation,
                                 "the format has no attributes of relations");
    }
}

uint64_t outlet_again(const struct outlet *o)
{
    return o->again;
}

/* ---- the stream ---- */

static enum fault told(struct outlet *o, struct err *err)
{
    if (o->fault && err)
        *err = o->err;
    return o->fault;
}

static enum fault take_begin(void *ctx, const struct stream_document *document,
                             const struct stream_set *set, struct err *err)
{
    struct outlet *o = ctx;
    o->again += o->sheets && !o->format->folder && !(o->format->carries & CARRY_AUTHORS) &&
                uuid_equal(o->last, document->id);
    o->last = document->id;
    o->document = *document;
    o->has_set = set != NULL;
    o->set = set ? *set : (struct stream_set){0};
    o->spans.n = o->relations.n = o->comments.n = 0;
    o->known = offsets_of(document->article, o->options.unit);
    o->has_tokens = false;
    buf_clear(&o->path);
    return told(o, err);
}

static bool is_place(const struct article *article, struct pos pos)
{
    return pos.byte == article_size(article) ||
           (pos.byte < article_size(article) && (article_bytes(article)[pos.byte] & 0xc0) != 0x80);
}

static bool fits(const struct outlet *o, const struct span *span)
{
    const struct article *article = o->document.article;
    uint32_t before = 0;
    if (span->label >= o->options.labels->n_labels || !span->n_fragments)
        return false;
    for (size_t i = 0; i < span->n_fragments; i++) {
        struct range at = span_fragment(span, i);
        if (range_empty(at) || !is_place(article, at.start) || !is_place(article, at.end) ||
            (i && at.start.byte <= before))
            return false;
        before = at.end.byte;
    }
    return true;
}

static enum fault take_span(void *ctx, const struct span *span, struct err *err)
{
    struct outlet *o = ctx;
    if (!o->fault && !fits(o, span)) {
        char id[UUID_TEXT];
        uuid_format(span->id, id);
        o->fault = err_set(&o->err, FAULT_DAMAGED, "span %s does not fit its document", id);
    }
    if (!o->fault && !vec_push(&o->spans, span))
        outlet_no_memory(o);
    return told(o, err);
}

static enum fault take_relation(void *ctx, const struct relation *relation, struct err *err)
{
    struct outlet *o = ctx;
    if (!vec_push(&o->relations, relation))
        outlet_no_memory(o);
    return told(o, err);
}

static enum fault take_comment(void *ctx, const struct comment *comment, struct err *err)
{
    struct outlet *o = ctx;
    if (!vec_push(&o->comments, comment))
        outlet_no_memory(o);
    return told(o, err);
}

static enum fault take_end(void *ctx, struct err *err)
{
    struct outlet *o = ctx;
    struct sheet sheet = {.document = &o->document,
                          .set = o->has_set ? &o->set : NULL,
                          .spans = o->spans.at,
                          .n_spans = o->spans.n,
                          .relations = o->relations.at,
                          .n_relations = o->relations.n,
                          .comments = o->comments.at,
                          .n_comments = o->comments.n,
                          .number = ++o->sheets};
    lose_by_row(o, &sheet);
    struct err why;
    if (!o->fault) {
        enum fault fault = o->format->write->sheet(o->state, o, &sheet, &why);
        if (fault && !o->fault) {
            o->fault = fault;
            o->err = why;
        }
    }
    return told(o, err);
}

struct stream outlet_stream(struct outlet *o)
{
    return (struct stream){.begin = take_begin,
                           .span = take_span,
                           .relation = take_relation,
                           .comment = o->format->carries & CARRY_COMMENTS ? take_comment : NULL,
                           .end = take_end,
                           .ctx = o};
}

/* ---- tokens ---- */

static void push_token(struct outlet *o, struct range range)
{
    buf_add(&o->tokens, &range, sizeof range);
}

/* Is the cluster white space and nothing else? A mark that stands on a space is a token. */
static bool is_space(const struct article *article, struct range cluster)
{
    return space_only((const char *)article_bytes(article) + cluster.start.byte,
                      range_size(cluster));
}

/* Words; and every other cluster that is no space. */
static void split_words(struct outlet *o, const struct article *article)
{
    struct pos at = pos_at(0), end = article_all(article).end;
    while (at.byte < end.byte) {
        struct range word = article_word(article, at);
        if (!range_empty(word) && word.start.byte >= at.byte) {
            push_token(o, word);
            at = word.end;
            continue;
        }
        struct range cluster = range_of(at.byte, article_next(article, at).byte);
        if (!is_space(article, cluster))
            push_token(o, cluster);
        at = cluster.end;
    }
}

/* The user's tokens, if they are what tokens have to be. */
static void check_tokens(struct outlet *o)
{
    const struct range *tokens = (const struct range *)(void *)o->tokens.data;
    size_t n = o->tokens.size / sizeof *tokens;
    uint32_t before = 0;
    for (size_t i = 0; i < n && !o->fault; i++) {
        if (range_empty(tokens[i]) || tokens[i].start.byte < before ||
            !is_place(o->document.article, tokens[i].start) ||
            !is_place(o->document.article, tokens[i].end))
            o->fault = err_set(&o->err, FAULT_INPUT,
                               "token %zu is empty, overlaps the one before or is no place of the "
                               "text",
                               i);
        before = tokens[i].end.byte;
    }
}

const struct range *outlet_tokens(struct outlet *o, const struct sheet *sheet, size_t *n)
{
    const struct token_source *source = o->options.tokens;
    if (!o->has_tokens && !o->fault) {
        buf_clear(&o->tokens);
        if (source)
            o->fault = source->tokens(source->ctx, sheet->document, &o->tokens, &o->err);
        else
            split_words(o, sheet->document->article);
        if (o->tokens.failed)
            outlet_no_memory(o);
        check_tokens(o);
        o->has_tokens = true;
    }
    *n = o->fault ? 0 : o->tokens.size / sizeof(struct range);
    return (const struct range *)(void *)o->tokens.data;
}

/* ---- life ---- */

struct outlet *outlet_new(const struct format *format, const struct outlet_options *options)
{
    struct outlet *o = calloc(1, sizeof *o);
    void *state = calloc(1, format->write->state + 1);
    if (!o || !state) {
        free(o);
        free(state);
        return NULL;
    }
    o->format = format;
    o->options = *options;
    o->state = state;
    return o;
}

enum fault outlet_begin(struct outlet *o, struct err *err)
{
    if (o->format->write->begin && !o->fault)
        o->fault = o->format->write->begin(o->state, o, &o->err);
    return told(o, err);
}

enum fault outlet_end(struct outlet *o, struct err *err)
{
    if (o->format->write->end && !o->fault) {
        struct err why;
        enum fault fault = o->format->write->end(o->state, o, &why);
        if (fault && !o->fault) {
            o->fault = fault;
            o->err = why;
        }
    }
    flush(o);
    return told(o, err);
}

void outlet_free(struct outlet *o)
{
    if (!o)
        return;
    if (o->format->write->release)
        o->format->write->release(o->state);
    for (size_t i = 0; o->files.bits && i < (size_t)1 << o->files.bits; i++)
        free(o->files.slot[i]);
    idtable_free(&o->files);
    vec_free(&o->spans);
    vec_free(&o->relations);
    vec_free(&o->comments);
    buf_release(&o->out);
    buf_release(&o->attr_name);
    buf_release(&o->attr_value);
    buf_release(&o->path);
    buf_release(&o->tokens);
    free(o->state);
    free(o);
}
