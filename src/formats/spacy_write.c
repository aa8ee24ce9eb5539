/* spaCy's examples, written: one JSON list, an example a line, which spaCy's Example.from_dict()
 * takes as it is. Entities may not overlap there: of those that do, the longest stays, of equally
 * long ones the first, as spacy.util.filter_spans() has it. Spans of the group "sc" may. */
#include "spacy.h"

#include <stdlib.h>

#include "ordered.h"
#include "outlet.h"

struct entity {
    uint32_t start, end; /* code points */
    size_t rank;
    bool kept;
};

struct spacy_outlet {
    struct ordered ordered;
    VEC(struct entity) entities; /* by rank */
    VEC(uint32_t) edges;         /* all starts and ends, in order */
    VEC(size_t) by_length;
    VEC(bool) taken; /* from edge i to the next */
    bool some;
};

/* ---- which entities stay ---- */

static int by_number(const void *a, const void *b)
{
    const uint32_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

static int by_length(const void *a, const void *b, void *ctx)
{
    const struct entity *entities = ctx, *x = &entities[*(const size_t *)a],
                        *y = &entities[*(const size_t *)b];
    uint32_t n = x->end - x->start, m = y->end - y->start;
    if (n != m)
        return n > m ? -1 : 1;
    return (x->rank > y->rank) - (x->rank < y->rank);
}

static size_t edge_of(const struct spacy_outlet *s, uint32_t place)
{
    const uint32_t *found =
        bsearch(&place, s->edges.at, s->edges.n, sizeof *s->edges.at, by_number);
    return (size_t)(found - s->edges.at);
}

static bool measure(struct spacy_outlet *s, struct outlet *o)
{
    size_t n = s->ordered.spans.n, edges = 0;
    s->entities.n = s->edges.n = s->by_length.n = 0;
    if (!vec_reserve(&s->entities, n) || !vec_reserve(&s->edges, 2 * n) ||
        !vec_reserve(&s->by_length, n) || !vec_reserve(&s->taken, 2 * n))
        return false;
    for (size_t i = 0; i < n; i++) {
        struct range at = s->ordered.spans.at[i]->at;
        struct entity entity = {
            .start = outlet_place(o, at.start), .end = outlet_place(o, at.end), .rank = i};
        s->entities.at[s->entities.n++] = entity;
        s->edges.at[s->edges.n++] = entity.start;
        s->edges.at[s->edges.n++] = entity.end;
        s->by_length.at[s->by_length.n++] = i;
    }
    if (n)
        qsort(s->edges.at, s->edges.n, sizeof *s->edges.at, by_number);
    for (size_t i = 0; i < s->edges.n; i++)
        if (!edges || s->edges.at[edges - 1] != s->edges.at[i])
            s->edges.at[edges++] = s->edges.at[i];
    s->edges.n = edges;
    for (size_t i = 0; i < edges; i++)
        s->taken.at[i] = false;
    if (n)
        qsort_r(s->by_length.at, n, sizeof *s->by_length.at, by_length, s->entities.at);
    return true;
}

/* No entity can hold a kept one whole, because the longer come first: it is enough to look at where
 * it begins and ends. */
static void choose(struct spacy_outlet *s)
{
    for (size_t i = 0; i < s->by_length.n; i++) {
        struct entity *entity = &s->entities.at[s->by_length.at[i]];
        size_t first = edge_of(s, entity->start), last = edge_of(s, entity->end);
        entity->kept = !s->taken.at[first] && !s->taken.at[last - 1];
        for (size_t k = first; entity->kept && k < last; k++)
            s->taken.at[k] = true;
    }
}

static bool keep_apart(struct spacy_outlet *s, struct outlet *o, const struct sheet *sheet)
{
    if (!measure(s, o))
        return false;
    choose(s);
    for (size_t i = 0; i < s->entities.n; i++)
        if (!s->entities.at[i].kept)
            outlet_lose_span(o, sheet, LOSS_DROPPED, "span", s->ordered.spans.at[i],
                             "overlaps an entity that is longer or comes first");
    return true;
}

/* ---- examples ---- */

static void begin_example(struct spacy_outlet *s, struct outlet *o, const struct sheet *sheet)
{
    outlet_text(o, s->some ? ",\n[" : "\n[");
    s->some = true;
    outlet_json_slice(o, article_all(sheet->document->article));
    outlet_text(o, ", {");
}

static void put_span(struct outlet *o, const struct span *span, bool first)
{
    outlet_printf(o, "%s[%u, ", first ? "" : ", ", outlet_place(o, span->at.start));
    outlet_printf(o, "%u, ", outlet_place(o, span->at.end));
    outlet_json_text(o, outlet_label(o, span));
    outlet_text(o, "]");
}

/* A document that nobody opened has no entities, which is not the same as none being in it. */
static enum fault put_sheet(struct spacy_outlet *s, struct outlet *o, const struct sheet *sheet,
                            bool entities)
{
    bool some = false;
    if (!ordered_make(&s->ordered, sheet, outlet_options(o)->labels) ||
        (entities && !keep_apart(s, o, sheet)))
        outlet_no_memory(o);
    begin_example(s, o, sheet);
    if (sheet->set)
        outlet_text(o, entities ? "\"entities\": [" : "\"spans\": {\"sc\": [");
    for (size_t i = 0; i < s->ordered.spans.n && !outlet_fault(o); i++) {
        if (entities && !s->entities.at[i].kept)
            continue;
        put_span(o, s->ordered.spans.at[i], !some);
        some = true;
    }
    if (sheet->set)
        outlet_text(o, entities ? "]" : "]}");
    outlet_text(o, "}]");
    return outlet_fault(o);
}

static enum fault begin(void *state, struct outlet *o, struct err *err)
{
    (void)state, (void)err;
    outlet_text(o, "[");
    return outlet_fault(o);
}

static enum fault sheet_entities(void *state, struct outlet *o, const struct sheet *sheet,
                                 struct err *err)
{
    (void)err;
    return put_sheet(state, o, sheet, true);
}

static enum fault sheet_spans(void *state, struct outlet *o, const struct sheet *sheet,
                              struct err *err)
{
    (void)err;
    return put_sheet(state, o, sheet, false);
}

static enum fault end(void *state, struct outlet *o, struct err *err)
{
    (void)state, (void)err;
    outlet_text(o, "\n]\n");
    return outlet_fault(o);
}

static void release(void *state)
{
    struct spacy_outlet *s = state;
    ordered_release(&s->ordered);
    vec_free(&s->entities);
    vec_free(&s->edges);
    vec_free(&s->by_length);
    vec_free(&s->taken);
}

const struct format_writer spacy_writer = {.state = sizeof(struct spacy_outlet),
                                           .begin = begin,
                                           .sheet = sheet_entities,
                                           .end = end,
                                           .release = release};
const struct format_writer spacy_spans_writer = {.state = sizeof(struct spacy_outlet),
                                                 .begin = begin,
                                                 .sheet = sheet_spans,
                                                 .end = end,
                                                 .release = release};
