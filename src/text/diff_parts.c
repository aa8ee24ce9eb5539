/* Parts of two texts: which are equal, and which of the equal ones are each other.
 *
 * Those that stand once in either text are safe. Of them the longest run that rises in both is in
 * order; the others were moved. */
#include <string.h>

#include "differing.h"

/* ---- classes ---- */
static uint64_t hash_of(const uint8_t *bytes, size_t n)
{
    uint64_t hash = 0xcbf29ce484222325u;
    for (size_t i = 0; i < n; i++)
        hash = (hash ^ bytes[i]) * 0x100000001b3u;
    return hash ^ hash >> 29;
}

struct table {
    struct parts *sides;
    uint64_t *slot; /* the first part of a class: its number + 1, those of the second text behind
                       the first's */
    size_t mask;
};

static const struct part *part_at(const struct table *table, size_t number, const uint8_t **bytes)
{
    size_t n = table->sides[0].list.n;
    const struct parts *side = &table->sides[number >= n];
    *bytes = side->bytes;
    return &side->list.at[number >= n ? number - n : number];
}

static uint32_t class_of(struct table *table, size_t number, uint32_t *classes)
{
    const uint8_t *bytes, *others;
    const struct part *part = part_at(table, number, &bytes);
    uint32_t size = part->end - part->start;
    size_t i = (size_t)hash_of(bytes + part->start, size) & table->mask;
    for (; table->slot[i]; i = (i + 1) & table->mask) {
        const struct part *there = part_at(table, (size_t)table->slot[i] - 1, &others);
        if (there->end - there->start == size &&
            memcmp(others + there->start, bytes + part->start, size) == 0)
            return there->class;
    }
    table->slot[i] = number + 1;
    return (*classes)++;
}

bool parts_classify(struct parts sides[2], uint32_t *classes)
{
    size_t n = sides[0].list.n, all = n + sides[1].list.n, slots = 16;
    while (slots < all * 2)
        slots *= 2;
    struct table table = {sides, calloc(slots, sizeof *table.slot), slots - 1};
    *classes = 0;
    if (!table.slot)
        return false;
    for (size_t i = 0; i < all; i++) {
        uint32_t class = class_of(&table, i, classes);
        (i < n ? &sides[0].list.at[i] : &sides[1].list.at[i - n])->class = class;
    }
    free(table.slot);
    return true;
}

/* ---- anchors ---- */
struct once { /* of a class: how often either side has it, and where it was seen last */
    uint32_t n[2], at[2];
};
struct pair {
    uint32_t at[2];
    uint32_t before; /* in the longest rising run that ends here: the pair before, or PART_NONE */
    bool in_order;
};

static void match(struct parts sides[2], uint32_t i, uint32_t j, bool moved)
{
    struct part *a = &sides[0].list.at[i], *b = &sides[1].list.at[j];
    a->other = j;
    b->other = i;
    a->moved = b->moved = moved;
}

static bool free_twins(struct parts sides[2], uint32_t i, uint32_t j)
{
    const struct part *a = &sides[0].list.at[i], *b = &sides[1].list.at[j];
    return a->other == PART_NONE && b->other == PART_NONE && a->class == b->class;
}

/* What stands beside two that are each other and is the same goes with them. */
static void extend(struct parts sides[2], const uint32_t from[2], const uint32_t to[2],
                   const uint32_t at[2], bool moved)
{
    for (uint32_t i = at[0] + 1, j = at[1] + 1; i < to[0] && j < to[1] && free_twins(sides, i, j);
         i++, j++)
        match(sides, i, j, moved);
    for (uint32_t i = at[0], j = at[1];
         i > from[0] && j > from[1] && free_twins(sides, i - 1, j - 1); i--, j--)
        match(sides, i - 1, j - 1, moved);
}

/* Marks the pairs of the longest run that rises on both sides; they come in order of the first. */
static bool find_order(struct pair *pairs, size_t n)
{
    uint32_t *least =
        malloc((n + 1) * sizeof *least); /* of each length: the pair with the least end */
    size_t longest = 0;
    if (!least)
        return false;
    for (size_t i = 0; i < n; i++) {
        size_t low = 0, high = longest;
        while (low < high) {
            size_t middle = (low + high) / 2;
            if (pairs[least[middle]].at[1] < pairs[i].at[1])
                low = middle + 1;
            else
                high = middle;
        }
        pairs[i].before = low ? least[low - 1] : PART_NONE;
        least[low] = (uint32_t)i;
        longest += low == longest;
    }
    for (uint32_t i = longest ? least[longest - 1] : PART_NONE; i != PART_NONE; i = pairs[i].before)
        pairs[i].in_order = true;
    free(least);
    return true;
}

static void take_ends(struct parts sides[2], uint32_t from[2], uint32_t to[2])
{
    for (; from[0] < to[0] && from[1] < to[1] && free_twins(sides, from[0], from[1]);
         from[0]++, from[1]++)
        match(sides, from[0], from[1], false);
    for (; from[0] < to[0] && from[1] < to[1] && free_twins(sides, to[0] - 1, to[1] - 1);
         to[0]--, to[1]--)
        match(sides, to[0] - 1, to[1] - 1, false);
}

static size_t find_pairs(struct parts sides[2], const uint32_t from[2], const uint32_t to[2],
                         struct once *once, struct pair *pairs)
{
    size_t n = 0;
    for (int side = 0; side < 2; side++)
        for (uint32_t i = from[side]; i < to[side]; i++) {
            struct once *o = &once[sides[side].list.at[i].class];
            o->n[side]++;
            o->at[side] = i;
        }
    for (uint32_t i = from[0]; i < to[0]; i++) {
        const struct once *o = &once[sides[0].list.at[i].class];
        if (o->n[0] == 1 && o->n[1] == 1)
            pairs[n++] = (struct pair){.at = {i, o->at[1]}, .before = PART_NONE};
    }
    return n;
}

bool parts_anchor(struct parts sides[2], const uint32_t from_all[2], const uint32_t to_all[2],
                  uint32_t classes, uint32_t also_moved)
{
    uint32_t from[2] = {from_all[0], from_all[1]}, to[2] = {to_all[0], to_all[1]};
    take_ends(sides, from, to);
    struct once *once = calloc((size_t)classes + 1, sizeof *once);
    struct pair *pairs = malloc(((size_t)(to[0] - from[0]) + 1) * sizeof *pairs);
    bool ok = once && pairs;
    size_t n = ok ? find_pairs(sides, from, to, once, pairs) : 0;
    ok = ok && find_order(pairs, n);
    for (size_t i = 0; ok && i < n; i++)
        if (pairs[i].in_order)
            match(sides, pairs[i].at[0], pairs[i].at[1], false);
    for (size_t i = 0; ok && i < n; i++)
        if (pairs[i].in_order)
            extend(sides, from, to, pairs[i].at, false);
    for (size_t i = 0; ok && also_moved && i < n; i++) {
        const struct part *part = &sides[0].list.at[pairs[i].at[0]];
        if (pairs[i].in_order || part->end - part->start < also_moved ||
            !free_twins(sides, pairs[i].at[0], pairs[i].at[1]))
            continue;
        match(sides, pairs[i].at[0], pairs[i].at[1], true);
        extend(sides, from, to, pairs[i].at, true);
    }
    free(once);
    free(pairs);
    return ok;
}
