/* Which nodes belong together: pairs of one label, then splits, then pairs across labels. Every
 * round goes through edges in an order that content alone decides, so that neither ids nor the
 * order of the readers can show in the outcome. */
#include "compare_parts.h"

/* No document that somebody marked comes near either: they bound what a hostile one can cost. */
enum {
    MOST_OPEN = 512, /* nodes over one place that a further one is held against: the latest */
    MOST_JOINED = 2 * COMPARE_READERS /* nodes of one split */
};

struct edge {
    uint32_t a, b;              /* nodes, a before b */
    uint32_t overlap, together; /* bytes that both have, that either has */
    bool agree, alike, linked;  /* the places agree; equal attributes; equal links */
};

struct edges_found {
    struct edge *at;
    size_t n, room;
};

static int by_closeness(const void *a, const void *b)
{
    const struct edge *x = a, *y = b;
    if (x->agree != y->agree)
        return x->agree ? -1 : 1;
    if (x->overlap != y->overlap)
        return x->overlap > y->overlap ? -1 : 1;
    if (x->together != y->together)
        return x->together < y->together ? -1 : 1;
    if (x->alike != y->alike)
        return x->alike ? -1 : 1;
    if (x->linked != y->linked)
        return x->linked ? -1 : 1;
    if (x->a != y->a)
        return x->a < y->a ? -1 : 1;
    return (x->b > y->b) - (x->b < y->b);
}

size_t compare_root(struct compare *c, size_t node)
{
    struct node *nodes = c->nodes.at;
    while (nodes[node].up != node) {
        nodes[node].up = nodes[nodes[node].up].up;
        node = nodes[node].up;
    }
    return node;
}

/* b's nodes join a's; both are roots. */
static void join(struct compare *c, size_t a, size_t b)
{
    struct node *nodes = c->nodes.at;
    nodes[b].up = a;
    nodes[nodes[a].tail].next = b;
    nodes[a].tail = nodes[b].tail;
    nodes[a].all |= nodes[b].all;
    nodes[a].joined += nodes[b].joined;
}

/* An edge between two nodes that may matter to a round. */
static bool edge_between(const struct compare *c, size_t a, size_t b, bool one_label,
                         struct edge *out)
{
    const struct node *x = &c->nodes.at[a], *y = &c->nodes.at[b];
    if ((x->span->label == y->span->label) != one_label)
        return false;
    if (one_label ? x->readers == y->readers : (x->readers & y->readers) != 0)
        return false;
    uint32_t overlap = compare_overlap(x->span, y->span);
    uint32_t one = compare_size(x->span), other = compare_size(y->span);
    uint32_t longer = one > other ? one : other;
    if (overlap == 0 || (!one_label && overlap < longer - overlap))
        return false;
    *out = (struct edge){.a = (uint32_t)a,
                         .b = (uint32_t)b,
                         .overlap = overlap,
                         .together = one + other - overlap,
                         .agree = compare_agree(c->article, c->rule, x->span, y->span),
                         .alike = compare_attrs_order(x->span->attrs, y->span->attrs) == 0,
                         .linked = c->members[x->first].links == c->members[y->first].links};
    return true;
}

/* Nodes in reading order, against those before them that still reach them. What all readers have
 * is left out from the start: on most documents that is most of it. */
static bool find_edges(struct compare *c, bool one_label, struct edges_found *edges)
{
    VEC(size_t) open = {0};
    bool ok = true;
    edges->n = 0;
    for (size_t i = 0; ok && i < c->nodes.n; i++) {
        const struct node *node = &c->nodes.at[i];
        uint64_t have = one_label ? node->readers : c->nodes.at[compare_root(c, i)].all;
        if (have == c->everyone)
            continue;
        size_t kept = 0;
        for (size_t k = 0; ok && k < open.n; k++) {
            struct edge edge;
            if (c->nodes.at[open.at[k]].span->at.end.byte <= node->span->at.start.byte)
                continue;
            open.at[kept++] = open.at[k];
            if (edge_between(c, open.at[k], i, one_label, &edge))
                ok = vec_push(edges, edge);
        }
        open.n = kept;
        if (open.n == MOST_OPEN)
            vec_remove(&open, 0);
        ok = ok && vec_push(&open, i);
    }
    vec_free(&open);
    if (ok && edges->n)
        qsort(edges->at, edges->n, sizeof *edges->at, by_closeness);
    return ok;
}

/* One span of each reader at most. */
static void join_pairs(struct compare *c, const struct edges_found *edges)
{
    for (size_t i = 0; i < edges->n; i++) {
        size_t a = compare_root(c, edges->at[i].a), b = compare_root(c, edges->at[i].b);
        if (a != b && !(c->nodes.at[a].all & c->nodes.at[b].all))
            join(c, a, b);
    }
}

static void close_agreed(struct compare *c)
{
    struct node *nodes = c->nodes.at;
    for (size_t i = 0; i < c->nodes.n; i++) {
        if (nodes[i].up != i || nodes[i].all != c->everyone)
            continue;
        nodes[i].closed = true;
        for (size_t k = nodes[i].next; nodes[i].closed && k != COMPARE_NONE; k = nodes[k].next)
            nodes[i].closed = compare_agree(c->article, c->rule, nodes[i].span, nodes[k].span);
    }
}

/* Do the spans of readers who have both lie apart? */
static bool apart(const struct compare *c, size_t a, size_t b)
{
    const struct node *nodes = c->nodes.at;
    uint64_t both = nodes[a].all & nodes[b].all;
    for (size_t i = a; i != COMPARE_NONE; i = nodes[i].next)
        for (size_t k = b; (nodes[i].readers & both) && k != COMPARE_NONE; k = nodes[k].next)
            if ((nodes[i].readers & nodes[k].readers) &&
                compare_overlap(nodes[i].span, nodes[k].span))
                return false;
    return true;
}

/* What overlaps and could not be paired: a reader with one span where another has several. */
static void join_splits(struct compare *c, const struct edges_found *edges)
{
    const struct node *nodes = c->nodes.at;
    for (size_t i = 0; i < edges->n; i++) {
        const struct edge *edge = &edges->at[i];
        size_t a = compare_root(c, edge->a), b = compare_root(c, edge->b);
        if (a == b || nodes[a].closed || nodes[b].closed ||
            nodes[a].joined + nodes[b].joined > MOST_JOINED)
            continue;
        bool lacks = (nodes[edge->a].readers & ~nodes[b].all) != 0 ||
                     (nodes[edge->b].readers & ~nodes[a].all) != 0;
        if (lacks && apart(c, a, b))
            join(c, a, b);
    }
}

bool compare_pair(struct compare *c)
{
    struct edges_found edges = {0};
    bool ok = find_edges(c, true, &edges);
    if (ok) {
        join_pairs(c, &edges);
        close_agreed(c);
        join_splits(c, &edges);
        ok = find_edges(c, false, &edges);
    }
    if (ok)
        join_pairs(c, &edges);
    vec_free(&edges);
    return ok;
}
