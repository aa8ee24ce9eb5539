/* notation.h: a set as one line, so that a case fits on a few.
 *
 *   s0-5          a speaker (q a quote, t the third label), bytes 0 to 5
 *   s0-3,5-8      in two fragments
 *   s0-5{name=x}  with attributes, several parted by ';'
 *   a:q0-9 a>b    spans may have a letter for a name, by which they are linked
 *   a>b(x=1)      a link with an attribute
 *
 * Printed, links hang on their span: q0-9>s12-15 goes there, s12-15<q0-9 comes from there.
 */
#ifndef MANICULE_TESTS_MARKS_NOTATION_H
#define MANICULE_TESTS_MARKS_NOTATION_H

#include "handmade.h"

#include <ctype.h>

#include "manicule/base/buf.h"
#include "manicule/marks/compare.h"

static const char notation_labels[] = "sqt";

/* ids go up from here; a set made twice from one line has other ids. */
static unsigned notation_ids = 1;

static inline struct uuid notation_id(void *ctx)
{
    (void)ctx;
    unsigned n = notation_ids++;
    struct uuid id = id_of(n);
    id.b[12] = (uint8_t)(n >> 16);
    id.b[1] = (uint8_t)(n * 101); /* in no order */
    return id;
}

/* "{a=b;c=d}" or "(a=b)" at *at becomes attributes; *at goes behind it. */
static inline void notation_attrs(const char **at, char close, struct buf *out)
{
    buf_clear(out);
    for (++*at; **at != close; ++*at)
        buf_add_char(out, **at == ';' ? '\n' : **at);
    ++*at;
    buf_add_char(out, '\n');
}

static inline uint32_t notation_number(const char **at)
{
    char *end;
    uint32_t n = (uint32_t)strtoul(*at, &end, 10);
    *at = end;
    return n;
}

static inline struct uuid notation_span(struct set *set, const char **at)
{
    struct range fragments[8];
    struct buf attrs = {0};
    struct span span = {.id = notation_id(NULL)};
    span.label = (uint16_t)(strchr(notation_labels, *(*at)++) - notation_labels);
    do {
        uint32_t start = notation_number(at);
        ++*at;
        fragments[span.n_fragments++] = range_of(start, notation_number(at));
    } while (*(*at) == ',' && ++*at);
    span.at = (struct range){fragments[0].start, fragments[span.n_fragments - 1].end};
    span.fragments = span.n_fragments > 1 ? fragments : NULL;
    if (**at == '{') {
        notation_attrs(at, '}', &attrs);
        span.attrs = attrs.data;
    }
    assert_non_null(set_add(set, &span));
    buf_release(&attrs);
    return span.id;
}

static inline void notation_link(struct set *set, const char **at, const struct uuid names[26])
{
    struct buf attrs = {0};
    struct relation relation = {
        .id = notation_id(NULL), .from = names[**at - 'a'], .to = names[(*at)[2] - 'a']};
    *at += 3;
    if (**at == '(') {
        notation_attrs(at, ')', &attrs);
        relation.attrs = attrs.data;
    }
    assert_non_null(set_relate(set, &relation));
    buf_release(&attrs);
}

static inline struct set *notation_read(const char *at)
{
    struct set *set = set_new();
    struct uuid names[26] = {{{0}}};
    assert_non_null(set);
    while (*at) {
        if (isspace((unsigned char)*at)) {
            at++;
        } else if (at[1] == '>') {
            notation_link(set, &at, names);
        } else if (at[1] == ':') {
            struct uuid *name = &names[*at - 'a'];
            at += 2;
            *name = notation_span(set, &at);
        } else {
            notation_span(set, &at);
        }
    }
    return set;
}

static inline void notation_put_attrs(const char *attrs, const char *marks, struct buf *out)
{
    if (!attrs)
        return;
    buf_add_char(out, marks[0]);
    for (const char *at = attrs; *at; at++)
        if (*at != '\n' || at[1])
            buf_add_char(out, *at == '\n' ? ';' : *at);
    buf_add_char(out, marks[1]);
}

static inline void notation_put_place(const struct span *span, struct buf *out)
{
    buf_add_char(out, notation_labels[span->label]);
    for (size_t i = 0; i < span->n_fragments; i++)
        buf_printf(out, "%s%u-%u", i ? "," : "", span_fragment(span, i).start.byte,
                   span_fragment(span, i).end.byte);
}

static inline void notation_put(const struct span *span, struct buf *out)
{
    notation_put_place(span, out);
    notation_put_attrs(span->attrs, "{}", out);
}

static inline void notation_put_end(char sign, const struct span *other,
                                    const struct relation *relation, struct buf *out)
{
    buf_add_char(out, sign);
    notation_put_place(other, out);
    if (relation->type)
        buf_printf(out, "~%u", relation->type);
    notation_put_attrs(relation->attrs, "()", out);
}

static inline int notation_order(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Strings sorted and put with a sign between them; they are freed. */
static inline void notation_put_sorted(char **list, size_t n, const char *between, struct buf *out)
{
    if (n)
        qsort(list, n, sizeof *list, notation_order);
    for (size_t i = 0; i < n; i++) {
        buf_printf(out, "%s%s", i ? between : "", list[i]);
        free(list[i]);
    }
}

enum { NOTATION_MOST = 400 };

/* A set without ids and origins: equal sets give equal strings. */
static inline char *notation_of_set(const struct set *set)
{
    struct buf out = {0};
    char *spans[NOTATION_MOST];
    size_t n = 0;
    for (const struct span *span = set_first(set); span; span = set_next(set, span)) {
        struct buf one = {0};
        const struct relation *links[NOTATION_MOST];
        char *ends[NOTATION_MOST];
        size_t n_links = set_links(set, span, true, links, NOTATION_MOST);
        notation_put(span, &one);
        for (size_t i = 0; i < n_links; i++) {
            struct buf end = {0};
            notation_put_end('>', set_find(set, links[i]->to), links[i], &end);
            ends[i] = buf_take(&end);
        }
        notation_put_sorted(ends, n_links, "", &one);
        assert_true(n < NOTATION_MOST);
        spans[n++] = buf_take(&one);
    }
    notation_put_sorted(spans, n, "; ", &out);
    char *text = buf_take(&out);
    return text ? text : strdup("");
}

static inline void notation_put_reading(const struct reading *reading, size_t item, struct buf *out)
{
    char *ends[NOTATION_MOST];
    for (size_t i = 0; i < reading->n; i++) {
        buf_add_string(out, i ? "+" : "");
        notation_put(reading->spans[i], out);
    }
    for (size_t i = 0; i < reading->n_links; i++) {
        struct buf end = {0};
        const struct compare_link *link = &reading->links[i];
        bool from = link->from_item == item;
        notation_put_end(from ? '>' : '<', from ? link->to : link->from, link->relation, &end);
        ends[i] = buf_take(&end);
    }
    notation_put_sorted(ends, reading->n_links, "", out);
    if (reading->n == 0)
        buf_add_string(out, "-");
}

/* The agreed items, "s0-5; q0-9>s12-15". */
static inline char *notation_of_agreed(const struct comparison *c)
{
    struct buf out = {0};
    for (size_t i = 0; i < c->n; i++) {
        const struct compare_item *item = &c->items[i];
        struct reading agreed = {.links = item->links, .n_links = item->n_links, .n = 1};
        const struct span *merged = &item->merged;
        if (item->type != COMPARE_AGREED)
            continue;
        agreed.spans = &merged;
        buf_add_string(&out, out.size ? "; " : "");
        notation_put_reading(&agreed, i, &out);
    }
    char *text = buf_take(&out);
    return text ? text : strdup("");
}

/* A difference, "boundary s0-5 / s0-6". */
static inline void notation_put_item(const struct comparison *c, size_t i, struct buf *out)
{
    buf_add_string(out, compare_type_name(c->items[i].type));
    for (size_t r = 0; r < c->n_readers; r++) {
        buf_add_string(out, r ? " / " : " ");
        notation_put_reading(&c->items[i].readings[r], i, out);
    }
}

static inline char *notation_of_queue(const struct comparison *c)
{
    struct buf out = {0};
    for (size_t i = 0; i < c->n; i++) {
        if (c->items[i].type == COMPARE_AGREED)
            continue;
        buf_add_string(&out, out.size ? "; " : "");
        notation_put_item(c, i, &out);
    }
    char *text = buf_take(&out);
    return text ? text : strdup("");
}

#endif
