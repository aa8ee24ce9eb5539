/* values.h: files of JSON values, each on a line of its own, through a reader without the flow. */
#ifndef MANICULE_TESTS_FORMATS_VALUES_H
#define MANICULE_TESTS_FORMATS_VALUES_H

#include "exchange.h"

static inline enum fault values_feed(struct exchange *x, void *state, const char *bytes, size_t n)
{
    enum fault fault = OK;
    for (size_t line = 1; n && !fault; line++) {
        const char *newline = memchr(bytes, '\n', n);
        size_t used = newline ? (size_t)(newline - bytes) + 1 : n, some = used - (newline != NULL);
        bool blank = some < 2; /* and the brackets of a list */
        some -= some && bytes[some - 1] == ',';
        struct portion portion = {
            .name = "file", .bytes = bytes, .n = some, .line = line, .number = line};
        x->intake.line = line;
        if (!blank)
            fault = x->format->read->read(state, &x->intake, &portion, &x->err);
        if (fault && !x->fault_line)
            x->fault_line = line;
        if (fault == FAULT_INPUT && x->skip) {
            buf_printf(&x->told, "%zu: %s\n", line, x->err.text);
            fault = OK;
        }
        bytes += used;
        n -= used;
    }
    return fault;
}

static inline enum fault values_read(struct exchange *x, const char *bytes, size_t n)
{
    const struct format_reader *read = x->format->read;
    void *state = calloc(1, read->state + 1);
    assert_non_null(state);
    x->err.text[0] = '\0';
    x->fault_line = 0;
    x->intake = (struct intake){.labels = &x->labels,
                                .env = &x->env,
                                .options = &x->options,
                                .counts = x->intake.counts,
                                .take = exchange_take,
                                .refuse = exchange_refuse,
                                .tell = exchange_tell,
                                .ctx = x};
    enum fault fault = values_feed(x, state, bytes, n);
    if (!fault && read->end)
        fault = read->end(state, &x->intake, &x->err);
    if (read->release)
        read->release(state);
    free(state);
    return fault;
}

static inline void values_ok(struct exchange *x, const char *text)
{
    exchange_forget(x);
    if (values_read(x, text, strlen(text)) != OK)
        fail_msg("line %zu: %s", x->fault_line, x->err.text);
}

struct refusal {
    const char *text, *message;
};

/* Each is refused in these words, and leaves nothing. */
static inline void values_refused(struct exchange *x, const struct refusal *rows, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        exchange_forget(x);
        enum fault fault = values_read(x, rows[i].text, strlen(rows[i].text));
        assert_int_equal(fault, FAULT_INPUT);
        assert_string_equal(x->err.text, rows[i].message);
        assert_int_equal(x->records.n, 0);
    }
}

/* "TYPE: WORDS > WORDS|" of a record's relations. */
static inline void expect_relations(const struct exchange *x, size_t record, const char *expected)
{
    const struct record *r = &x->records.at[record];
    struct buf said = {0};
    for (size_t i = 0; i < r->n_relations; i++) {
        buf_printf(&said, "%s: ", x->labels.relations[r->relations[i].type].name);
        for (int end = 0; end < 2; end++) {
            struct uuid id = end ? r->relations[i].to : r->relations[i].from;
            size_t k = 0;
            while (k < r->n_spans && !uuid_equal(r->spans[k].id, id))
                k++;
            assert_true(k < r->n_spans);
            buf_add_string(&said, end ? " > " : "");
            buf_add(&said, article_bytes(r->article) + r->spans[k].at.start.byte,
                    range_size(r->spans[k].at));
        }
        buf_add_char(&said, '|');
    }
    assert_string_equal(buf_text(&said), expected);
    buf_release(&said);
}

#endif
