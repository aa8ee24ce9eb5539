/* All spans of all readers, sorted by content; equal ones of several readers become one node. */
#include <string.h>

#include "compare_parts.h"
#include "order.h"

static int by_content(const void *a, const void *b)
{
    const struct member *x = a, *y = b;
    int by = compare_content_order(x->span, y->span);
    if (!by)
        by = (x->links > y->links) - (x->links < y->links);
    return by ? by : (x->reader > y->reader) - (x->reader < y->reader);
}

static int by_copy(const void *a, const void *b)
{
    const struct member *x = a, *y = b;
    int by = (x->copy > y->copy) - (x->copy < y->copy);
    return by ? by : (x->reader > y->reader) - (x->reader < y->reader);
}

static bool read_sets(struct compare *c)
{
    for (size_t r = 0; r < c->n_readers; r++)
        c->n_members += set_count(c->readers[r]);
    c->members = calloc(c->n_members + 1, sizeof *c->members);
    if (!c->members)
        return false;
    size_t n = 0;
    for (size_t r = 0; r < c->n_readers; r++)
        for (const struct span *span = set_first(c->readers[r]); span;
             span = set_next(c->readers[r], span))
            c->members[n++] = (struct member){.id = span->id, .span = span, .reader = (uint32_t)r};
    order_sort(c->members, n, sizeof *c->members, by_content);
    return true;
}

static size_t run_end(const struct compare *c, size_t from, bool links_too)
{
    const struct member *first = &c->members[from];
    size_t end = from + 1;
    while (end < c->n_members && compare_content_order(first->span, c->members[end].span) == 0 &&
           (!links_too || first->links == c->members[end].links))
        end++;
    return end;
}

/* Has a reader two of them? They stand beside each other. */
static bool crowded(const struct compare *c, size_t from, size_t end)
{
    for (size_t i = from + 1; i < end; i++)
        if (c->members[i].reader == c->members[i - 1].reader)
            return true;
    return false;
}

/* One node for each copy of equal members, with one member of each reader at most. */
static bool add_nodes(struct compare *c, size_t from, size_t end)
{
    if (crowded(c, from, end)) {
        for (size_t i = from + 1; i < end; i++)
            if (c->members[i].reader == c->members[i - 1].reader)
                c->members[i].copy = c->members[i - 1].copy + 1;
        qsort(c->members + from, end - from, sizeof *c->members, by_copy);
    }
    for (size_t i = from; i < end; i++) {
        struct member *member = &c->members[i];
        if (i == from || member->copy != member[-1].copy) {
            size_t at = c->nodes.n;
            struct node node = {.span = member->span,
                                .first = i,
                                .copy = i > from,
                                .up = at,
                                .next = COMPARE_NONE,
                                .joined = 1,
                                .tail = at};
            if (!vec_push(&c->nodes, node))
                return false;
        }
        struct node *node = &c->nodes.at[c->nodes.n - 1];
        node->n++;
        node->readers |= (uint64_t)1 << member->reader;
        node->all = node->readers;
    }
    return true;
}

/* Where a reader has several of one content, their links tell them apart, if anything does. */
static bool add_run(struct compare *c, size_t from, size_t end)
{
    if (!crowded(c, from, end))
        return add_nodes(c, from, end);
    for (size_t i = from; i < end; i++)
        if (!compare_links_digest(c, &c->members[i]))
            return false;
    qsort(c->members + from, end - from, sizeof *c->members, by_content);
    for (size_t at = from, next; at < end; at = next) {
        next = run_end(c, at, true);
        if (!add_nodes(c, at, next))
            return false;
    }
    return true;
}

static bool fill_tables(struct compare *c)
{
    c->tables = calloc(c->n_readers, sizeof *c->tables);
    if (!c->tables)
        return false;
    for (size_t r = 0; r < c->n_readers; r++)
        if (!idtable_reserve(&c->tables[r], set_count(c->readers[r])))
            return false;
    for (size_t i = 0; i < c->nodes.n; i++)
        for (size_t k = 0; k < c->nodes.at[i].n; k++) {
            struct member *member = &c->members[c->nodes.at[i].first + k];
            member->node = i;
            idtable_put(&c->tables[member->reader], &member->id);
        }
    return true;
}

bool compare_gather(struct compare *c)
{
    if (!read_sets(c))
        return false;
    for (size_t at = 0, end; at < c->n_members; at = end) {
        end = run_end(c, at, false);
        if (!add_run(c, at, end))
            return false;
    }
    return fill_tables(c);
}

const struct member *compare_member(const struct compare *c, size_t reader, struct uuid id)
{
    return (const struct member *)(const void *)idtable_find(&c->tables[reader], id);
}
