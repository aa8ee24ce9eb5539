/* Lost points: each disagreement of two readers, told to whoever asked. */
#include <stdlib.h>

#include "agreement_parts.h"

static const char *const kinds[] = {
    [AGREEMENT_MISSING] = "missing",     [AGREEMENT_BOUNDARY] = "boundary",
    [AGREEMENT_LABEL] = "label",         [AGREEMENT_RELATION] = "relation",
    [AGREEMENT_ATTRIBUTE] = "attribute",
};

const char *agreement_kind_name(enum agreement_kind kind)
{
    return kinds[kind];
}

static void tell(struct couple *couple, const struct agreement_point *point)
{
    couple->agreement->options.lost(couple->agreement->options.ctx, point);
}

static struct range both(const struct span *a, const struct span *b)
{
    struct range range = (a ? a : b)->at;
    if (a && b && b->at.start.byte < range.start.byte)
        range.start = b->at.start;
    if (a && b && b->at.end.byte > range.end.byte)
        range.end = b->at.end;
    return range;
}

static void tell_spans(struct couple *couple, const struct span *a, const struct span *b,
                       enum mate_kind kind)
{
    struct agreement_point point = {.document = couple->document->number,
                                    .reader = {couple->a, couple->b},
                                    .span = {a, b},
                                    .range = both(a, b)};
    if (kind != MATE_EXACT) {
        point.kind = kind == MATE_NONE   ? AGREEMENT_MISSING
                     : kind == MATE_SAME ? AGREEMENT_BOUNDARY
                                         : AGREEMENT_LABEL;
        tell(couple, &point);
    }
    if (kind == MATE_EXACT || kind == MATE_SAME)
        agreement_value_points(couple, &point, a->attrs, b->attrs);
}

/* Pairs stand where the first reader's span does. */
static void walk_spans(struct couple *couple)
{
    const struct work *work = &couple->agreement->work;
    const struct reading *a = couple->of[0], *b = couple->of[1];
    size_t i = 0, j = 0;
    while (i < a->marks.n || j < b->marks.n) {
        if (j < b->marks.n && work->mates[1].at[j].kind != MATE_NONE) {
            j++;
            continue;
        }
        if (j == b->marks.n ||
            (i < a->marks.n && a->marks.at[i].at.start <= b->marks.at[j].at.start)) {
            const struct mate *mate = &work->mates[0].at[i];
            const struct span *other = mate->kind == MATE_NONE ? NULL : b->marks.at[mate->of].span;
            tell_spans(couple, a->marks.at[i].span, other, mate->kind);
            i++;
        } else {
            tell_spans(couple, NULL, b->marks.at[j].span, MATE_NONE);
            j++;
        }
    }
}

static int by_id(const void *a, const void *b)
{
    const struct key *x = a, *y = b;
    return uuid_order(x->relation->id, y->relation->id);
}

static void tell_link(struct couple *couple, const struct key *key, int side)
{
    const struct span *from = set_find(couple->of[side]->set, key->relation->from);
    struct agreement_point point = {.document = couple->document->number,
                                    .reader = {couple->a, couple->b},
                                    .kind = AGREEMENT_RELATION,
                                    .range = from->at,
                                    .follows = !key->mapped};
    point.span[side] = from;
    point.relation[side] = key->relation;
    if (key->twin) {
        point.span[!side] = set_find(couple->of[!side]->set, key->twin->from);
        point.relation[!side] = key->twin;
        agreement_value_points(couple, &point, key->relation->attrs, key->twin->attrs);
    } else {
        tell(couple, &point);
    }
}

/* Of those that both have, the first reader's side speaks. */
static void walk_links(struct couple *couple, int side)
{
    struct work *work = &couple->agreement->work;
    if (work->keys[side].n > 1)
        qsort(work->keys[side].at, work->keys[side].n, sizeof *work->keys[side].at, by_id);
    for (size_t i = 0; i < work->keys[side].n; i++)
        if (side == 0 || !work->keys[side].at[i].twin)
            tell_link(couple, &work->keys[side].at[i], side);
}

void agreement_points(struct couple *couple)
{
    if (!couple->agreement->options.lost)
        return;
    walk_spans(couple);
    walk_links(couple, 0);
    walk_links(couple, 1);
}
