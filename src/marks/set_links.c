/* The relations of a set. Each hangs in the chains of its two spans, so that a span's links are
 * found from the span; a speaker of a hundred thousand quotes costs no more per change. */
#include <stdlib.h>
#include <string.h>

#include "set_parts.h"

static struct link *own_link(const struct set *set, struct uuid id)
{
    return (struct link *)(void *)idtable_find(&set->links->ids, id);
}

static int side_on(const struct link *link, const struct span *span)
{
    return link->ends[0] == span ? 0 : 1;
}

static void hang(struct link *link, int side)
{
    struct span *span = link->ends[side];
    struct link *head = span->links;
    link->prev[side] = NULL;
    link->next[side] = head;
    if (head)
        head->prev[side_on(head, span)] = link;
    span->links = link;
}

static void unhang(struct link *link, int side)
{
    struct span *span = link->ends[side];
    struct link *next = link->next[side], *prev = link->prev[side];
    if (next)
        next->prev[side_on(next, span)] = prev;
    if (prev)
        prev->next[side_on(prev, span)] = next;
    else
        span->links = next;
}

static bool copy_attrs(char **out, const char *attrs)
{
    *out = attrs && *attrs ? strdup(attrs) : NULL;
    return *out || !attrs || !*attrs;
}

const struct relation *set_relate(struct set *set, const struct relation *relation)
{
    struct links *links = set->links;
    struct span *from = set_own_span(set, relation->from);
    struct span *to = set_own_span(set, relation->to);
    if (!from || !to || own_link(set, relation->id))
        return NULL;
    if (!vec_reserve(links, 1) || !idtable_reserve(&links->ids, 1))
        return NULL;
    struct link *link = calloc(1, sizeof *link);
    if (!link)
        return NULL;
    link->relation = *relation;
    if (!copy_attrs(&link->relation.attrs, relation->attrs)) {
        free(link);
        return NULL;
    }
    link->ends[0] = from;
    link->ends[1] = to;
    hang(link, 0);
    if (from != to)
        hang(link, 1);
    if (links->n && uuid_order(links->at[links->n - 1]->relation.id, relation->id) > 0)
        links->sorted = false;
    link->place = links->n;
    links->at[links->n++] = link;
    idtable_put(&links->ids, &link->relation.id);
    return &link->relation;
}

const struct relation *set_rechange(struct set *set, const struct relation *relation)
{
    struct link *link = own_link(set, relation->id);
    char *attrs;
    if (!link || !copy_attrs(&attrs, relation->attrs))
        return NULL;
    free(link->relation.attrs);
    link->relation.attrs = attrs;
    link->relation.type = relation->type;
    return &link->relation;
}

bool set_unrelate(struct set *set, struct uuid id)
{
    struct links *links = set->links;
    struct link *link = own_link(set, id);
    if (!link)
        return false;
    unhang(link, 0);
    if (link->ends[0] != link->ends[1])
        unhang(link, 1);
    idtable_drop(&links->ids, id);
    struct link *last = links->at[--links->n];
    if (last != link) {
        links->at[link->place] = last;
        last->place = link->place;
        links->sorted = false;
    }
    free(link->relation.attrs);
    free(link);
    return true;
}

const struct relation *set_relation(const struct set *set, struct uuid id)
{
    const struct link *link = own_link(set, id);
    return link ? &link->relation : NULL;
}

size_t set_relations(const struct set *set)
{
    return set->links->n;
}

static int by_relation(const void *a, const void *b)
{
    const struct relation *const *x = a, *const *y = b;
    return uuid_order((*x)->id, (*y)->id);
}

/* Puts the relation among the n lowest ids kept so far, of which there is room for max. */
static void keep_low(const struct relation **kept, size_t n, size_t max,
                     const struct relation *relation)
{
    size_t i = n;
    while (i && uuid_order(kept[i - 1]->id, relation->id) > 0) {
        if (i < max)
            kept[i] = kept[i - 1];
        i--;
    }
    if (i < max)
        kept[i] = relation;
}

size_t set_links(const struct set *set, const struct span *span, bool out,
                 const struct relation **to, size_t max)
{
    const struct span *own = set_own_span(set, span->id);
    if (!own)
        return 0;
    size_t n = 0;
    for (const struct link *link = own->links; link; link = link->next[side_on(link, own)])
        n += link->ends[out ? 0 : 1] == own;
    if (max == 0)
        return n;
    size_t kept = 0;
    for (const struct link *link = own->links; link; link = link->next[side_on(link, own)]) {
        if (link->ends[out ? 0 : 1] != own)
            continue;
        if (n <= max)
            to[kept++] = &link->relation;
        else
            keep_low(to, kept < max ? kept++ : max, max, &link->relation);
    }
    if (n <= max)
        qsort(to, n, sizeof *to, by_relation);
    return n;
}

static int by_link(const void *a, const void *b)
{
    const struct link *const *x = a, *const *y = b;
    return uuid_order((*x)->relation.id, (*y)->relation.id);
}

const struct relation *set_relation_at(const struct set *set, size_t i)
{
    struct links *links = set->links;
    if (i >= links->n)
        return NULL;
    if (!links->sorted) {
        qsort(links->at, links->n, sizeof(struct link *), by_link);
        for (size_t k = 0; k < links->n; k++)
            links->at[k]->place = k;
        links->sorted = true;
    }
    return &links->at[i]->relation;
}

void set_clear_links(struct set *set)
{
    struct links *links = set->links;
    for (size_t i = 0; i < links->n; i++) {
        links->at[i]->ends[0]->links = links->at[i]->ends[1]->links = NULL;
        free(links->at[i]->relation.attrs);
        free(links->at[i]);
    }
    idtable_free(&links->ids);
    vec_free(links);
    links->sorted = true;
}

size_t set_links_memory(const struct set *set)
{
    const struct links *links = set->links;
    size_t bytes = sizeof *links + links->room * sizeof(struct link *) +
                   links->n * sizeof(struct link) + idtable_memory(&links->ids);
    for (size_t i = 0; i < links->n; i++)
        bytes += links->at[i]->relation.attrs ? strlen(links->at[i]->relation.attrs) + 1 : 0;
    return bytes;
}
