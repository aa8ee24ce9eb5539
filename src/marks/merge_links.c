/* Links of readers as links between the spans of gold. */
#include <stdlib.h>

#include "compare_parts.h"
#include "merge_parts.h"

/* What stands in gold for a reader's span: the same place, else the largest overlap, else the
 * first; of the same label, as a link's type is bound to labels. */
static const struct span *stand_in(const struct hold *hold, const struct span *span)
{
    const struct span *best = NULL;
    uint32_t most = 0;
    for (size_t i = 0; i < hold->n; i++) {
        const struct span *there = hold->spans[i];
        if (there->label != span->label)
            continue;
        if (compare_place_order(there, span) == 0)
            return there;
        uint32_t overlap = compare_overlap(there, span);
        if (!best || overlap > most) {
            best = there;
            most = overlap;
        }
    }
    return best;
}

static const struct span *end_of(const struct comparison *c, const struct hold *holds, size_t item,
                                 const struct span *span)
{
    const struct span *own = stand_in(&holds[item], span);
    return own ? own : stand_in(&holds[c->items[item].copy_of], span);
}

bool merge_want(const struct comparison *c, const struct hold *holds,
                const struct compare_link *link, size_t item, size_t reader, struct wants *wants,
                bool *waits)
{
    const struct span *from = end_of(c, holds, link->from_item, link->from);
    const struct span *to = end_of(c, holds, link->to_item, link->to);
    if (!from || !to) {
        if (waits)
            *waits = true;
        return true;
    }
    struct want want = {.type = link->relation->type,
                        .attrs = link->relation->attrs,
                        .from = from->id,
                        .to = to->id,
                        .item = item,
                        .reader = reader};
    return vec_push(wants, want);
}

bool merge_want_readers(const struct comparison *c, const struct hold *holds, size_t item,
                        uint64_t readers, struct wants *wants, bool *waits)
{
    for (size_t r = 0; r < c->n_readers; r++) {
        const struct reading *reading = &c->items[item].readings[r];
        for (size_t i = 0; (readers >> r & 1) && i < reading->n_links; i++)
            if (!merge_want(c, holds, &reading->links[i], item, r, wants, waits))
                return false;
    }
    return true;
}

static int order_kind(const struct want *x, const struct want *y)
{
    int by = uuid_order(x->from, y->from);
    if (!by)
        by = uuid_order(x->to, y->to);
    if (!by)
        by = (x->type > y->type) - (x->type < y->type);
    return by ? by : compare_attrs_order(x->attrs, y->attrs);
}

static int by_kind(const void *a, const void *b)
{
    const struct want *x = a, *y = b;
    int by = order_kind(x, y);
    if (!by)
        by = (x->item > y->item) - (x->item < y->item);
    return by ? by : (x->reader > y->reader) - (x->reader < y->reader);
}

static void sort(struct wants *wants)
{
    if (wants->n)
        qsort(wants->at, wants->n, sizeof *wants->at, by_kind);
}

static size_t run_of(const struct wants *wants, size_t at)
{
    size_t end = at + 1;
    while (end < wants->n && order_kind(&wants->at[at], &wants->at[end]) == 0)
        end++;
    return end;
}

/* What a run asks for. What all agree on (reader COMPARE_NONE) comes before what a reader has
 * besides; readers who want the same of one item want it once. */
static size_t wanted_in(const struct want *run, size_t n)
{
    size_t total = 0, most = 0;
    for (size_t i = 0, same = 0; i < n; i++) {
        same = i && run[i].item == run[i - 1].item && run[i].reader == run[i - 1].reader ? same + 1
                                                                                         : 1;
        if (run[i].reader == COMPARE_NONE)
            total++;
        else if (same > most)
            most = same;
        if (i + 1 == n || run[i + 1].item != run[i].item) {
            total += most;
            most = 0;
        }
    }
    return total;
}

/* The links of gold that are of this kind, up to `max` of them. False: no memory. */
static bool find_links(const struct set *gold, const struct want *kind, const struct relation **out,
                       size_t max, size_t *n)
{
    const struct span *from = set_find(gold, kind->from);
    size_t all = from ? set_links(gold, from, true, NULL, 0) : 0;
    *n = 0;
    if (all == 0)
        return true;
    const struct relation **links = malloc(all * sizeof *links);
    if (!links)
        return false;
    set_links(gold, from, true, links, all);
    for (size_t i = 0; i < all; i++) {
        if (!uuid_equal(links[i]->to, kind->to) || links[i]->type != kind->type ||
            compare_attrs_order(links[i]->attrs, kind->attrs) != 0)
            continue;
        if (*n < max)
            out[*n] = links[i];
        ++*n;
    }
    free(links);
    return true;
}

bool merge_present(const struct set *gold, const struct want *want, bool *yes)
{
    size_t n;
    if (!find_links(gold, want, NULL, 0, &n))
        return false;
    *yes = n > 0;
    return true;
}

bool merge_lacking(const struct set *gold, struct wants *wanted, struct wants *lacking)
{
    sort(wanted);
    for (size_t at = 0, end; at < wanted->n; at = end) {
        end = run_of(wanted, at);
        size_t need = wanted_in(wanted->at + at, end - at), have;
        if (!find_links(gold, &wanted->at[at], NULL, 0, &have))
            return false;
        for (; have < need; have++)
            if (!vec_push(lacking, wanted->at[at]))
                return false;
    }
    return true;
}

static bool delete_links(const struct set *gold, const struct want *kind, size_t keep,
                         struct edits *out)
{
    size_t n;
    if (!find_links(gold, kind, NULL, 0, &n))
        return false;
    if (n <= keep)
        return true;
    const struct relation **links = malloc(n * sizeof *links);
    bool ok = links && find_links(gold, kind, links, n, &n);
    for (size_t i = keep; ok && i < n; i++)
        edits_delete_relation(out, links[i]);
    free(links);
    return ok;
}

bool merge_surplus(const struct set *gold, struct wants *known, struct wants *wanted,
                   struct edits *out)
{
    sort(known);
    sort(wanted);
    for (size_t at = 0, end, w = 0; at < known->n; at = end) {
        end = run_of(known, at);
        while (w < wanted->n && order_kind(&wanted->at[w], &known->at[at]) < 0)
            w++;
        size_t keep = 0;
        if (w < wanted->n && order_kind(&wanted->at[w], &known->at[at]) == 0)
            keep = wanted_in(wanted->at + w, run_of(wanted, w) - w);
        if (!delete_links(gold, &known->at[at], keep, out))
            return false;
    }
    return true;
}
