/* The spans of a set. Invariant: a span stands in the blocks and in the id table, or in neither;
 * all memory an operation needs is taken before the first of the two changes, so nothing can fail
 * halfway. */
#include "manicule/marks/set.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "set_parts.h"

enum { SLAB_SPANS = 73 }; /* 73 spans of 56 bytes and a pointer are 4096 bytes */

struct slab {
    struct slab *older;
    struct span at[SLAB_SPANS];
};

struct set *set_new(void)
{
    struct set *set = calloc(1, sizeof *set);
    if (!set)
        return NULL;
    set->links = calloc(1, sizeof *set->links);
    if (!set->links) {
        free(set);
        return NULL;
    }
    set->links->sorted = true;
    return set;
}

void set_clear(struct set *set)
{
    set_clear_links(set);
    set_clear_comments(set);
    set_clear_verdicts(set);
    for (size_t b = 0; b < set->blocks.n; b++)
        for (uint32_t i = 0; i < set->blocks.at[b].n; i++)
            span_release(set->blocks.at[b].at[i]);
    blocks_free(&set->blocks);
    idtable_free(&set->ids);
    while (set->slabs) {
        struct slab *older = set->slabs->older;
        free(set->slabs);
        set->slabs = older;
    }
    set->vacant = NULL;
    set->n_slabs = 0;
    memset(set->labels, 0, sizeof set->labels);
}

void set_free(struct set *set)
{
    if (!set)
        return;
    set_clear(set);
    free(set->links);
    free(set);
}

static bool prepare_slab(struct set *set)
{
    if (set->vacant)
        return true;
    struct slab *slab = malloc(sizeof *slab);
    if (!slab)
        return false;
    slab->older = set->slabs;
    set->slabs = slab;
    set->n_slabs++;
    for (size_t i = SLAB_SPANS; i--;) {
        slab->at[i].links = (struct link *)(void *)set->vacant;
        set->vacant = &slab->at[i];
    }
    return true;
}

static struct span *take_vacant(struct set *set)
{
    struct span *span = set->vacant;
    set->vacant = (struct span *)(void *)span->links;
    return span;
}

static void give_vacant(struct set *set, struct span *span)
{
    span->links = (struct link *)(void *)set->vacant;
    set->vacant = span;
}

static void count_label(struct set *set, uint16_t label, int by)
{
    if (label < LABELS_MAX)
        set->labels[label] += (size_t)by;
}

static bool well_formed(const struct span *span)
{
    if (range_empty(span->at) || span->n_fragments == 0)
        return false;
    if (span->n_fragments == 1)
        return !span->fragments;
    return span->fragments[0].start.byte == span->at.start.byte &&
           span->fragments[span->n_fragments - 1].end.byte == span->at.end.byte;
}

struct span *set_own_span(const struct set *set, struct uuid id)
{
    return (struct span *)(void *)idtable_find(&set->ids, id);
}

const struct span *set_find(const struct set *set, struct uuid id)
{
    return set_own_span(set, id);
}

const struct span *set_add(struct set *set, const struct span *span)
{
    assert(well_formed(span));
    if (set_own_span(set, span->id))
        return NULL;
    struct span copy;
    if (!prepare_slab(set) || !blocks_prepare(&set->blocks) || !idtable_reserve(&set->ids, 1) ||
        !span_copy(&copy, span))
        return NULL;
    struct span *own = take_vacant(set);
    *own = copy;
    blocks_insert(&set->blocks, own);
    idtable_put(&set->ids, &own->id);
    count_label(set, own->label, 1);
    return own;
}

const struct span *set_change(struct set *set, const struct span *span)
{
    assert(well_formed(span));
    struct span *own = set_own_span(set, span->id);
    struct span copy;
    if (!own || !blocks_prepare(&set->blocks) || !span_copy(&copy, span))
        return NULL;
    copy.links = own->links;
    blocks_remove(&set->blocks, own);
    count_label(set, own->label, -1);
    span_release(own);
    *own = copy;
    count_label(set, own->label, 1);
    blocks_insert(&set->blocks, own);
    return own;
}

bool set_remove(struct set *set, struct uuid id)
{
    struct span *own = set_own_span(set, id);
    if (!own || own->links)
        return false;
    blocks_remove(&set->blocks, own);
    idtable_drop(&set->ids, id);
    count_label(set, own->label, -1);
    span_release(own);
    give_vacant(set, own);
    return true;
}

size_t set_count(const struct set *set)
{
    return set->ids.n;
}

size_t set_count_label(const struct set *set, uint16_t label)
{
    return label < LABELS_MAX ? set->labels[label] : 0;
}

const struct span *set_first(const struct set *set)
{
    return blocks_at(&set->blocks, (struct spot){0, 0});
}

const struct span *set_last(const struct set *set)
{
    struct spot end = {set->blocks.n, 0};
    return blocks_back(&set->blocks, &end) ? blocks_at(&set->blocks, end) : NULL;
}

const struct span *set_next(const struct set *set, const struct span *span)
{
    return blocks_at(&set->blocks, blocks_forth(&set->blocks, blocks_spot(&set->blocks, span)));
}

const struct span *set_each(const struct set *set, struct set_walk *walk)
{
    const struct spot at = {walk->block, walk->i};
    const struct span *span = blocks_at(&set->blocks, at);
    if (span) {
        struct spot next = blocks_forth(&set->blocks, at);
        *walk = (struct set_walk){next.block, next.i};
    }
    return span;
}

const struct span *set_prev(const struct set *set, const struct span *span)
{
    struct spot spot = blocks_spot(&set->blocks, span);
    return blocks_back(&set->blocks, &spot) ? blocks_at(&set->blocks, spot) : NULL;
}

const struct span *set_from(const struct set *set, struct pos pos)
{
    return blocks_at(&set->blocks, blocks_from(&set->blocks, pos));
}

const struct span *set_before(const struct set *set, struct pos pos)
{
    struct spot spot = blocks_from(&set->blocks, pos);
    return blocks_back(&set->blocks, &spot) ? blocks_at(&set->blocks, spot) : NULL;
}

size_t set_over(const struct set *set, struct range range, const struct span **out, size_t max)
{
    size_t n = 0;
    for (size_t b = blocks_reaching(&set->blocks, range.start.byte); b < set->blocks.n; b++) {
        const struct block *block = &set->blocks.at[b];
        if (block->reach <= range.start.byte)
            continue;
        if (block->at[0]->at.start.byte >= range.end.byte)
            break;
        for (uint32_t i = 0; i < block->n && block->at[i]->at.start.byte < range.end.byte; i++) {
            if (!span_touches(block->at[i], range))
                continue;
            if (n < max)
                out[n] = block->at[i];
            n++;
        }
    }
    return n;
}

size_t set_memory(const struct set *set)
{
    size_t bytes = sizeof *set + set->n_slabs * sizeof *set->slabs + blocks_memory(&set->blocks) +
                   idtable_memory(&set->ids) + set_links_memory(set) + set_comments_memory(set) +
                   set_verdicts_memory(set);
    for (size_t b = 0; b < set->blocks.n; b++)
        for (uint32_t i = 0; i < set->blocks.at[b].n; i++) {
            const struct span *span = set->blocks.at[b].at[i];
            bytes += span->attrs ? strlen(span->attrs) + 1 : 0;
            bytes += span->fragments ? span->n_fragments * sizeof *span->fragments : 0;
        }
    return bytes;
}
