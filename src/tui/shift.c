#include "shift.h"

#include <string.h>

enum {
    FARTHEST = 3, /* rows; a jump farther leaves too little that is the same */
    LEAST = 6,    /* rows that must have changed, for scrolling to be a thought */
};

/* Cells are copied whole, so bytes that mean nothing are the same too, or a row is sent for
 * nothing. */
static bool same_row(const struct screen *is, unsigned row, const struct screen *was, unsigned from)
{
    return memcmp(screen_at(is, row, 0), screen_at(was, from, 0), is->cols * sizeof(struct cell)) ==
           0;
}

/* How many of the changed rows stood `by` rows below before; between which rows. */
static unsigned count(const struct screen *is, const struct screen *was, int by, struct shift *out)
{
    unsigned n = 0;
    *out = (struct shift){.by = by};
    for (unsigned row = 0; row < is->rows; row++) {
        long from = (long)row + by;
        if (from < 0 || from >= (long)is->rows || same_row(is, row, was, row) ||
            !same_row(is, row, was, (unsigned)from))
            continue;
        unsigned above = by > 0 ? row : (unsigned)from, below = by > 0 ? (unsigned)from : row;
        if (n++ == 0)
            out->top = above;
        out->bottom = below;
    }
    return n;
}

static unsigned changed(const struct screen *is, const struct screen *was)
{
    unsigned n = 0;
    for (unsigned row = 0; row < is->rows; row++)
        n += !same_row(is, row, was, row);
    return n;
}

bool shift_find(const struct screen *is, const struct screen *was, struct shift *out)
{
    unsigned all = changed(is, was);
    if (all < LEAST)
        return false;
    for (int by = 1; by <= FARTHEST; by++)
        if (count(is, was, by, out) * 2 > all || count(is, was, -by, out) * 2 > all)
            return true;
    return false;
}
