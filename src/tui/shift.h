/* shift.h: has a part of the screen moved up or down by a few rows, as it does when a text is
 * scrolled? Then the terminal can scroll it, which is cheaper than sending every row anew. */
#ifndef MANICULE_TUI_SHIFT_H
#define MANICULE_TUI_SHIFT_H

#include "manicule/view/screen.h"

/* Rows top..bottom: what stands there now stood `by` rows below (by < 0: above), as far as that
 * lies within them. The rows that came in by the shift, and some others, may differ. */
struct shift {
    unsigned top, bottom;
    int by;
};

/* Do the rows hold the same cells? They are copied whole, so bytes that mean nothing are the same
 * too, or a row is sent for nothing. */
bool shift_same_row(const struct screen *is, unsigned row, const struct screen *was, unsigned from);

/* Both of the same size; same[row]: the row stands as it stood. False: nothing that would be worth
 * it. */
bool shift_find(const struct screen *is, const struct screen *was, const bool *same,
                struct shift *out);

#endif
