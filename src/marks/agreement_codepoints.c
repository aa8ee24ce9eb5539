/* Code points without an array of them: the units of a label are a sorted list of extents for
 * each reader, and everything that is asked changes only where one of them starts or ends. */
#include <stdlib.h>

#include "agreement_parts.h"

struct list {
    const struct extent *at;
    size_t n;
};

static struct list units_of(const struct reading *reading, uint16_t label)
{
    return (struct list){reading->units.at + reading->first[label], reading->n_units[label]};
}

static uint64_t square(uint32_t a, uint32_t b)
{
    uint64_t d = a > b ? a - b : b - a;
    return d * d;
}

static uint64_t size_of(struct list list)
{
    uint64_t size = 0;
    for (size_t i = 0; i < list.n; i++)
        size += list.at[i].end - list.at[i].start;
    return size;
}

struct meeting {
    uint64_t shared;    /* code points in both */
    uint64_t high, low; /* the sum of d^2: high * 2^32 + low, each a sum itself */
};

static void add_distance(struct meeting *m, uint64_t distance)
{
    m->low += distance & UINT32_MAX;
    m->high += distance >> 32;
}

/* Krippendorff's d^2 over two lists of units. A unit that meets none of the other's lies in one
 * of its gaps. */
static struct meeting meet(struct list a, struct list b)
{
    struct meeting m = {0};
    size_t i = 0, j = 0;
    bool met_a = false, met_b = false;
    while (i < a.n || j < b.n) {
        if (i < a.n && j < b.n) {
            const struct extent *x = &a.at[i], *y = &b.at[j];
            uint32_t start = x->start > y->start ? x->start : y->start;
            uint32_t end = x->end < y->end ? x->end : y->end;
            if (start < end) {
                m.shared += end - start;
                add_distance(&m, square(x->start, y->start) + square(x->end, y->end));
                met_a = met_b = true;
            }
        }
        if (j == b.n || (i < a.n && a.at[i].end <= b.at[j].end)) {
            if (!met_a)
                add_distance(&m, square(a.at[i].start, a.at[i].end));
            met_a = false;
            i++;
        } else {
            if (!met_b)
                add_distance(&m, square(b.at[j].start, b.at[j].end));
            met_b = false;
            j++;
        }
    }
    return m;
}

static uint64_t *own_counts(struct agreement *a)
{
    return a->own ? a->own : a->sums.counts;
}

void agreement_codepoints(struct couple *couple, size_t m, uint32_t size)
{
    struct agreement *a = couple->agreement;
    const struct layout *l = &a->layout;
    for (uint16_t label = 0; label < l->labels; label++) {
        struct list units[2] = {units_of(couple->of[0], label), units_of(couple->of[1], label)};
        struct meeting meeting = meet(units[0], units[1]);
        uint64_t *counts = couple->counts + label_at(label);
        uint64_t in[2] = {size_of(units[0]), size_of(units[1])};
        counts[COUNT_IN_A] += in[0];
        counts[COUNT_IN_B] += in[1];
        counts[COUNT_IN_BOTH] += meeting.shared;
        uint64_t *distance = own_counts(a) + distance_at(l, label, m);
        distance[0] += meeting.low;
        distance[1] += meeting.high;
        if (m > 2)
            continue;
        uint64_t *ratings = own_counts(a) + rating_at(l, label, m, 0);
        ratings[2] += meeting.shared;
        ratings[1] += in[0] + in[1] - 2 * meeting.shared;
        ratings[0] += size - (in[0] + in[1] - meeting.shared);
    }
}

static bool add_length(struct agreement *a, uint16_t label, bool gap, uint32_t length)
{
    if (a->own)
        return vec_push(&a->work.lengths, ((struct kept_length){label, gap, length, 1}));
    return agreement_length(gap ? &a->sums.gaps[label] : &a->sums.units[label], length, 1);
}

static bool add_lengths(struct agreement *a, uint16_t label, struct list units, uint32_t size)
{
    uint32_t end = 0;
    for (size_t i = 0; i < units.n; i++) {
        if (units.at[i].start > end && !add_length(a, label, true, units.at[i].start - end))
            return false;
        if (!add_length(a, label, false, units.at[i].end - units.at[i].start))
            return false;
        end = units.at[i].end;
    }
    return size <= end || add_length(a, label, true, size - end);
}

static int by_place(const void *a, const void *b)
{
    const struct edge *x = a, *y = b;
    return (x->at > y->at) - (x->at < y->at);
}

static bool list_edges(struct agreement *a, uint16_t label)
{
    struct work *work = &a->work;
    work->edges.n = 0;
    for (size_t r = 0; r < a->layout.readers; r++) {
        if (!work->readings[r].set)
            continue;
        struct list units = units_of(&work->readings[r], label);
        if (units.n && !vec_reserve(&work->edges, 2 * units.n))
            return false;
        for (size_t i = 0; i < units.n; i++) {
            work->edges.at[work->edges.n++] = (struct edge){units.at[i].start, 1};
            work->edges.at[work->edges.n++] = (struct edge){units.at[i].end, -1};
        }
    }
    if (work->edges.n)
        qsort(work->edges.at, work->edges.n, sizeof *work->edges.at, by_place);
    return true;
}

/* How many code points have k readers in, for each k. */
static bool count_ratings(struct agreement *a, uint16_t label, size_t m, uint32_t size)
{
    uint64_t *counts = own_counts(a) + rating_at(&a->layout, label, m, 0);
    uint32_t at = 0;
    int k = 0;
    if (!list_edges(a, label))
        return false;
    for (size_t i = 0; i < a->work.edges.n; i++) {
        /* Edges of one place come in any order: k is looked at only when all have been. */
        if (a->work.edges.at[i].at > at)
            counts[k] += a->work.edges.at[i].at - at;
        at = a->work.edges.at[i].at;
        k += a->work.edges.at[i].by;
    }
    counts[0] += size - at;
    return true;
}

bool agreement_ratings(struct agreement *a, const struct agreement_document *document, size_t m,
                       uint32_t size)
{
    own_counts(a)[a->layout.lengths + m] += size;
    for (uint16_t label = 0; label < a->layout.labels; label++) {
        /* Of two readers, agreement_codepoints() has counted them. */
        if (m > 2 && !count_ratings(a, label, m, size))
            return false;
        for (size_t r = 0; r < a->layout.readers; r++)
            if (document->sets[r] &&
                !add_lengths(a, label, units_of(&a->work.readings[r], label), size))
                return false;
    }
    return true;
}
