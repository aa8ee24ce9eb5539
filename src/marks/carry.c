#include "manicule/marks/carry.h"

#include <string.h>

#include "manicule/base/vec.h"

/* A fragment counts as there still when one in so many of its letters is. */
enum { LEAST_SHARE = 3 };

/* What stands together in the corrected text, of one fragment. */
struct group {
    struct range at;
    uint32_t letters; /* that survived in it */
    bool moved;
    bool any;
};

static uint32_t weight(const struct article *before, struct range range, bool letters)
{
    return letters ? diff_letters(before, range) : range_size(range);
}

/* What one piece has of the fragment: false: nothing that stands in the corrected text. */
static bool part_of(const struct diff_piece *piece, struct range fragment, struct range *from,
                    struct range *to)
{
    *from = fragment;
    if (from->start.byte < piece->from.start.byte)
        from->start = piece->from.start;
    if (from->end.byte > piece->from.end.byte)
        from->end = piece->from.end;
    *to = piece->to;
    if (piece->kind == DIFF_SAME)
        *to = range_of(piece->to.start.byte + (from->start.byte - piece->from.start.byte),
                       piece->to.start.byte + (from->end.byte - piece->from.start.byte));
    else if (piece->kind == DIFF_CHANGED && !range_equal(*from, piece->from))
        return false; /* words that are others by now, of which the fragment had only some */
    return !range_empty(*to);
}

/* Parts go together that follow one another at no more than the fragment's own length. */
static bool follows(const struct group *group, struct range to, bool moved, uint32_t gap)
{
    return group->any && group->moved == moved && to.start.byte >= group->at.end.byte &&
           to.start.byte - group->at.end.byte <= gap;
}

static struct group best_group(const struct diff *diff, const struct article *before,
                               struct range fragment, bool letters)
{
    struct group best = {.any = false}, group = {.any = false};
    uint32_t gap = range_size(fragment) + 64;
    for (size_t i = diff_find(diff, fragment.start.byte);
         i < diff->n && diff->at[i].from.start.byte < fragment.end.byte; i++) {
        const struct diff_piece *piece = &diff->at[i];
        struct range from, to;
        if (!part_of(piece, fragment, &from, &to))
            continue;
        if (!follows(&group, to, piece->moved, gap))
            group = (struct group){.at = to, .moved = piece->moved, .any = true};
        group.at.end = to.end;
        group.letters += piece->kind == DIFF_CHANGED ? 0 : weight(before, from, letters);
        bool same = best.any && range_has(group.at, best.at.start) && group.moved == best.moved;
        if (!best.any || same || group.letters > best.letters)
            best = group;
    }
    return best;
}

static bool is_space(uint8_t c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

/* Edges between characters as people see them, and no white space that was not marked before. */
static struct range fitted(const struct article *before, const struct article *after,
                           struct range fragment, struct range at)
{
    const uint8_t *was = article_bytes(before), *is = article_bytes(after);
    at.start = article_snap(after, at.start);
    if (!article_is_boundary(after, at.end))
        at.end = article_next(after, article_snap(after, at.end));
    if (!is_space(was[fragment.start.byte]))
        while (at.start.byte < at.end.byte && is_space(is[at.start.byte]))
            at.start = article_next(after, at.start);
    if (!is_space(was[fragment.end.byte - 1]))
        while (at.start.byte < at.end.byte && is_space(is[at.end.byte - 1]))
            at.end = article_prev(after, at.end);
    return at;
}

/* A mark put in behind the last letter would be cut off from it. An import may have cut one before.
 */
static bool same_edge(const struct article *before, struct pos was, const struct article *after,
                      struct pos is)
{
    return article_is_boundary(before, was) == article_is_boundary(after, is);
}

static enum carried carry_fragment(const struct diff *diff, const struct article *before,
                                   const struct article *after, struct range fragment,
                                   struct range *out)
{
    size_t i = diff_find(diff, fragment.start.byte);
    bool letters = diff_letters(before, fragment) > 0;
    struct group group = best_group(diff, before, fragment, letters);
    if (!group.any || group.letters == 0 ||
        (uint64_t)group.letters * LEAST_SHARE < weight(before, fragment, letters))
        return CARRIED_GONE;
    *out = group.at;
    if (diff->at[i].kind == DIFF_SAME && range_holds(diff->at[i].from, fragment) &&
        same_edge(before, fragment.start, after, group.at.start) &&
        same_edge(before, fragment.end, after, group.at.end))
        return group.moved ? CARRIED_MOVED : CARRIED_EXACT;
    *out = fitted(before, after, fragment, group.at);
    return range_empty(*out) ? CARRIED_GONE : CARRIED_NEAR;
}

static int by_start(const void *a, const void *b)
{
    const struct range *x = a, *y = b;
    return (x->start.byte > y->start.byte) - (x->start.byte < y->start.byte);
}

/* In order, apart from each other by at least a byte. */
static size_t tidy(struct range *at, size_t n)
{
    size_t kept = 0;
    qsort(at, n, sizeof *at, by_start);
    for (size_t i = 0; i < n; i++) {
        if (kept && at[i].start.byte <= at[kept - 1].end.byte) {
            if (at[i].end.byte > at[kept - 1].end.byte)
                at[kept - 1].end = at[i].end;
        } else {
            at[kept++] = at[i];
        }
    }
    return kept;
}

/* The worst of its fragments; what is only partly gone is near. */
static enum carried carry_all(const struct diff *diff, const struct article *before,
                              const struct article *after, const struct span *span,
                              struct range *at, size_t *n)
{
    enum carried worst = CARRIED_EXACT;
    bool lost = false, turned = false;
    *n = 0;
    for (size_t i = 0; i < span->n_fragments; i++) {
        enum carried how = carry_fragment(diff, before, after, span_fragment(span, i), &at[*n]);
        if (how == CARRIED_GONE) {
            lost = true;
            continue;
        }
        turned = turned || (*n && at[*n].start.byte <= at[*n - 1].end.byte);
        worst = how > worst ? how : worst;
        ++*n;
    }
    if (*n == 0)
        return CARRIED_GONE;
    *n = tidy(at, *n);
    return lost || turned ? CARRIED_NEAR : worst;
}

bool carry_span(const struct diff *diff, const struct article *before, const struct article *after,
                const struct span *span, struct span *out, enum carried *how)
{
    struct range *at = malloc(span->n_fragments * sizeof *at);
    size_t n;
    *out = (struct span){.label = 0};
    if (!at)
        return false;
    *how = carry_all(diff, before, after, span, at, &n);
    bool ok = true;
    if (*how != CARRIED_GONE) {
        struct span there = *span;
        there.links = NULL;
        there.n_fragments = (uint16_t)n;
        there.fragments = n > 1 ? at : NULL;
        there.at = (struct range){at[0].start, at[n - 1].end};
        ok = span_copy(out, &there);
    }
    free(at);
    return ok;
}

enum fault carry_set(const struct diff *diff, const struct article *before,
                     const struct article *after, const struct set *set, struct set *into,
                     struct err *err)
{
    bool ok = true;
    for (const struct span *span = set_first(set); span && ok; span = set_next(set, span)) {
        struct span there;
        enum carried how = CARRIED_GONE;
        ok = carry_span(diff, before, after, span, &there, &how);
        if (ok && how != CARRIED_GONE)
            ok = set_add(into, &there) != NULL;
        span_release(&there);
    }
    const struct relation *relation;
    for (size_t i = 0; ok && (relation = set_relation_at(set, i)) != NULL; i++)
        if (set_find(into, relation->from) && set_find(into, relation->to))
            ok = set_relate(into, relation) != NULL;
    return ok ? OK : err_set(err, FAULT_MEMORY, "out of memory");
}

struct pos carry_pos(const struct diff *diff, const struct article *after, struct pos pos)
{
    size_t i = diff_find(diff, pos.byte);
    if (i == diff->n)
        return pos_at(article_size(after));
    const struct diff_piece *piece = &diff->at[i];
    if (piece->kind == DIFF_SAME)
        return pos_at(piece->to.start.byte + (pos.byte - piece->from.start.byte));
    return article_snap(after, piece->to.start);
}
