/* values.h: files of JSON values, each on a line of its own, through a reader without the flow. */
#ifndef MANICULE_TESTS_FORMATS_VALUES_H
#define MANICULE_TESTS_FORMATS_VALUES_H

#include "exchange.h"

static inline enum fault values_read(struct exchange *x, const char *bytes, size_t n)
{
    x->value_lines = true;
    return exchange_read(x, bytes, n, NULL, 0);
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
