/* Which span of gold stands for which item: those that lie where a reading does (merge_claims.c),
 * then by overlap those whose edges someone moved. */
#include <stdlib.h>

#include "compare_parts.h"
#include "merge_search.h"
#include "order.h"

struct near {
    size_t item, found;
    uint32_t overlap;
};

struct nears {
    struct near *at;
    size_t n, room;
};

static int by_found(const void *a, const void *b)
{
    const struct found *x = a, *y = b;
    int by = compare_content_order(x->span, y->span);
    return by ? by : uuid_order(x->span->id, y->span->id);
}

static bool read_gold(struct merge_search *s)
{
    const struct set *gold = s->m->gold;
    s->found = malloc((set_count(gold) + 1) * sizeof *s->found);
    s->served = calloc(s->m->c->n + 1, sizeof *s->served);
    s->pinned = calloc(s->m->c->n + 1, sizeof *s->pinned);
    if (!s->found || !s->served || !s->pinned)
        return false;
    for (const struct span *span = set_first(gold); span; span = set_next(gold, span))
        s->found[s->n++] = (struct found){span, COMPARE_NONE};
    order_sort(s->found, s->n, sizeof *s->found, by_found);
    return true;
}

/* What the list names. */
static void take_named(struct merge_search *s)
{
    for (size_t i = 0; i < s->m->c->n; i++) {
        struct found key = {.item = COMPARE_NONE};
        if (uuid_is_zero(s->m->named[i]))
            continue;
        key.span = set_find(s->m->gold, s->m->named[i]);
        struct found *found =
            key.span ? bsearch(&key, s->found, s->n, sizeof *s->found, by_found) : NULL;
        if (!found || found->item != COMPARE_NONE)
            continue;
        found->item = i;
        s->served[i] = 1;
        s->pinned[i] = true;
    }
}

/* The largest overlap of the span with one of that label in the item. */
static uint32_t overlap_with(const struct comparison *c, size_t at, const struct span *span)
{
    const struct compare_item *item = &c->items[at];
    uint32_t most = 0;
    if (!(item->labels >> span->label & 1) || !range_overlaps(item->range, span->at))
        return 0;
    for (size_t r = 0; r < c->n_readers; r++)
        for (size_t i = 0; i < item->readings[r].n; i++) {
            const struct span *own = item->readings[r].spans[i];
            uint32_t overlap = own->label == span->label ? compare_overlap(own, span) : 0;
            most = overlap > most ? overlap : most;
        }
    return most;
}

static bool look_near(struct merge_search *s, size_t item, size_t found, struct nears *nears)
{
    struct near near = {item, found, overlap_with(s->m->c, item, s->found[found].span)};
    return near.overlap == 0 || vec_push(nears, near);
}

struct queue { /* what may still overlap what comes */
    size_t *at;
    size_t n, room;
};

/* The item against spans that are open, or the span against items that are; in reading order. */
static bool meet(struct merge_search *s, struct queue *others, size_t at, bool is_item,
                 uint32_t start, struct nears *nears)
{
    size_t kept = 0;
    bool ok = true;
    for (size_t i = 0; i < others->n; i++) {
        size_t other = others->at[i];
        struct range range = is_item ? s->found[other].span->at : s->m->c->items[other].range;
        if (range.end.byte <= start)
            continue;
        others->at[kept++] = other;
        ok = ok && (is_item ? look_near(s, at, other, nears) : look_near(s, other, at, nears));
    }
    others->n = kept;
    return ok;
}

static bool find_near(struct merge_search *s, struct nears *nears)
{
    const struct comparison *c = s->m->c;
    struct queue items = {0}, spans = {0};
    bool ok = true;
    for (size_t i = 0, k = 0; ok && (i < c->n || k < s->n);) {
        bool is_item = k == s->n || (i < c->n && c->items[i].range.start.byte <=
                                                     s->found[k].span->at.start.byte);
        if (is_item) {
            if (!s->served[i] && !s->m->listed[i])
                ok = meet(s, &spans, i, true, c->items[i].range.start.byte, nears) &&
                     vec_push(&items, i);
            i++;
        } else {
            if (s->found[k].item == COMPARE_NONE)
                ok = meet(s, &items, k, false, s->found[k].span->at.start.byte, nears) &&
                     vec_push(&spans, k);
            k++;
        }
    }
    vec_free(&items);
    vec_free(&spans);
    return ok;
}

static int by_nearness(const void *a, const void *b)
{
    const struct near *x = a, *y = b;
    if (x->overlap != y->overlap)
        return x->overlap > y->overlap ? -1 : 1;
    int by = compare_order(x->item, y->item);
    return by ? by : compare_order(x->found, y->found);
}

static void take_near(struct merge_search *s, struct nears *nears)
{
    if (nears->n)
        qsort(nears->at, nears->n, sizeof *nears->at, by_nearness);
    for (size_t i = 0; i < nears->n; i++) {
        struct near near = nears->at[i];
        if (s->served[near.item] || s->found[near.found].item != COMPARE_NONE)
            continue;
        s->served[near.item] = 1;
        s->found[near.found].item = near.item;
    }
}

static bool fill_holds(struct merge_search *s)
{
    struct merge *m = s->m;
    const struct span **spans = arena_take(&m->arena, s->n * sizeof *spans);
    if (!spans)
        return false;
    for (size_t i = 0; i < s->n; i++)
        if (s->found[i].item != COMPARE_NONE)
            m->holds[s->found[i].item].n++;
    for (size_t i = 0; i < m->c->n; i++) {
        m->holds[i].spans = spans;
        spans += m->holds[i].n;
        m->holds[i].n = 0;
    }
    m->beyond = spans; /* as many as are left */
    for (size_t i = 0; i < s->n; i++) {
        struct found *found = &s->found[i];
        if (found->item == COMPARE_NONE) {
            m->beyond[m->n_beyond++] = found->span;
        } else {
            struct hold *hold = &m->holds[found->item];
            hold->spans[hold->n++] = found->span;
        }
    }
    return true;
}

bool merge_find_gold(struct merge *m)
{
    struct merge_search s = {.m = m};
    struct nears nears = {0};
    bool ok = read_gold(&s);
    if (ok) {
        take_named(&s);
        ok = merge_claim(&s) && find_near(&s, &nears);
    }
    if (ok) {
        take_near(&s, &nears);
        ok = fill_holds(&s);
    }
    vec_free(&nears);
    free(s.found);
    free(s.served);
    free(s.pinned);
    return ok;
}
