/* Spans that differ only in space and punctuation at their edges. Those that agree exactly agree
 * trimmed too, so only the rest is trimmed and compared. */
#include <stdlib.h>

#include "agreement_parts.h"

static int range_order(struct range a, struct range b)
{
    if (a.start.byte != b.start.byte)
        return a.start.byte < b.start.byte ? -1 : 1;
    return (a.end.byte > b.end.byte) - (a.end.byte < b.end.byte);
}

static int by_pieces(const void *a, const void *b)
{
    const struct trimmed *x = a, *y = b;
    int order = range_order(x->at, y->at);
    if (!order)
        order = x->label - y->label;
    if (!order)
        order = x->n - y->n;
    for (size_t i = 0; x->n > 1 && i < x->n && !order; i++)
        order = range_order(x->pieces[i], y->pieces[i]);
    return order;
}

/* The fragments that are left, or all of them when none is. */
static bool trim_pieces(struct couple *couple, const struct span *span, struct trimmed *out)
{
    struct arena *arena = &couple->agreement->work.arena;
    struct range *pieces = arena_take(arena, span->n_fragments * sizeof *pieces);
    if (!pieces)
        return false;
    for (size_t i = 0; i < span->n_fragments; i++) {
        struct range left = article_trim(couple->document->article, span->fragments[i]);
        if (!range_empty(left))
            pieces[out->n++] = left;
    }
    out->pieces = out->n ? pieces : span->fragments;
    if (out->n == 0)
        out->n = span->n_fragments;
    out->at = (struct range){out->pieces[0].start, out->pieces[out->n - 1].end};
    return true;
}

static bool trim_side(struct couple *couple, int side)
{
    struct work *work = &couple->agreement->work;
    work->trimmed[side].n = 0;
    for (size_t i = 0; i < work->rest[side].n; i++) {
        const struct span *span = couple->of[side]->marks.at[work->rest[side].at[i]].span;
        struct trimmed out = {.label = span->label};
        if (span->fragments) {
            if (!trim_pieces(couple, span, &out))
                return false;
        } else {
            struct range left = article_trim(couple->document->article, span->at);
            out.n = 1;
            out.at = range_empty(left) ? span->at : left;
        }
        if (!vec_push(&work->trimmed[side], out))
            return false;
    }
    if (work->trimmed[side].n > 1)
        qsort(work->trimmed[side].at, work->trimmed[side].n, sizeof *work->trimmed[side].at,
              by_pieces);
    return true;
}

bool agreement_trimmed(struct couple *couple)
{
    struct work *work = &couple->agreement->work;
    for (size_t i = 0; i < work->mates[0].n; i++)
        if (work->mates[0].at[i].kind == MATE_EXACT)
            couple->counts[label_at(couple->of[0]->marks.at[i].span->label) + COUNT_TRIMMED]++;
    if (!couple->document->article)
        return true;
    if (!trim_side(couple, 0) || !trim_side(couple, 1))
        return false;
    size_t i = 0, j = 0;
    while (i < work->trimmed[0].n && j < work->trimmed[1].n) {
        int order = by_pieces(&work->trimmed[0].at[i], &work->trimmed[1].at[j]);
        if (order == 0)
            couple->counts[label_at(work->trimmed[0].at[i].label) + COUNT_TRIMMED]++;
        i += order <= 0;
        j += order >= 0;
    }
    return true;
}
