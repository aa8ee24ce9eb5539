/* A set as marks in code points, in reading order, and as units by label. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "agreement_parts.h"
#include "set_parts.h"
#include "manicule/text/units.h"

uint32_t agreement_size(const struct agreement_document *document)
{
    if (document->size || !document->article)
        return document->size;
    return article_codepoints(document->article);
}

/* Bytes to code points, from a place that is known to those behind it. */
struct walk {
    const struct article *article; /* NULL: there is nothing to convert, a byte is a code point */
    uint32_t size;                 /* of the text, in code points */
    struct pos pos;
    uint32_t codepoint;
};

static struct walk walk_from_start(const struct agreement_document *document)
{
    const struct article *article = document->article;
    struct walk walk = {.article = article, .size = agreement_size(document)};
    if (article && walk.size == article_size(article))
        walk.article = NULL;
    return walk;
}

static struct extent convert(struct walk *walk, struct range range)
{
    if (!walk->article)
        return (struct extent){range.start.byte < walk->size ? range.start.byte : walk->size,
                               range.end.byte < walk->size ? range.end.byte : walk->size};
    if (range.start.byte < walk->pos.byte)
        walk->codepoint = article_codepoint(walk->article, range.start);
    else
        walk->codepoint +=
            article_codepoints_in(walk->article, (struct range){walk->pos, range.start});
    walk->pos = range.start;
    return (struct extent){walk->codepoint,
                           walk->codepoint + article_codepoints_in(walk->article, range)};
}

/* The pieces of a discontinuous span. The walk is a copy: the next span may start before them. */
static bool read_pieces(struct walk walk, struct arena *arena, struct mark *mark)
{
    const struct span *span = mark->span;
    struct extent *pieces = arena_take(arena, span->n_fragments * sizeof *pieces);
    if (!pieces)
        return false;
    mark->size = 0;
    for (size_t i = 0; i < span->n_fragments; i++) {
        pieces[i] = convert(&walk, span->fragments[i]);
        mark->size += pieces[i].end - pieces[i].start;
    }
    mark->pieces = pieces;
    return true;
}

static bool read_marks(struct agreement *a, const struct agreement_document *document,
                       struct reading *reading)
{
    struct walk walk = walk_from_start(document);
    reading->marks.n = 0;
    if (!vec_reserve(&reading->marks, set_count(reading->set)))
        return false;
    const struct blocks *blocks = &reading->set->blocks;
    for (size_t b = 0; b < blocks->n; b++)
        for (uint32_t i = 0; i < blocks->at[b].n; i++) {
            const struct span *span = blocks->at[b].at[i];
            assert(span->label < a->layout.labels);
            struct mark mark = {.span = span, .at = convert(&walk, span->at)};
            mark.size = mark.at.end - mark.at.start;
            if (span->fragments && !read_pieces(walk, &a->work.arena, &mark))
                return false;
            reading->marks.at[reading->marks.n++] = mark;
        }
    return true;
}

static int by_start(const void *a, const void *b)
{
    const struct extent *x = a, *y = b;
    if (x->start != y->start)
        return x->start < y->start ? -1 : 1;
    return (x->end > y->end) - (x->end < y->end);
}

/* Puts n extents in order and makes one of those that overlap; how many are left. */
static size_t unite(struct extent *at, size_t n)
{
    for (size_t i = 1; i < n; i++)
        if (at[i].start < at[i - 1].start) {
            qsort(at, n, sizeof *at, by_start);
            break;
        }
    size_t kept = 0;
    for (size_t i = 0; i < n; i++) {
        if (at[i].start == at[i].end)
            continue;
        if (kept == 0 || at[i].start >= at[kept - 1].end)
            at[kept++] = at[i];
        else if (at[i].end > at[kept - 1].end)
            at[kept - 1].end = at[i].end;
    }
    return kept;
}

static bool read_units(const struct layout *l, struct reading *reading)
{
    size_t all = 0;
    memset(reading->n_units, 0, sizeof reading->n_units);
    for (size_t i = 0; i < reading->marks.n; i++) {
        const struct span *span = reading->marks.at[i].span;
        reading->n_units[span->label] += span->n_fragments;
    }
    for (size_t label = 0; label < l->labels; label++) {
        reading->first[label] = all;
        all += reading->n_units[label];
        reading->n_units[label] = 0;
    }
    reading->units.n = 0;
    if (!vec_reserve(&reading->units, all))
        return false;
    for (size_t i = 0; i < reading->marks.n; i++) {
        const struct mark *mark = &reading->marks.at[i];
        uint16_t label = mark->span->label;
        struct extent *to = reading->units.at + reading->first[label] + reading->n_units[label];
        size_t n = mark->span->n_fragments;
        memcpy(to, mark->pieces ? mark->pieces : &mark->at, n * sizeof *to);
        reading->n_units[label] += n;
    }
    for (size_t label = 0; label < l->labels; label++)
        reading->n_units[label] =
            unite(reading->units.at + reading->first[label], reading->n_units[label]);
    return true;
}

bool agreement_read(struct agreement *a, const struct agreement_document *document, size_t reader)
{
    struct reading *reading = &a->work.readings[reader];
    reading->set = document->sets[reader];
    return !reading->set || (read_marks(a, document, reading) && read_units(&a->layout, reading));
}

bool agreement_same_pieces(const struct mark *a, const struct mark *b)
{
    return agreement_pieces_order(a, b) == 0;
}

/* By place, then by the places of the fragments. */
int agreement_pieces_order(const struct mark *a, const struct mark *b)
{
    int order = by_start(&a->at, &b->at);
    if (order)
        return order;
    if (a->span->n_fragments != b->span->n_fragments)
        return a->span->n_fragments < b->span->n_fragments ? -1 : 1;
    for (size_t i = 0; a->pieces && i < a->span->n_fragments && !order; i++)
        order = by_start(&a->pieces[i], &b->pieces[i]);
    return order;
}
