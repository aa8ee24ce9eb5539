/* Relations: the ends of the first reader's are carried over to their mates, and then the same
 * type between the same spans is looked for among the second reader's. */
#include <assert.h>
#include <stdlib.h>

#include "agreement_parts.h"
#include "set_parts.h"

static int key_order(const struct key *a, const struct key *b)
{
    if (a->mapped != b->mapped)
        return a->mapped ? -1 : 1;
    if (a->type != b->type)
        return a->type < b->type ? -1 : 1;
    if (a->from != b->from)
        return a->from < b->from ? -1 : 1;
    return (a->to > b->to) - (a->to < b->to);
}

static int by_key(const void *a, const void *b)
{
    const struct key *x = a, *y = b;
    int order = key_order(x, y);
    return order ? order : uuid_order(x->relation->id, y->relation->id);
}

/* Where a span of the set stands among its marks. */
static uint32_t mark_of(const struct reading *reading, const struct span *span)
{
    size_t low = 0, high = reading->marks.n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (span_order(reading->marks.at[middle].span, span) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return (uint32_t)low;
}

static bool by_label(const struct mate *mate)
{
    return mate->kind == MATE_EXACT || mate->kind == MATE_SAME;
}

static bool list_keys(struct couple *couple, int side)
{
    struct work *work = &couple->agreement->work;
    const struct links *links = couple->of[side]->set->links;
    work->keys[side].n = 0;
    if (links->n && !vec_reserve(&work->keys[side], links->n))
        return false;
    for (size_t i = 0; i < links->n; i++) {
        const struct link *link = links->at[i];
        assert(link->relation.type < couple->agreement->layout.relations);
        struct key key = {.type = link->relation.type, .relation = &link->relation};
        key.from = mark_of(couple->of[side], link->ends[0]);
        key.to = mark_of(couple->of[side], link->ends[1]);
        const struct mate *from = &work->mates[side].at[key.from];
        const struct mate *to = &work->mates[side].at[key.to];
        key.mapped = by_label(from) && by_label(to);
        key.exact = from->kind == MATE_EXACT && to->kind == MATE_EXACT;
        if (side == 0 && key.mapped) {
            key.from = from->of;
            key.to = to->of;
        }
        work->keys[side].at[work->keys[side].n++] = key;
    }
    if (links->n > 1)
        qsort(work->keys[side].at, links->n, sizeof *work->keys[side].at, by_key);
    return true;
}

bool agreement_links(struct couple *couple)
{
    struct work *work = &couple->agreement->work;
    uint64_t *counts = couple->counts + couple->agreement->layout.links;
    if (!list_keys(couple, 0) || !list_keys(couple, 1))
        return false;
    for (int side = 0; side < 2; side++)
        for (size_t i = 0; i < work->keys[side].n; i++)
            counts[work->keys[side].at[i].type * LINK_COUNTS + (side ? LINK_B : LINK_A)]++;
    size_t i = 0, j = 0;
    while (i < work->keys[0].n && j < work->keys[1].n) {
        struct key *a = &work->keys[0].at[i], *b = &work->keys[1].at[j];
        if (!a->mapped || !b->mapped)
            break;
        int order = key_order(a, b);
        if (order == 0) {
            uint64_t *of = counts + a->type * LINK_COUNTS;
            a->twin = b->relation;
            b->twin = a->relation;
            of[LINK_OVERLAP]++;
            of[LINK_EXACT] += a->exact;
            agreement_count_values(of + LINK_VALUES, a->relation->attrs, b->relation->attrs);
        }
        i += order <= 0;
        j += order >= 0;
    }
    return true;
}
