/* Nodes that belong together become items with a reading for each reader. What links add to an
 * item's type is seen to in compare_links.c. */
#include "compare_parts.h"

static bool take_items(struct compare *c)
{
    struct comparison *out = c->out;
    size_t n = 0;
    for (size_t i = 0; i < c->nodes.n; i++)
        n += compare_root(c, i) == i;
    out->items = arena_take(&out->arena, n * sizeof *out->items);
    struct reading *readings = arena_take(&out->arena, n * c->n_readers * sizeof *readings);
    if (!out->items || !readings)
        return false;
    for (size_t i = 0; i < c->nodes.n; i++)
        c->nodes.at[i].item = COMPARE_NONE;
    for (size_t i = 0; i < c->nodes.n; i++) {
        struct node *root = &c->nodes.at[compare_root(c, i)];
        if (root->item == COMPARE_NONE) { /* its first node in reading order */
            root->item = out->n;
            out->items[out->n] = (struct compare_item){.readings = readings + out->n * c->n_readers,
                                                       .copy_of = out->n};
            out->n++;
        }
        c->nodes.at[i].item = root->item;
    }
    return true;
}

/* Spans of a reading stand together, in the order of the nodes. */
static bool fill_readings(struct compare *c)
{
    struct comparison *out = c->out;
    const struct span **spans = arena_take(&out->arena, c->n_members * sizeof *spans);
    if (!spans)
        return false;
    for (size_t i = 0; i < c->n_members; i++)
        out->items[c->nodes.at[c->members[i].node].item].readings[c->members[i].reader].n++;
    for (size_t i = 0; i < out->n * c->n_readers; i++) {
        struct reading *reading = &out->items[0].readings[i];
        reading->spans = spans;
        spans += reading->n;
        reading->n = 0;
    }
    for (size_t i = 0; i < c->n_members; i++) {
        const struct member *member = &c->members[i];
        struct reading *reading =
            &out->items[c->nodes.at[member->node].item].readings[member->reader];
        reading->spans[reading->n++] = member->span;
    }
    return true;
}

static void widen(struct compare_item *item, const struct span *span)
{
    if (item->labels == 0 || span->at.start.byte < item->range.start.byte)
        item->range.start = span->at.start;
    if (item->labels == 0 || span->at.end.byte > item->range.end.byte)
        item->range.end = span->at.end;
    item->labels |= (uint64_t)1 << span->label;
}

/* In which ways the spans differ, links apart. */
static unsigned differences(const struct compare *c, struct compare_item *item)
{
    const struct span *first = NULL;
    unsigned differs = 0;
    for (size_t r = 0; r < c->n_readers; r++) {
        const struct reading *reading = &item->readings[r];
        if (reading->n == 0)
            differs |= 1u << COMPARE_MISSING;
        if (reading->n > 1)
            differs |= 1u << COMPARE_SPLIT;
        for (size_t i = 0; i < reading->n; i++) {
            const struct span *span = reading->spans[i];
            widen(item, span);
            first = first ? first : span;
            if (span->label != first->label)
                differs |= 1u << COMPARE_LABEL;
            if (!compare_agree(c->article, c->rule, span, first))
                differs |= 1u << COMPARE_BOUNDARY;
            if (compare_attrs_order(span->attrs, first->attrs) != 0)
                differs |= 1u << COMPARE_ATTRIBUTE;
        }
    }
    if (differs & 1u << COMPARE_SPLIT) /* its spans differ in every way; that says enough */
        differs &= ~(1u << COMPARE_BOUNDARY | 1u << COMPARE_ATTRIBUTE);
    return differs;
}

/* Copies stand one after the other, each in an item of its own if it is agreed. */
static void mark_copies(struct compare *c)
{
    struct compare_item *items = c->out->items;
    for (size_t i = 1; i < c->nodes.n; i++) {
        size_t item = c->nodes.at[i].item, before = c->nodes.at[i - 1].item;
        if (c->nodes.at[i].copy && items[item].spans_agree && items[before].spans_agree)
            items[item].copy_of = items[before].copy_of;
    }
}

bool compare_items(struct compare *c)
{
    const unsigned on_spans =
        1u << COMPARE_BOUNDARY | 1u << COMPARE_MISSING | 1u << COMPARE_LABEL | 1u << COMPARE_SPLIT;
    if (!take_items(c) || !fill_readings(c))
        return false;
    for (size_t i = 0; i < c->out->n; i++) {
        struct compare_item *item = &c->out->items[i];
        item->differs = differences(c, item);
        item->spans_agree = !(item->differs & on_spans);
        if (item->spans_agree && !compare_merged(c->out, i))
            return false;
    }
    mark_copies(c);
    return true;
}
