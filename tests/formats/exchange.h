/* exchange.h: records of foreign bytes and foreign bytes of records, without a project. */
#ifndef MANICULE_TESTS_FORMATS_EXCHANGE_H
#define MANICULE_TESTS_FORMATS_EXCHANGE_H

#include "samples.h"

#include "manicule/base/vec.h"
#include "manicule/formats/format.h"

#include "../../src/formats/pull.h"

/* A format at work in both directions. What was read is kept in `records`. */
struct exchange {
    const struct format *format;
    struct labelset labels;
    struct env env;
    struct intake_options options;
    const struct token_source *tokens;
    bool skip;        /* what is refused is left out, and told */
    bool value_lines; /* JSON values come on lines of their own, as the flow finds them */
    struct intake intake;
    VEC(struct record) records;
    struct buf told; /* LINE: TEXT of what was told or refused, a line each */
    struct err err;  /* of the last fault */
    size_t fault_line;
    struct buf out;    /* what was written */
    struct buf losses; /* KIND WHAT LABEL-OR-TYPE "WORDS": WHY, a line each */
};

static inline enum fault exchange_take(void *ctx, struct record *record, size_t line,
                                       struct err *err)
{
    struct exchange *x = ctx;
    (void)line;
    if (!vec_push(&x->records, *record))
        return err_set(err, FAULT_MEMORY, "out of memory");
    *record = (struct record){0};
    return OK;
}

static inline enum fault exchange_refuse(void *ctx, size_t line, struct err *err)
{
    struct exchange *x = ctx;
    if (x->skip)
        buf_printf(&x->told, "%zu: %s\n", line, err->text);
    x->fault_line = line;
    return x->skip ? OK : err->fault;
}

static inline void exchange_tell(void *ctx, size_t line, const char *text)
{
    struct exchange *x = ctx;
    buf_printf(&x->told, "%zu: %s\n", line, text);
}

/* Labels are added as they come, and the marks are alice's, unless options are changed. */
static inline void exchange_begin(struct exchange *x, const char *format)
{
    *x = (struct exchange){.format = format_find(format), .labels = news_labels()};
    assert_non_null(x->format);
    assert_true(labelset_grow(&x->labels));
    x->env = test_env(7);
    x->options = (struct intake_options){.kind = SET_PERSON, .owner = "alice", .add_labels = true};
}

static inline void exchange_forget(struct exchange *x)
{
    for (size_t i = 0; i < x->records.n; i++)
        record_release(&x->records.at[i]);
    x->records.n = 0;
    buf_clear(&x->told);
    x->intake.counts = (struct intake_counts){0};
}

static inline void exchange_end(struct exchange *x)
{
    exchange_forget(x);
    vec_free(&x->records);
    buf_release(&x->told);
    buf_release(&x->out);
    buf_release(&x->losses);
    labelset_free(&x->labels);
}

/* A list of objects or lists is one of values, which are read one after another, as the flow does.
 */
static inline bool exchange_is_list(const struct exchange *x, const char *bytes, size_t n,
                                    struct raw *list)
{
    if (x->format->feed != FEED_VALUES || pull_check(bytes, n, list, NULL) ||
        pull_type(*list) != RAW_ARRAY)
        return false;
    const char *at = list->at;
    return pull_enter(&at) && (*at == '{' || *at == '[');
}

static inline enum fault exchange_feed_list(struct exchange *x, void *state, struct raw list)
{
    struct portion portion = {.name = "file", .line = 1, .number = 1};
    const char *at = list.at;
    enum fault fault = OK;
    for (bool more = pull_enter(&at); more && !fault; more = pull_more(&at), portion.number++) {
        struct raw value = pull_value(&at);
        portion.bytes = value.at;
        portion.n = value.n;
        x->intake.line = 1;
        fault = x->format->read->read(state, &x->intake, &portion, &x->err);
    }
    return fault;
}

/* One line after another. Of JSON values a line is one, or it is blank or the bracket of a list. */
static inline enum fault exchange_feed_lines(struct exchange *x, void *state, const char *bytes,
                                             size_t n)
{
    bool values = x->format->feed == FEED_VALUES;
    struct portion portion = {.name = "file", .line = 1, .number = 1};
    enum fault fault = OK;
    while (n && !fault) {
        const char *newline = memchr(bytes, '\n', n);
        size_t used = newline ? (size_t)(newline - bytes) + 1 : n, some = used - (newline != NULL);
        bool blank = values && some < 2;
        some -= values && some && bytes[some - 1] == ',';
        portion.bytes = bytes;
        portion.n = some;
        x->intake.line = portion.line;
        x->fault_line = 0;
        if (!blank)
            fault = x->format->read->read(state, &x->intake, &portion, &x->err);
        if (fault && !x->fault_line)
            x->fault_line = portion.line;
        if (fault == FAULT_INPUT && x->skip) {
            buf_printf(&x->told, "%zu: %s\n", portion.line, x->err.text);
            x->intake.counts.refused++;
            fault = OK;
        }
        portion.number = ++portion.line;
        bytes += used;
        n -= used;
    }
    return fault;
}

/* A file of the format; in FEED_FILES with the text beside it. */
static inline enum fault exchange_feed(struct exchange *x, void *state, const char *bytes, size_t n,
                                       const char *beside, size_t n_beside)
{
    struct portion portion = {.name = "file",
                              .bytes = bytes,
                              .n = n,
                              .line = 1,
                              .text = beside,
                              .n_text = n_beside,
                              .number = x->format->feed != FEED_FILES};
    struct raw list;
    if (!x->value_lines && exchange_is_list(x, bytes, n, &list))
        return exchange_feed_list(x, state, list);
    if (x->format->feed == FEED_LINES || x->value_lines)
        return exchange_feed_lines(x, state, bytes, n);
    x->intake.line = 1;
    return x->format->read->read(state, &x->intake, &portion, &x->err);
}

static inline enum fault exchange_read(struct exchange *x, const char *bytes, size_t n,
                                       const char *beside, size_t n_beside)
{
    const struct format_reader *read = x->format->read;
    void *state = calloc(1, read->state + 1);
    struct intake_counts counts = x->intake.counts;
    x->err.text[0] = '\0';
    x->fault_line = 0;
    x->intake = (struct intake){.labels = &x->labels,
                                .env = &x->env,
                                .options = &x->options,
                                .counts = counts,
                                .take = exchange_take,
                                .refuse = exchange_refuse,
                                .tell = exchange_tell,
                                .find = x->intake.find,
                                .ctx = x};
    enum fault fault = state ? OK : FAULT_MEMORY;
    if (!fault)
        fault = exchange_feed(x, state, bytes, n, beside, n_beside);
    if (!fault && read->end)
        fault = read->end(state, &x->intake, &x->err);
    if (state && read->release)
        read->release(state);
    free(state);
    return fault;
}

static inline void exchange_read_text(struct exchange *x, const char *text)
{
    if (exchange_read(x, text, strlen(text), NULL, 0) != OK)
        fail_msg("line %zu: %s", x->fault_line, x->err.text);
}

static inline enum fault exchange_lose(void *ctx, const struct loss *loss, struct err *err)
{
    struct exchange *x = ctx;
    (void)err;
    buf_printf(&x->losses, "%s %s", loss_name(loss->kind), loss->what);
    if (loss->span) {
        buf_printf(&x->losses, " %s \"", x->labels.labels[loss->span->label].name);
        buf_add(&x->losses, article_bytes(loss->document->article) + loss->span->at.start.byte,
                range_size(loss->span->at));
        buf_add_char(&x->losses, '"');
    } else if (loss->relation) {
        buf_printf(&x->losses, " %s", x->labels.relations[loss->relation->type].name);
    }
    buf_printf(&x->losses, ": %s\n", loss->why);
    return OK;
}

static inline enum fault exchange_file(void *ctx, const char *path, struct err *err)
{
    struct exchange *x = ctx;
    (void)err;
    buf_printf(&x->out, "==> %s\n", path);
    return OK;
}

static inline enum fault exchange_send(struct stream s, const struct record *r, struct err *err)
{
    enum fault fault = s.begin(s.ctx, &r->document, r->has_set ? &r->set : NULL, err);
    for (size_t i = 0; !fault && i < r->n_spans; i++)
        fault = s.span(s.ctx, &r->spans[i], err);
    for (size_t i = 0; !fault && i < r->n_relations; i++)
        fault = s.relation(s.ctx, &r->relations[i], err);
    struct comment *comments = calloc(r->n_notes + 1, sizeof *comments);
    if (!comments)
        return FAULT_MEMORY;
    for (size_t i = 0; !fault && s.comment && i < r->n_notes; i++) {
        const struct record_note *note = &r->notes[i];
        comments[i] = (struct comment){.id = {{1, (uint8_t)i}},
                                       .doubt = note->doubt,
                                       .text = (char *)(uintptr_t)note->text};
        if (note->span != SIZE_MAX)
            comments[i].span = r->spans[note->span].id;
        fault = s.comment(s.ctx, &comments[i], err);
    }
    if (!fault)
        fault = s.end(s.ctx, err);
    free(comments);
    return fault;
}

/* Records become bytes in `out`, and what they lose lines in `losses`. */
static inline enum fault exchange_write(struct exchange *x, const struct record *records, size_t n)
{
    struct outlet_options o = {.labels = &x->labels,
                               .unit = x->format->unit,
                               .one_owner = true,
                               .tokens = x->tokens,
                               .sink = {into_buf, &x->out},
                               .file = exchange_file,
                               .lose = exchange_lose,
                               .ctx = x};
    buf_clear(&x->out);
    buf_clear(&x->losses);
    struct outlet *outlet = outlet_new(x->format, &o);
    if (!outlet)
        return FAULT_MEMORY;
    enum fault fault = outlet_begin(outlet, &x->err);
    for (size_t i = 0; i < n && !fault; i++)
        fault = exchange_send(outlet_stream(outlet), &records[i], &x->err);
    if (!fault)
        fault = outlet_end(outlet, &x->err);
    outlet_free(outlet);
    return fault;
}

/* Labels and words of a record's spans, "LABEL WORDS|LABEL WORDS|", in reading order. */
static inline void exchange_spans(const struct exchange *x, const struct record *r, struct buf *out)
{
    for (size_t i = 0; i < r->n_spans; i++) {
        const struct span *span = &r->spans[i];
        buf_printf(out, "%s ", x->labels.labels[span->label].name);
        for (size_t k = 0; k < span->n_fragments; k++) {
            struct range at = span_fragment(span, k);
            buf_add_string(out, k ? " .. " : "");
            buf_add(out, article_bytes(r->article) + at.start.byte, range_size(at));
        }
        buf_add_char(out, '|');
    }
}

static inline void expect_spans(const struct exchange *x, size_t record, const char *expected)
{
    struct buf said = {0};
    assert_true(record < x->records.n);
    exchange_spans(x, &x->records.at[record], &said);
    assert_string_equal(buf_text(&said), expected);
    buf_release(&said);
}

static inline void expect_text(const struct exchange *x, size_t record, const char *expected)
{
    const struct article *article = x->records.at[record].article;
    assert_int_equal(article_size(article), strlen(expected));
    assert_memory_equal(article_bytes(article), expected, strlen(expected));
}

#endif
