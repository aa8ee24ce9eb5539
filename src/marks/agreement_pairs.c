/* Which span of one reader answers which of the other.
 *
 * Two walks. The first goes through both in reading order and takes out what is equal in label
 * and fragments: by the rule such spans come first anyway, for no other can overlap either of
 * them more with a smaller sum of sizes. The second sweeps over the rest, gathers the pairs that
 * overlap, and settles them wherever all open spans have ended. */
#include <stdlib.h>
#include <string.h>

#include "agreement_parts.h"

/* Reading order of places: by start, then the longer first. */
static int place_order(const struct mark *a, const struct mark *b)
{
    if (a->at.start != b->at.start)
        return a->at.start < b->at.start ? -1 : 1;
    return (a->at.end < b->at.end) - (a->at.end > b->at.end);
}

static int key_order(const struct mark *a, const struct mark *b)
{
    if (a->span->label != b->span->label)
        return a->span->label < b->span->label ? -1 : 1;
    return agreement_pieces_order(a, b);
}

static int whole_order(const struct mark *a, const struct mark *b)
{
    int order = key_order(a, b);
    if (order)
        return order;
    order = strcmp(a->span->attrs ? a->span->attrs : "", b->span->attrs ? b->span->attrs : "");
    return order ? order : a->span->origin - b->span->origin;
}

static int by_whole(const void *a, const void *b)
{
    const struct mark *const *x = a, *const *y = b;
    int order = whole_order(*x, *y);
    return order ? order : uuid_order((*x)->span->id, (*y)->span->id);
}

static void mate(struct work *work, size_t a, size_t b, enum mate_kind kind)
{
    work->mates[0].at[a].of = (uint32_t)b;
    work->mates[1].at[b].of = (uint32_t)a;
    work->mates[0].at[a].kind = work->mates[1].at[b].kind = (uint8_t)kind;
}

static size_t index_of(const struct couple *couple, int side, const struct mark *mark)
{
    return (size_t)(mark - couple->of[side]->marks.at);
}

static bool free_mark(const struct couple *couple, int side, const struct mark *mark)
{
    const struct work *work = &couple->agreement->work;
    return work->mates[side].at[index_of(couple, side, mark)].kind == MATE_NONE;
}

/* Of the two groups in order, those of equal keys become mates, one to one. */
static void merge_group(struct couple *couple,
                        int (*order)(const struct mark *, const struct mark *))
{
    struct work *work = &couple->agreement->work;
    size_t i = 0, j = 0;
    while (i < work->group[0].n && j < work->group[1].n) {
        const struct mark *a = work->group[0].at[i], *b = work->group[1].at[j];
        int cmp = order(a, b);
        if (!free_mark(couple, 0, a) || cmp < 0) {
            i++;
        } else if (!free_mark(couple, 1, b) || cmp > 0) {
            j++;
        } else {
            mate(work, index_of(couple, 0, a), index_of(couple, 1, b), MATE_EXACT);
            i++;
            j++;
        }
    }
}

/* Marks at one place. Copies of one span (equal label and fragments) find the copy that is like
 * them in all, before any other. */
static bool match_group(struct couple *couple, const size_t first[2], const size_t n[2])
{
    struct work *work = &couple->agreement->work;
    if (n[0] == 1 && n[1] == 1) {
        const struct mark *a = &couple->of[0]->marks.at[first[0]];
        const struct mark *b = &couple->of[1]->marks.at[first[1]];
        if (a->span->label == b->span->label && agreement_same_pieces(a, b))
            mate(work, first[0], first[1], MATE_EXACT);
        return true;
    }
    for (int side = 0; side < 2; side++) {
        work->group[side].n = 0;
        if (!vec_reserve(&work->group[side], n[side]))
            return false;
        for (size_t i = 0; i < n[side]; i++)
            work->group[side].at[i] = &couple->of[side]->marks.at[first[side] + i];
        work->group[side].n = n[side];
        qsort(work->group[side].at, n[side], sizeof *work->group[side].at, by_whole);
    }
    merge_group(couple, whole_order);
    merge_group(couple, key_order);
    return true;
}

static size_t group_size(const struct reading *reading, size_t first)
{
    size_t n = 1;
    while (first + n < reading->marks.n &&
           place_order(&reading->marks.at[first], &reading->marks.at[first + n]) == 0)
        n++;
    return n;
}

static bool match_exact(struct couple *couple)
{
    const struct reading *a = couple->of[0], *b = couple->of[1];
    size_t at[2] = {0, 0};
    while (at[0] < a->marks.n && at[1] < b->marks.n) {
        int order = place_order(&a->marks.at[at[0]], &b->marks.at[at[1]]);
        if (order) {
            at[order > 0]++;
            continue;
        }
        size_t n[2] = {group_size(a, at[0]), group_size(b, at[1])};
        if (!match_group(couple, at, n))
            return false;
        at[0] += n[0];
        at[1] += n[1];
    }
    return true;
}

static uint32_t overlap(const struct mark *a, const struct mark *b)
{
    const struct extent *x = a->pieces ? a->pieces : &a->at;
    const struct extent *y = b->pieces ? b->pieces : &b->at;
    uint32_t shared = 0;
    size_t i = 0, j = 0;
    while (i < a->span->n_fragments && j < b->span->n_fragments) {
        uint32_t start = x[i].start > y[j].start ? x[i].start : y[j].start;
        uint32_t end = x[i].end < y[j].end ? x[i].end : y[j].end;
        if (start < end)
            shared += end - start;
        if (x[i].end < y[j].end)
            i++;
        else
            j++;
    }
    return shared;
}

static bool gather(struct couple *couple, uint32_t a, uint32_t b)
{
    const struct mark *x = &couple->of[0]->marks.at[a], *y = &couple->of[1]->marks.at[b];
    struct candidate candidate = {.a = a, .b = b, .overlap = overlap(x, y)};
    if (candidate.overlap == 0)
        return true;
    candidate.sizes = (uint64_t)x->size + y->size;
    candidate.same_label = x->span->label == y->span->label;
    candidate.same_pieces = agreement_same_pieces(x, y);
    candidate.low = x->at.start < y->at.start ? x->at.start : y->at.start;
    candidate.high = x->at.start < y->at.start ? y->at.start : x->at.start;
    candidate.label = x->span->label < y->span->label
                          ? (uint32_t)x->span->label << 16 | y->span->label
                          : (uint32_t)y->span->label << 16 | x->span->label;
    return vec_push(&couple->agreement->work.candidates, candidate);
}

#define ORDER(x, y)                                                                                \
    if ((x) != (y))                                                                                \
    return (x) < (y) ? -1 : 1

/* Says the same of a pair whichever of its readers comes first, as far as the spans differ in
 * more than their ids. */
static int by_rank(const void *a, const void *b)
{
    const struct candidate *x = a, *y = b;
    ORDER(y->overlap, x->overlap);
    ORDER(x->sizes, y->sizes);
    ORDER(y->same_label, x->same_label);
    ORDER(x->low, y->low);
    ORDER(x->high, y->high);
    ORDER(x->label, y->label);
    ORDER((uint64_t)x->a + x->b, (uint64_t)y->a + y->b);
    ORDER(x->a, y->a);
    return 0;
}

static bool counts_across(const struct couple *couple, const struct candidate *c)
{
    uint32_t a = couple->of[0]->marks.at[c->a].size, b = couple->of[1]->marks.at[c->b].size;
    return 2 * (uint64_t)c->overlap >= (a > b ? a : b);
}

static void take(struct couple *couple, const struct candidate *c)
{
    struct work *work = &couple->agreement->work;
    if (work->mates[0].at[c->a].kind == MATE_NONE && work->mates[1].at[c->b].kind == MATE_NONE)
        mate(work, c->a, c->b, c->same_label ? MATE_SAME : MATE_OTHER);
}

static void count_class(struct couple *couple, const struct candidate *c)
{
    struct mate *a = &couple->agreement->work.mates[0].at[c->a];
    struct mate *b = &couple->agreement->work.mates[1].at[c->b];
    if (a->classed || b->classed)
        return;
    a->classed = b->classed = true;
    size_t class = (size_t)COUNT_CLASS + 2 * c->same_pieces + c->same_label;
    couple->counts[label_at(couple->of[0]->marks.at[c->a].span->label) + class]++;
    couple->counts[label_at(couple->of[1]->marks.at[c->b].span->label) + COUNT_PAIRED_B]++;
}

/* All that overlap at one place have been gathered. */
static void settle(struct couple *couple)
{
    struct work *work = &couple->agreement->work;
    if (work->candidates.n > 1)
        qsort(work->candidates.at, work->candidates.n, sizeof *work->candidates.at, by_rank);
    for (size_t i = 0; i < work->candidates.n; i++) {
        count_class(couple, &work->candidates.at[i]);
        if (work->candidates.at[i].same_label)
            take(couple, &work->candidates.at[i]);
    }
    for (size_t i = 0; i < work->candidates.n; i++)
        if (!work->candidates.at[i].same_label && counts_across(couple, &work->candidates.at[i]))
            take(couple, &work->candidates.at[i]);
    work->candidates.n = work->open[0].n = work->open[1].n = 0;
}

/* The mark of one side meets the open ones of the other; those that have ended are let go. */
static bool meet(struct couple *couple, int side, uint32_t index)
{
    struct work *work = &couple->agreement->work;
    const struct mark *mark = &couple->of[side]->marks.at[index];
    const struct mark *others = couple->of[!side]->marks.at;
    size_t kept = 0;
    for (size_t i = 0; i < work->open[!side].n; i++) {
        uint32_t other = work->open[!side].at[i];
        if (others[other].at.end <= mark->at.start)
            continue;
        work->open[!side].at[kept++] = other;
        if (!gather(couple, side ? other : index, side ? index : other))
            return false;
    }
    work->open[!side].n = kept;
    return vec_push(&work->open[side], index);
}

static bool match_rest(struct couple *couple)
{
    struct work *work = &couple->agreement->work;
    size_t at[2] = {0, 0};
    uint32_t reach = 0;
    for (;;) {
        const struct mark *next[2] = {NULL, NULL};
        for (int side = 0; side < 2; side++)
            if (at[side] < work->rest[side].n)
                next[side] = &couple->of[side]->marks.at[work->rest[side].at[at[side]]];
        if (!next[0] && !next[1])
            break;
        int side = !next[0] || (next[1] && next[1]->at.start < next[0]->at.start);
        if (next[side]->at.start >= reach)
            settle(couple);
        if (next[side]->at.end > reach)
            reach = next[side]->at.end;
        if (!meet(couple, side, work->rest[side].at[at[side]++]))
            return false;
    }
    settle(couple);
    return true;
}

static bool list_rest(struct work *work, int side)
{
    work->rest[side].n = 0;
    for (size_t i = 0; i < work->mates[side].n; i++)
        if (work->mates[side].at[i].kind == MATE_NONE && !vec_push(&work->rest[side], (uint32_t)i))
            return false;
    return true;
}

static void count_side(struct couple *couple, int side)
{
    const struct work *work = &couple->agreement->work;
    const struct layout *l = &couple->agreement->layout;
    for (size_t i = 0; i < work->mates[side].n; i++) {
        const struct mate *m = &work->mates[side].at[i];
        const struct span *span = couple->of[side]->marks.at[i].span;
        uint64_t *counts = couple->counts + label_at(span->label);
        uint64_t *origin = counts + COUNT_ORIGIN + 4 * span->origin;
        counts[side ? COUNT_B : COUNT_A]++;
        origin[side ? BY_ORIGIN_B : BY_ORIGIN_A]++;
        if (m->kind == MATE_EXACT)
            origin[side ? BY_ORIGIN_EXACT_B : BY_ORIGIN_EXACT_A]++;
        if (side == 0 && (m->kind == MATE_EXACT || m->kind == MATE_SAME))
            counts[COUNT_OVERLAP]++;
        if (m->kind == MATE_EXACT && side == 0) {
            counts[COUNT_EXACT]++;
            counts[COUNT_CLASS + 3]++;
            counts[COUNT_PAIRED_B]++;
        }
        uint16_t other =
            m->kind == MATE_NONE ? LABEL_NONE : couple->of[!side]->marks.at[m->of].span->label;
        if (side == 0)
            couple->counts[confusion_at(l, span->label, other)]++;
        else if (other == LABEL_NONE)
            couple->counts[confusion_at(l, LABEL_NONE, span->label)]++;
    }
}

bool agreement_pairs(struct couple *couple)
{
    struct work *work = &couple->agreement->work;
    for (int side = 0; side < 2; side++) {
        size_t n = couple->of[side]->marks.n;
        work->mates[side].n = 0;
        if (n && !vec_reserve(&work->mates[side], n))
            return false;
        if (n)
            memset(work->mates[side].at, 0, n * sizeof *work->mates[side].at);
        work->mates[side].n = n;
    }
    if (!match_exact(couple) || !list_rest(work, 0) || !list_rest(work, 1) || !match_rest(couple))
        return false;
    count_side(couple, 0);
    count_side(couple, 1);
    return true;
}
