/* When all rows are read: relations find their ends, chains their arrows, and twins are told apart.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "manicule/marks/digest.h"
#include "webanno_marks.h"

static int by_chain(const void *a, const void *b)
{
    const struct webanno_element *x = a, *y = b;
    const uint32_t left[] = {x->layer, x->chain, x->number};
    const uint32_t right[] = {y->layer, y->chain, y->number};
    for (size_t i = 0; i < 3; i++)
        if (left[i] != right[i])
            return left[i] < right[i] ? -1 : 1;
    return 0;
}

static void link_chains(struct webanno_marks *m)
{
    if (m->chained.n)
        qsort(m->chained.at, m->chained.n, sizeof *m->chained.at, by_chain);
    for (size_t i = 1; i < m->chained.n && !m->draft->failed; i++) {
        const struct webanno_element *a = &m->chained.at[i - 1], *b = a + 1;
        const struct webanno_layer *layer = &m->layers.at[a->layer];
        if (a->layer != b->layer || a->chain != b->chain)
            continue;
        const char *type = a->arrow ? a->arrow : webanno_short(layer->name);
        struct draft_link *link = webanno_new_link(m, type, strlen(type), a->line);
        if (!link)
            return;
        link->from_at = a->span;
        link->to_at = b->span;
        webanno_give_layer(m, link, layer->text);
        if (a->arrow && !webanno_says(layer, a->arrow))
            draft_link_attr(m->draft, link, layer->columns[0].name, strlen(layer->columns[0].name),
                            a->arrow, strlen(a->arrow));
    }
}

/* The name of the layer of tokens. */
static const char *token_layer(const struct webanno_marks *m, uint32_t tie)
{
    uint32_t column = tie - WEBANNO_TIE_TOKENS;
    for (size_t i = 0; i < m->layers.n; column -= (uint32_t)m->layers.at[i++].n)
        if (column < m->layers.at[i].n)
            return m->layers.at[i].columns[column].name;
    return "Token";
}

/* A token that a relation hangs on becomes a span. */
static size_t token_span(struct webanno_marks *m, uint32_t tie, struct webanno_unit at)
{
    const struct webanno_known *unit = webanno_find(m, webanno_unit_key(WEBANNO_KEY_UNIT, 0, at));
    if (!unit)
        return SIZE_MAX;
    struct webanno_known *known =
        webanno_learn(m, webanno_unit_key(WEBANNO_KEY_TOKEN, tie, at), SIZE_MAX);
    if (!known || known->span != SIZE_MAX)
        return known ? known->span : SIZE_MAX;
    const char *layer = token_layer(m, tie);
    char *text = arena_printf(&m->arena, "BT_%s", layer);
    struct draft_span *span = draft_span(m->draft, webanno_short(layer),
                                         strlen(webanno_short(layer)), unit->start, unit->end);
    m->draft->failed |= !span || !text;
    if (m->draft->failed)
        return SIZE_MAX;
    span->line = unit->row;
    draft_span_attr(m->draft, span, ATTRIBUTE_SOURCE_LAYER, sizeof ATTRIBUTE_SOURCE_LAYER - 1, text,
                    strlen(text));
    known->span = m->draft->spans.n - 1;
    return known->span;
}

/* The span that a place means. Where there is none, `id` becomes what the file calls it, of which
 * the draft then says that there is no such span. */
static size_t end_of(struct webanno_marks *m, uint32_t layer, struct webanno_unit unit,
                     uint32_t number, const char **id)
{
    const struct webanno_known *known;
    size_t span = SIZE_MAX;
    char text[64];
    if (layer != WEBANNO_TIE_ANY && layer >= WEBANNO_TIE_TOKENS)
        span = token_span(m, layer, unit);
    else if (number)
        span = (known = webanno_find(m, webanno_key(WEBANNO_KEY_NUMBER, layer, number, 0, 0)))
                   ? known->span
                   : SIZE_MAX;
    else if ((known = webanno_find(m, webanno_unit_key(WEBANNO_KEY_BARE, layer, unit))) ||
             (known = webanno_find(m, webanno_unit_key(WEBANNO_KEY_FIRST, layer, unit))))
        span = known->span;
    if (span != SIZE_MAX)
        return span;
    char sub[16] = "", which[16] = "";
    if (unit.sub)
        snprintf(sub, sizeof sub, ".%u", unit.sub);
    if (number)
        snprintf(which, sizeof which, "[%u]", number);
    snprintf(text, sizeof text, "%u-%u%s%s", unit.sentence, unit.token, sub, which);
    *id = draft_copy(m->draft, text, strlen(text));
    return SIZE_MAX;
}

/* ---- twins ---- */

/* Marks with one label on the same words are told apart by all that the file says of them, and
 * copies by their order: that is their id, so that the file, read again, means the same ones.
 * Others are known by their words. */
static struct uuid twin_key(const struct draft_span *span)
{
    const char *label = span->label ? span->label : "";
    struct piece pieces[] = {{span->at, sizeof *span->at}, {label, strlen(label)}};
    struct digest digest = digest_chain((struct digest){{0}}, pieces, 2);
    for (const struct draft_attr *a = span->attrs; a; a = a->next) {
        struct piece attr[] = {{a->name, strlen(a->name)}, {a->value, a->n}};
        digest = digest_chain(digest, attr, 2);
    }
    struct uuid key;
    memcpy(key.b, digest.b, sizeof key.b);
    key.b[0] = WEBANNO_KEY_TWIN;
    return key;
}

static void name_twin(struct webanno_marks *m, struct draft_span *span)
{
    struct webanno_known *copies = webanno_learn(m, twin_key(span), 0);
    char text[UUID_TEXT + 24], id[UUID_TEXT];
    if (!copies)
        return;
    uuid_format(copies->key, id);
    snprintf(text, sizeof text, "%s/%zu", id, ++copies->here);
    span->id = draft_copy(m->draft, text, strlen(text));
}

static int by_words(const struct draft_span *x, const struct draft_span *y)
{
    if (x->at->start != y->at->start)
        return x->at->start < y->at->start ? -1 : 1;
    if (x->at->end != y->at->end)
        return x->at->end < y->at->end ? -1 : 1;
    return strcmp(x->label ? x->label : "", y->label ? y->label : "");
}

static int by_words_then_order(const void *a, const void *b, void *ctx)
{
    const struct draft *draft = ctx;
    const size_t *x = a, *y = b;
    int order = by_words(&draft->spans.at[*x], &draft->spans.at[*y]);
    return order ? order : (*x > *y) - (*x < *y);
}

static void name_twins(struct webanno_marks *m)
{
    struct draft *draft = m->draft;
    size_t n = draft->spans.n, *order = malloc((n + 1) * sizeof *order);
    if (!order) {
        draft->failed = true;
        return;
    }
    for (size_t i = 0; i < n; i++)
        order[i] = i;
    if (n)
        qsort_r(order, n, sizeof *order, by_words_then_order, draft);
    for (size_t i = 0; i < n && !draft->failed; i++) {
        struct draft_span *span = &draft->spans.at[order[i]];
        bool before = i && by_words(&draft->spans.at[order[i - 1]], span) == 0;
        bool after = i + 1 < n && by_words(span, &draft->spans.at[order[i + 1]]) == 0;
        if (before || after)
            name_twin(m, span);
    }
    free(order);
}

enum fault webanno_marks_end(struct webanno_marks *m, struct err *err)
{
    for (size_t i = 0; i < m->links.n && !m->draft->failed; i++) {
        const struct webanno_tie *tie = &m->links.at[i];
        struct draft_link *link = &m->draft->links.at[tie->link];
        if (link->from_at == SIZE_MAX)
            link->from_at = end_of(m, tie->layer, tie->from, tie->from_id, &link->from);
        if (link->from_at != SIZE_MAX) /* else no token becomes a span for its sake */
            link->to_at = end_of(m, tie->layer, tie->to, tie->to_id, &link->to);
    }
    link_chains(m);
    name_twins(m);
    return m->draft->failed ? err_set(err, FAULT_MEMORY, "out of memory") : OK;
}
