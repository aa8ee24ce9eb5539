/* Readings against each other: which are the same, which has a majority, what all agree on. */
#include <string.h>

#include "manicule/base/buf.h"
#include "compare_parts.h"

static size_t place_in(const struct reading *reading, const struct span *span)
{
    size_t i = 0;
    while (i < reading->n && reading->spans[i] != span)
        i++;
    return i;
}

/* On which of the reading's spans an end hangs; the spans of other items do not matter. */
static size_t hangs_on(const struct reading *reading, const struct span *span)
{
    return reading->n > 1 ? place_in(reading, span) : 0;
}

static bool same_link(const struct comparison *c, const struct reading *p,
                      const struct compare_link *a, const struct reading *q,
                      const struct compare_link *b)
{
    const struct compare_item *items = c->items;
    return a->relation->type == b->relation->type &&
           items[a->from_item].copy_of == items[b->from_item].copy_of &&
           items[a->to_item].copy_of == items[b->to_item].copy_of &&
           compare_attrs_order(a->relation->attrs, b->relation->attrs) == 0 &&
           hangs_on(p, a->from) == hangs_on(q, b->from) && hangs_on(p, a->to) == hangs_on(q, b->to);
}

/* Links stand in the same order in all readings of an item (compare_links.c). */
static bool same_reading(const struct comparison *c, const struct reading *p,
                         const struct reading *q)
{
    if (p->n != q->n || p->n_links != q->n_links)
        return false;
    for (size_t i = 0; i < p->n; i++)
        if (p->spans[i]->label != q->spans[i]->label ||
            compare_attrs_order(p->spans[i]->attrs, q->spans[i]->attrs) != 0 ||
            !compare_agree(c->article, c->rule, p->spans[i], q->spans[i]))
            return false;
    for (size_t i = 0; i < p->n_links; i++)
        if (!same_link(c, p, &p->links[i], q, &q->links[i]))
            return false;
    return true;
}

void compare_same(struct comparison *c, size_t item)
{
    struct reading *readings = c->items[item].readings;
    for (size_t r = 0; r < c->n_readers; r++) {
        size_t same = 0;
        if (c->items[item].type != COMPARE_AGREED)
            while (same < r &&
                   (readings[same].same != same || !same_reading(c, &readings[same], &readings[r])))
                same++;
        readings[r].same = same;
    }
}

static bool same_places(const struct reading *p, const struct reading *q)
{
    for (size_t i = 0; i < p->n; i++)
        if (compare_place_order(p->spans[i], q->spans[i]) != 0)
            return false;
    return true;
}

/* How many readings that are the same under the rule are the same to the byte. */
static size_t count_exact(const struct comparison *c, const struct compare_item *item, size_t r)
{
    size_t n = 0;
    for (size_t k = 0; k < c->n_readers; k++)
        n += item->readings[k].same == item->readings[r].same &&
             same_places(&item->readings[k], &item->readings[r]);
    return n;
}

/* The shorter one, the earlier one, and where only the ends of links differ, any order will do that
 * is not the readers'. */
static int order_reading(const struct reading *p, const struct reading *q)
{
    int by = 0;
    uint32_t a = 0, b = 0;
    for (size_t i = 0; i < p->n; i++) {
        a += compare_size(p->spans[i]);
        b += compare_size(q->spans[i]);
    }
    if (a != b)
        return a < b ? -1 : 1;
    for (size_t i = 0; !by && i < p->n; i++)
        by = compare_place_order(p->spans[i], q->spans[i]);
    return by ? by : (p->key > q->key) - (p->key < q->key);
}

size_t compare_majority(const struct comparison *c, size_t at)
{
    const struct compare_item *item = &c->items[at];
    size_t best = COMPARE_NONE, best_exact = 0;
    for (size_t r = 0; r < c->n_readers; r++) {
        size_t n = 0;
        for (size_t k = 0; k < c->n_readers; k++)
            n += item->readings[k].same == item->readings[r].same;
        if (n * 2 <= c->n_readers)
            continue;
        size_t exact = count_exact(c, item, r);
        if (best == COMPARE_NONE || exact > best_exact ||
            (exact == best_exact && order_reading(&item->readings[r], &item->readings[best]) < 0)) {
            best = r;
            best_exact = exact;
        }
    }
    return best;
}

/* Does the attribute string hold exactly this line? */
static bool has_line(const char *attrs, const char *line, size_t n)
{
    for (const char *at = attrs; at && *at; at = strchr(at, '\n') + 1)
        if (strncmp(at, line, n) == 0)
            return true;
    return false;
}

/* The lines that all readers' attributes have. */
static bool common_attrs(struct comparison *c, const struct compare_item *item, char **out)
{
    struct buf common = {0};
    const char *first = item->readings[0].spans[0]->attrs;
    for (const char *at = first, *next; at && *at; at = next) {
        next = strchr(at, '\n') + 1;
        size_t n = (size_t)(next - at), r = 1;
        while (r < c->n_readers && has_line(item->readings[r].spans[0]->attrs, at, n))
            r++;
        if (r == c->n_readers)
            buf_add(&common, at, n);
    }
    bool ok = !common.failed;
    *out = NULL;
    if (ok && common.size)
        ok = (*out = arena_copy(&c->arena, common.data, common.size)) != NULL;
    buf_release(&common);
    return ok;
}

static bool trim_place(struct comparison *c, struct span *span)
{
    struct range *fragments = arena_take(&c->arena, span->n_fragments * sizeof *fragments);
    uint16_t n = 0;
    if (!fragments)
        return false;
    for (size_t i = 0; i < span->n_fragments; i++) {
        fragments[n] = article_trim(c->article, span_fragment(span, i));
        if (!range_empty(fragments[n]))
            n++;
    }
    span->at = (struct range){fragments[0].start, fragments[n - 1].end};
    span->n_fragments = n;
    span->fragments = n > 1 ? fragments : NULL;
    return true;
}

bool compare_merged(struct comparison *c, size_t at)
{
    struct compare_item *item = &c->items[at];
    const struct span *best = NULL;
    bool majority = false, tie = false;
    for (size_t r = 0; r < c->n_readers && !majority; r++) {
        const struct span *span = item->readings[r].spans[0];
        size_t n = 0;
        for (size_t k = 0; k < c->n_readers; k++)
            n += compare_place_order(span, item->readings[k].spans[0]) == 0;
        majority = n * 2 > c->n_readers;
        if (majority || !best || compare_size(span) < compare_size(best)) {
            best = span;
            tie = false;
        } else if (compare_size(span) == compare_size(best)) {
            tie = tie || compare_place_order(span, best) != 0;
        }
    }
    item->merged = *best;
    item->merged.id = (struct uuid){{0}};
    item->merged.links = NULL;
    item->merged.origin = ORIGIN_ADJUDICATION;
    if (!common_attrs(c, item, &item->merged.attrs))
        return false;
    return majority || !tie || trim_place(c, &item->merged);
}
