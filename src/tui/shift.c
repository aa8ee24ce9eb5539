#include "shift.h"

#include <string.h>

enum {
    FARTHEST = 3, /* rows; a jump farther leaves too little that is the same */
    LEAST = 6,    /* rows that must have changed, for scrolling to be a thought */
};

bool shift_same_row(const struct screen *is, unsigned row, const struct screen *was, unsigned from)
{
    return memcmp(screen_at(is, row, 0), screen_at(was, from, 0), is->cols * sizeof(struct cell)) ==
           0;
}

/* How many of the changed rows stood `by` rows below before; between which rows. */
static unsigned count(const struct screen *is, const struct screen *was, const bool *same, int by,
                      struct shift *out)
{
    unsigned n = 0;
    *out = (struct shift){.by = by};
    for (unsigned row = 0; row < is->rows; row++) {
        long from = (long)row + by;
        if (from < 0 || from >= (long)is->rows || same[row] ||
            !shift_same_row(is, row, was, (unsigned)from))
            continue;
        unsigned above = by > 0 ? row : (unsigned)from, below = by > 0 ? (unsigned)from : row;
        if (n++ == 0)
            out->top = above;
        out->bottom = below;
    }
    return n;
}

bool shift_find(const struct screen *is, const struct screen *was, const bool *same,
                struct shift *out)
{
    unsigned all = 0;
    for (unsigned row = 0; row < is->rows; row++)
        all += !same[row];
    if (all < LEAST)
        return false;
    for (int by = 1; by <= FARTHEST; by++)
        if (count(is, was, same, by, out) * 2 > all || count(is, was, same, -by, out) * 2 > all)
            return true;
    return false;
}
