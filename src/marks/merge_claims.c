/* Which span of gold stands for which item because it lies just where one of its readings does. A
 * claim is a place, label and attributes at which an item would look for its span. */
#include <stdlib.h>

#include "compare_parts.h"
#include "merge_parts.h"
#include "merge_search.h"
#include "order.h"

/* More pairs than this of one place are not weighed by their links: such copies are an accident. */
enum { MOST_PAIRS = 1 << 16 };

/* The number of a run of claims, as it is marked in `served`; below it, spans came otherwise. */
enum { RUNS = 2 };

enum rank { RANK_DECIDED, RANK_AGREED, RANK_OPEN, RANKS };

struct claim {
    const struct span *span; /* a reader's own, or what all agree on */
    const struct span *own;  /* the reader's, whose links tell copies apart */
    size_t item, reader;
    enum rank rank; /* where two items claim the same, the lower one's is the better right */
};

struct pair {
    size_t claim, found;
    bool alike; /* equal attributes */
    enum rank rank;
    long links; /* links that both have, less those that one lacks */
    size_t item;
};

struct claims {
    struct merge_search *s;
    struct claim *at;
    size_t n, room;
};

static int by_claim(const void *a, const void *b)
{
    const struct claim *x = a, *y = b;
    int by = compare_content_order(x->span, y->span);
    if (!by)
        by = compare_order(x->rank, y->rank);
    return by ? by : compare_order(x->item, y->item);
}

/* What was decided stands in gold, what all agree on will; what else readers say may. */
static enum rank rank_of(const struct merge *m, size_t at, size_t reader, bool merged)
{
    if (!m->listed[at])
        return merged ? RANK_AGREED : RANK_OPEN;
    bool stands =
        merged ? m->chosen[at] == 0 && !merge_refused(m, at) : (m->chosen[at] >> reader & 1) != 0;
    return stands ? RANK_DECIDED : RANK_OPEN;
}

/* What was decided looks only for what was taken, and, once it has the span that the list names,
 * only for more where more than one was taken. */
static bool looks(const struct merge_search *s, size_t at, size_t reader, enum rank rank)
{
    uint64_t chosen = s->m->chosen[at];
    if (!s->m->listed[at])
        return true;
    if (rank != RANK_DECIDED)
        return false;
    if (!s->pinned[at])
        return true;
    bool several = (chosen & (chosen - 1)) != 0;
    return !s->m->c->items[at].spans_agree &&
           (several || s->m->c->items[at].readings[reader].n > 1);
}

static bool add_claim(struct claims *claims, struct claim claim, bool merged)
{
    claim.rank = rank_of(claims->s->m, claim.item, claim.reader, merged);
    return !looks(claims->s, claim.item, claim.reader, claim.rank) || vec_push(claims, claim);
}

static bool make_claims(struct claims *claims)
{
    const struct comparison *c = claims->s->m->c;
    for (size_t i = 0; i < c->n; i++)
        for (size_t r = 0; r < c->n_readers; r++)
            for (size_t k = 0; k < c->items[i].readings[r].n; k++) {
                struct claim claim = {.item = i, .reader = r};
                claim.own = claim.span = c->items[i].readings[r].spans[k];
                if (!add_claim(claims, claim, false))
                    return false;
                claim.span = &c->items[i].merged;
                if (c->items[i].spans_agree && !add_claim(claims, claim, true))
                    return false;
            }
    if (claims->n)
        order_sort(claims->at, claims->n, sizeof *claims->at, by_claim);
    return true;
}

static int order_label_place(const struct span *a, const struct span *b)
{
    int by = compare_place_order(a, b);
    return by ? by : compare_order(a->label, b->label);
}

/* One item takes one span of a run at most. */
static bool serve(struct claims *claims, size_t found, size_t claim, size_t run)
{
    struct merge_search *s = claims->s;
    size_t item = claims->at[claim].item;
    if (s->served[item] == run || s->found[found].item != COMPARE_NONE)
        return false;
    s->served[item] = run;
    s->found[found].item = item;
    return true;
}

/* Claims [a, a_end) and spans [b, b_end) of one place and label: equal attributes first. */
static void serve_run(struct claims *claims, size_t a, size_t a_end, size_t b, size_t b_end)
{
    const struct found *found = claims->s->found;
    for (size_t i = a, k = b; i < a_end && k < b_end;) {
        if (found[k].item != COMPARE_NONE) {
            k++;
            continue;
        }
        int by = compare_attrs_order(claims->at[i].span->attrs, found[k].span->attrs);
        if (by == 0)
            serve(claims, k, i, a + RUNS);
        if (by <= 0)
            i++;
        else
            k++;
    }
    for (enum rank rank = 0; rank < RANKS; rank++)
        for (size_t i = a, k = b; i < a_end; i++) {
            while (k < b_end && found[k].item != COMPARE_NONE)
                k++;
            if (k < b_end && claims->at[i].rank == rank)
                serve(claims, k, i, a + RUNS);
        }
}

static int by_right(const void *a, const void *b)
{
    const struct pair *x = a, *y = b;
    if (x->alike != y->alike)
        return x->alike ? -1 : 1;
    if (x->rank != y->rank)
        return x->rank < y->rank ? -1 : 1;
    if (x->links != y->links)
        return x->links > y->links ? -1 : 1;
    int by = compare_order(x->item, y->item);
    if (!by)
        by = compare_order(x->claim, y->claim);
    return by ? by : compare_order(x->found, y->found);
}

struct keys {
    uint64_t *at;
    size_t n;
};

static long in_common(const struct keys *a, const struct keys *b)
{
    long links = 0;
    for (size_t i = 0, k = 0; i < a->n || k < b->n;) {
        bool left = i < a->n && (k == b->n || a->at[i] <= b->at[k]);
        bool right = k < b->n && (i == a->n || b->at[k] <= a->at[i]);
        links += left && right ? 1 : -1;
        i += left;
        k += right;
    }
    return links;
}

static bool weigh(const struct claims *claims, size_t a, size_t a_end, size_t b, size_t b_end,
                  struct keys *keys, struct pair *pairs)
{
    const struct merge *m = claims->s->m;
    struct keys *golds = keys + (a_end - a);
    for (size_t i = a; i < a_end; i++)
        if (!compare_link_keys(m->c->readers[claims->at[i].reader], claims->at[i].own,
                               &keys[i - a].at, &keys[i - a].n))
            return false;
    for (size_t k = b; k < b_end; k++)
        if (!compare_link_keys(m->gold, claims->s->found[k].span, &golds[k - b].at,
                               &golds[k - b].n))
            return false;
    for (size_t i = a; i < a_end; i++)
        for (size_t k = b; k < b_end; k++)
            *pairs++ =
                (struct pair){.claim = i,
                              .found = k,
                              .alike = compare_attrs_order(claims->at[i].span->attrs,
                                                           claims->s->found[k].span->attrs) == 0,
                              .rank = claims->at[i].rank,
                              .links = in_common(&keys[i - a], &golds[k - b]),
                              .item = claims->at[i].item};
    return true;
}

/* Several spans of one place and label: their links tell for which item each stands. */
static bool serve_copies(struct claims *claims, size_t a, size_t a_end, size_t b, size_t b_end)
{
    size_t n = a_end - a + b_end - b, n_pairs = (a_end - a) * (b_end - b);
    struct keys *keys = calloc(n, sizeof *keys);
    struct pair *pairs = malloc(n_pairs * sizeof *pairs);
    bool ok = keys && pairs && weigh(claims, a, a_end, b, b_end, keys, pairs);
    if (ok)
        qsort(pairs, n_pairs, sizeof *pairs, by_right);
    for (size_t i = 0; ok && i < n_pairs; i++)
        serve(claims, pairs[i].found, pairs[i].claim, a + RUNS);
    for (size_t i = 0; keys && i < n; i++)
        free(keys[i].at);
    free(keys);
    free(pairs);
    return ok;
}

/* Items that have one of these spans already. */
static void mark_served(struct claims *claims, size_t b, size_t b_end, size_t run)
{
    for (size_t k = b; k < b_end; k++)
        if (claims->s->found[k].item != COMPARE_NONE)
            claims->s->served[claims->s->found[k].item] = run;
}

static bool serve_all(struct claims *claims)
{
    const struct merge_search *s = claims->s;
    for (size_t a = 0, b = 0; a < claims->n && b < s->n;) {
        const struct span *claimed = claims->at[a].span, *there = s->found[b].span;
        int by = order_label_place(claimed, there);
        size_t a_end = a, b_end = b;
        while (by <= 0 && a_end < claims->n &&
               order_label_place(claims->at[a_end].span, claimed) == 0)
            a_end++;
        while (by >= 0 && b_end < s->n && order_label_place(s->found[b_end].span, there) == 0)
            b_end++;
        mark_served(claims, b, b_end, a + RUNS);
        bool copies = b_end - b > 1 && (a_end - a) <= MOST_PAIRS / (b_end - b);
        if (by == 0 && !copies)
            serve_run(claims, a, a_end, b, b_end);
        else if (by == 0 && !serve_copies(claims, a, a_end, b, b_end))
            return false;
        a = a_end;
        b = b_end;
    }
    return true;
}

bool merge_claim(struct merge_search *s)
{
    struct claims claims = {.s = s};
    bool ok = make_claims(&claims) && serve_all(&claims);
    vec_free(&claims);
    return ok;
}
