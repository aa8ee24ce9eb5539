#include "ordered.h"

#include <stdlib.h>
#include <string.h>

struct sorting {
    const struct ordered *ordered;
    const struct labelset *labels;
};

/* By length first: numbers among attributes are in the order of their values then. */
static int by_attrs(const char *a, const char *b)
{
    size_t n = a ? strlen(a) : 0, m = b ? strlen(b) : 0;
    if (n != m)
        return n < m ? -1 : 1;
    return n ? memcmp(a, b, n) : 0;
}

static int by_number(uint32_t a, uint32_t b)
{
    return (a > b) - (a < b);
}

static int by_pieces(const struct span *a, const struct span *b)
{
    int order = by_number(a->n_fragments, b->n_fragments);
    for (size_t i = 0; !order && i < a->n_fragments; i++) {
        struct range x = span_fragment(a, i), y = span_fragment(b, i);
        order = by_number(x.start.byte, y.start.byte);
        if (!order)
            order = by_number(x.end.byte, y.end.byte);
    }
    return order;
}

static int span_by_content(const void *x, const void *y, void *ctx)
{
    const struct span *a = *(const struct span *const *)x, *b = *(const struct span *const *)y;
    const struct sorting *s = ctx;
    int order = by_number(a->at.start.byte, b->at.start.byte);
    if (!order)
        order = by_number(b->at.end.byte, a->at.end.byte);
    if (!order)
        order = strcmp(s->labels->labels[a->label].name, s->labels->labels[b->label].name);
    if (!order)
        order = by_pieces(a, b);
    if (!order)
        order = by_attrs(a->attrs, b->attrs);
    return order ? order : uuid_order(a->id, b->id);
}

static int relation_by_content(const void *x, const void *y, void *ctx)
{
    const struct relation *a = *(const struct relation *const *)x,
                          *b = *(const struct relation *const *)y;
    const struct sorting *s = ctx;
    size_t from[] = {ordered_rank(s->ordered, a->from), ordered_rank(s->ordered, b->from)};
    size_t to[] = {ordered_rank(s->ordered, a->to), ordered_rank(s->ordered, b->to)};
    if (from[0] != from[1])
        return from[0] < from[1] ? -1 : 1;
    if (to[0] != to[1])
        return to[0] < to[1] ? -1 : 1;
    int order = strcmp(s->labels->relations[a->type].name, s->labels->relations[b->type].name);
    if (!order)
        order = by_attrs(a->attrs, b->attrs);
    return order ? order : uuid_order(a->id, b->id);
}

static int by_uuid(const void *x, const void *y)
{
    const struct ordered_id *a = x, *b = y;
    return uuid_order(a->id, b->id);
}

bool ordered_make(struct ordered *ordered, const struct sheet *sheet, const struct labelset *labels)
{
    struct sorting sorting = {ordered, labels};
    ordered->spans.n = ordered->relations.n = ordered->by_id.n = 0;
    if (!vec_reserve(&ordered->spans, sheet->n_spans) ||
        !vec_reserve(&ordered->by_id, sheet->n_spans) ||
        !vec_reserve(&ordered->relations, sheet->n_relations))
        return false;
    for (size_t i = 0; i < sheet->n_spans; i++)
        ordered->spans.at[ordered->spans.n++] = sheet->spans[i];
    if (ordered->spans.n)
        qsort_r(ordered->spans.at, ordered->spans.n, sizeof *ordered->spans.at, span_by_content,
                &sorting);
    for (size_t i = 0; i < ordered->spans.n; i++)
        ordered->by_id.at[ordered->by_id.n++] = (struct ordered_id){ordered->spans.at[i]->id, i};
    if (ordered->by_id.n)
        qsort(ordered->by_id.at, ordered->by_id.n, sizeof *ordered->by_id.at, by_uuid);
    for (size_t i = 0; i < sheet->n_relations; i++)
        ordered->relations.at[ordered->relations.n++] = sheet->relations[i];
    if (ordered->relations.n)
        qsort_r(ordered->relations.at, ordered->relations.n, sizeof *ordered->relations.at,
                relation_by_content, &sorting);
    return true;
}

size_t ordered_rank(const struct ordered *ordered, struct uuid id)
{
    struct ordered_id key = {.id = id};
    const struct ordered_id *found =
        ordered->by_id.n
            ? bsearch(&key, ordered->by_id.at, ordered->by_id.n, sizeof *ordered->by_id.at, by_uuid)
            : NULL;
    return found ? found->rank : 0;
}

void ordered_release(struct ordered *ordered)
{
    vec_free(&ordered->spans);
    vec_free(&ordered->relations);
    vec_free(&ordered->by_id);
}
